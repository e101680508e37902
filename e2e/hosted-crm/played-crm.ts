import type { PersonKey } from './company';

/** A CRM that is played on this machine and holds the company, as people at its pages and its administrator see it. */
export interface PlayedCrm {
  kind: 'salesforce' | 'hubspot';
  label: string;
  /** What `CRM_URL` names. */
  url: string;
  /** The credentials file. */
  credentials: object;
  personId(key: PersonKey): string;
  /** The CRM's id of a deal, by its name. */
  dealId(name: string): string;
  /** What a deal holds, as text. */
  held(deal: string, field: 'amount' | 'nextStep'): string | null;
  /** Subjects of the open tasks. */
  tasks(): string[];
  /** Lena edits a deal at the screen. */
  edit(deal: string, values: { amount?: number; nextStep?: string }): void;
  /** The administrator takes a right away that writing needs; the doctor's words for it. */
  takeAway(): { said: string; giveBack: () => void };
  /** When the next creation of a task has arrived and before it takes effect. */
  onNextCreate(work: () => Promise<void>): void;
  /** Drops every connection, or stops doing so. */
  away(gone: boolean): void;
  stop(): Promise<void>;
}

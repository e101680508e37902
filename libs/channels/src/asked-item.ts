import type { ShownChange } from './shown-change';

/** One thing a person is asked, as a channel shows it; without anything the person may not see. */
export interface AskedItem {
  actionId: string;
  /** Of what is shown: a decision is about exactly this. */
  digest: string;
  title: string;
  why: string;
  /** Deal and account, where the person sees them. */
  about: string | null;
  /** `USD 12,000`; null where there is none. */
  amount: string | null;
  /** What it would write. */
  change: ShownChange;
  expiresAt: Date;
  /** Where the console shows it. */
  url: string;
  /** Words on how it ended, or where it went; null while this person is asked. */
  ended: string | null;
}

export function waitingOf(items: readonly AskedItem[]): number {
  return items.filter(({ ended }) => ended === null).length;
}

/** `1 decision waits for you`. */
export function headline(items: readonly AskedItem[]): string {
  const waiting = waitingOf(items);
  if (waiting === 0) return 'Nothing waits for you here any more';
  return waiting === 1 ? '1 decision waits for you' : `${waiting} decisions wait for you`;
}

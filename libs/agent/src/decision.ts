import type { Evidence } from '@salesagent/canon/events';
import type { Change, Tier } from '@salesagent/canon/sales';
import type { FoundPassage } from './documents';
import type { Personal } from './personal';

/** A text on its way to a customer, as the output policy of the playbook looks at it. */
export interface CustomerText {
  /** Null where the channel has none. */
  subject: string | null;
  body: string;
  /** The first we send this person in this matter. */
  first: boolean;
  /** `agent`: no person reads it before it goes out, so it must say who writes. */
  sentBy: 'person' | 'agent';
  /** As `conduct/ai-disclosure` calls it. */
  channel: 'mail' | 'chat' | 'answers' | 'voice';
  /** Name of the company that sends it, where an agent does. */
  company?: string;
}

/** Something computed about a record: score, risks, a drafted sequence. Recorded when it differs from the last one. */
export interface Insight {
  kind: 'insight';
  values: Record<string, unknown>;
  /** Sentences a person reads; each number and name in them must trace to a fact. */
  reasons: string[];
  /** Passage ids beyond those the draft rendered: `4-progression/deal-risk#silent`. */
  citations?: string[];
  /** Passages of documents that it rests on, out of the facts; each becomes a citation. */
  documents?: FoundPassage[];
  /** Agent-owned fields of the subject to copy into the CRM (in one set-based batch). */
  fields?: Record<string, unknown>;
  /** Longer texts inside `values` that must trace as well. */
  texts?: string[];
  /** Texts inside `values` that a customer will read. */
  customerTexts?: CustomerText[];
  /** What counts as news; `values` when absent. */
  material?: unknown;
}

/** One exact change for the docket. */
export interface ProposalDecision {
  kind: 'proposal';
  title: string;
  why: string;
  /** What is said; marked texts become sealed values before the event is appended. */
  evidence: (Evidence | (Omit<Evidence, 'value'> & { value: Personal }))[];
  change: Change;
  citations?: string[];
  /** Passages of documents that it rests on, out of the facts; each becomes a citation. */
  documents?: FoundPassage[];
  draft?: unknown;
  /** Texts of the change that a customer will read. */
  customerTexts?: CustomerText[];
  /** P(win) 0–1 and amount in the company's currency; null = not known, then the playbook's prior is used and named. */
  attention: { pWin: number | null; amount: number | null };
  /** Whose day it concerns; the subject's owner when absent. */
  ownerId?: string | null;
  /** What counts as new facts. While it is the same, an open proposal stands and a dismissed one stays silent. */
  material: unknown;
  /** What it suggests out of texts, each by itself: a person who rejects it is not asked that again out of the same texts. */
  parts?: readonly string[];
  /** Facts the tier rests on when it is not the account's. */
  tier?: Tier | null;
}

/** No proposal, and why: said to whoever asked; an open proposal is superseded with this reason. */
export interface Nothing {
  kind: 'nothing';
  reason: string;
}

export type Decision = Insight | ProposalDecision | Nothing;

export const nothing = (reason: string): Nothing => ({ kind: 'nothing', reason });

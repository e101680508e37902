export type Unit = 'days' | 'share' | 'money' | 'months' | 'count' | 'other';

/** A number that a text may state, in its unit, and where it comes from. Shares are 0–1. */
export interface Quantity {
  value: number;
  unit: Unit;
  why: string;
}

/** Everything a text may say. */
export interface Facts {
  /** Facts that are words: names, titles, stages. */
  words: string[];
  /** Sentences that were noted or agreed. */
  sentences: string[];
  /** `YYYY-MM-DD` */
  dates: Set<string>;
  quantities: Quantity[];
  /** Passages that the text cites, and words of the section's rules. */
  passages: string[];
  /** Passages of documents of the company that the text cites. */
  documents?: readonly CitedDocument[];
}

export interface CitedDocument {
  text: string;
  /** Whether customers in it may be named to others. */
  mayNameCustomers: boolean;
}

import type { MeddiccLetter } from '@salesagent/canon/sales';

/** Who speaks in a text: the ceiling of what it can carry follows from it. */
export type SourceKind = 'our note' | 'mail of the customer';

/** A text of one deal that may carry evidence. */
export interface Note {
  activityId: string;
  /** Day it happened, `YYYY-MM-DD`. */
  on: string;
  source: SourceKind;
  text: string;
}

/** What a sentence of a note carries. */
export interface Found {
  letter: MeddiccLetter;
  /** 1 assumed by us, 2 said by the customer; a 3 is never one sentence's to give. */
  level: 1 | 2;
  /** In a few words; every name, number and date of it stands in the quotation. */
  value: string;
  /** As it stands in the note, but for white space. */
  quote: string;
}

/** Something that was found and not taken; the reason quotes nothing. */
export interface Dropped {
  letter: MeddiccLetter;
  because: string;
}

/** Who read a note. */
export type ReadBy = { by: 'cue phrases'; because: string } | { by: 'model'; model: string; prompt: string };

/** What came of reading one note. */
export interface ReadNote {
  found: Found[];
  /** Letters of which a sentence says that it is not so. */
  denied: MeddiccLetter[];
  dropped: Dropped[];
  readBy: ReadBy;
}

import type { FoundPassage } from './passage';

/** As `libs/retrieval` tells documents apart; declared here so that agents need not load what reads files. */
export type DocumentKind = 'case-study' | 'product-sheet' | 'security-answer';

/** What an action asks the company's documents, whatever the subject: part of its definition. */
export interface Ask {
  /** Documents that are nothing of these are not given. */
  kinds: readonly DocumentKind[];
  /** Passages at most, each of another document. */
  limit: number;
}
export type Asks = Readonly<Record<string, Ask>>;

/** What it asks about one subject. What a document does not say it is for, it is for all. */
export interface DocumentQuestion {
  /** In a few words; the fewer of them a document holds, the less sure is the answer. */
  text: string;
  /** ISO 639-1: words of other languages are not given. */
  language: string;
  persona?: string;
  /** In whatever case the CRM has it. */
  industry?: string;
  /** Stage of the playbook, 1–7. */
  stage?: number;
}

/** Either passages, best first, or why there are none. */
export interface Found {
  passages: FoundPassage[];
  /** What the action goes without, in a sentence; null where there are passages. */
  without: string | null;
}

/** The documents of one company, asked outside of any transaction. */
export interface Documents {
  /** @param on business day on which they must be in force */
  find(ask: Ask, question: DocumentQuestion, on: string): Promise<Found>;
}

export const goesWithout = (without: string): Found => ({ passages: [], without });

/** Where a service has none, or looks at a past whose documents nobody has kept. */
export const NO_DOCUMENTS: Documents = {
  find: () => Promise.resolve(goesWithout('no documents of the company can be asked here')),
};

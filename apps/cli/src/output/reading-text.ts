/** How an answer was come to, as an API or a search of this process tells it. */
export interface ReadingSaid {
  confidence: number;
  readBy: string | null;
  quotation: { passage: string; words: string } | null;
  /** Why nobody read, although somebody should have. */
  notRead: string | null;
}

/** The words that answer come first: they are what was asked for. */
export const quotedLines = ({ quotation }: ReadingSaid): string[] =>
  quotation === null ? [] : [`“${quotation.words.replaceAll(/\s+/g, ' ')}”  [${quotation.passage}]`, ''];

export const whyUnknown = ({ readBy, ...said }: ReadingSaid): string =>
  readBy === null ? `confidence ${guessed(said)}` : `read by ${readBy}, none of the passages answers`;

export const howSure = ({ readBy, ...said }: ReadingSaid): string =>
  readBy === null ? `Confidence ${guessed(said)}.` : `Read by ${readBy}.`;

const guessed = ({ confidence, notRead }: Pick<ReadingSaid, 'confidence' | 'notRead'>): string =>
  notRead === null ? String(confidence) : `${confidence}, a guess; not read: ${notRead.replace(/\.$/, '')}`;

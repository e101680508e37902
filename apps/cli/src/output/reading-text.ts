/** How an answer was come to, as an API or a search of this process tells it. */
export interface ReadingSaid {
  confidence: number;
  readBy: string | null;
  quotation: { passage: string; words: string } | null;
  notRead: string | null;
}

/** The words that answer come first: they are what was asked for. */
export const quotedLines = ({ quotation }: ReadingSaid): string[] =>
  quotation === null ? [] : [`“${quotation.words.replaceAll(/\s+/g, ' ')}”  [${quotation.passage}]`, ''];

export const whyUnknown = ({ readBy, confidence }: ReadingSaid): string =>
  readBy === null ? `confidence ${confidence}` : `read by ${readBy}, none of the passages answers`;

/** Why nobody read is told only where somebody should have. */
export function howSure({ readBy, notRead, confidence }: ReadingSaid): string {
  if (readBy !== null) return `Read by ${readBy}.`;
  const failed = notRead !== null && !notRead.startsWith('PASSAGES_READ_BY is no');
  return `Confidence ${confidence}${failed ? `, a guess; not read: ${notRead}` : ''}.`;
}

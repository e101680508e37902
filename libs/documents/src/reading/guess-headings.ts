import type { ReadBlock } from './model';

/** A block whose reader saw that all of it is set in bold. */
export type Guessed = ReadBlock & { bold?: true };

/** Words a heading has at most. */
const WORDS_AT_MOST = 12;

/** Whether a line could be a heading by its words. */
export const readsAsHeading = (text: string): boolean =>
  !text.includes('\n') &&
  text.split(/\s+/).length <= WORDS_AT_MOST &&
  /\p{L}/u.test(text) &&
  !/[.,;:!]$/.test(text.trim());

/**
 * Where a document has no headings by its styles, short bold lines before text are taken for them: many people make
 * headings by hand.
 */
export function guessHeadings(blocks: readonly Guessed[]): ReadBlock[] {
  const styled = blocks.some(({ kind }) => kind === 'heading');
  return blocks.map((given, i): ReadBlock => {
    const { bold, ...block } = given;
    const next = blocks[i + 1];
    const isHeading =
      !styled && bold && block.kind === 'paragraph' && readsAsHeading(block.text) && next !== undefined && !next.bold;
    return isHeading ? { kind: 'heading', level: 2, text: block.text, page: block.page, line: block.line } : block;
  });
}

/** What is laid out differently by who copies: marks of Markdown, kinds of quotation marks and dashes, white space. */
const squeezed = (text: string): string =>
  text
    .replaceAll(/[*_`|#>]|\[([^\]]*)\]\([^)]*\)/g, ' $1 ')
    .replaceAll(/[“”„«»"‘’']/g, "'")
    .replaceAll(/[‐‑–—]/g, '-')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .toLowerCase();

/** Fewer words than this stand in many a text without saying anything. */
export const QUOTED_WORDS_AT_LEAST = 3;
export const QUOTED_WORDS_AT_MOST = 40;

/** Why words are no quotation of a text; null where they are. Only layout may differ. */
export function quotationProblem(words: string, text: string): string | null {
  const quoted = squeezed(words);
  const count = quoted.split(' ').filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
  if (count < QUOTED_WORDS_AT_LEAST) return `what was quoted has fewer than ${QUOTED_WORDS_AT_LEAST} words`;
  return squeezed(text).includes(quoted) ? null : 'what was quoted stands in no passage';
}

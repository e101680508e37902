/** What is laid out differently by who copies: marks of Markdown, kinds of quotation marks and dashes, white space. */
const squeezed = (text: string): string =>
  text
    .normalize('NFKC')
    .replaceAll(/\[([^\][\n]*)\]\([^)\s]*\)/g, ' $1 ')
    .replaceAll(/[*_`|#>]/g, ' ')
    .replaceAll(/[“”„«»"‘’']/g, "'")
    .replaceAll(/[‐‑–—]/g, '-')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .toLowerCase();

/** Fewer words than this stand in many a text without saying anything. */
export const QUOTED_WORDS_AT_LEAST = 3;
export const QUOTED_WORDS_AT_MOST = 40;
/** A model counts words worse than it copies them. */
const TOO_MANY_WORDS = 2 * QUOTED_WORDS_AT_MOST;

/** Why words are no quotation of a text; null where they are. Only layout may differ; they begin and end with whole words. */
export function quotationProblem(words: string, text: string): string | null {
  const quoted = squeezed(words);
  const count = quoted.split(' ').filter((word) => HOLDS_A_WORD.test(word)).length;
  if (count < QUOTED_WORDS_AT_LEAST) return `what was quoted has fewer than ${QUOTED_WORDS_AT_LEAST} words`;
  if (count > TOO_MANY_WORDS) return `what was quoted has more than ${TOO_MANY_WORDS} words`;
  return standsIn(quoted, squeezed(text)) ? null : 'what was quoted stands in no passage';
}

const HOLDS_A_WORD = /[\p{L}\p{N}]/u;

/** “5 percent” does not stand in “15 percent”, nor “able to” in “unable to”. */
function standsIn(quoted: string, text: string): boolean {
  const cutsWord = (one: string, other: string | undefined): boolean =>
    HOLDS_A_WORD.test(one) && other !== undefined && HOLDS_A_WORD.test(other);
  for (let at = text.indexOf(quoted); at >= 0; at = text.indexOf(quoted, at + 1)) {
    if (!cutsWord(quoted[0]!, text[at - 1]) && !cutsWord(quoted.at(-1)!, text[at + quoted.length])) return true;
  }
  return false;
}

/** Web addresses, with or without scheme, mail addresses, telephone numbers and handles. */
const ADDRESSES: readonly RegExp[] = [
  /\b(?:[a-z][a-z0-9+.-]*:\/\/|mailto:|tel:|javascript:|data:|hxxps?:)[^\s<>()"'”]+/giu,
  /[\p{L}\d._%+-]+\s?(?:@|\(at\)|\[at\])\s?[\p{L}\d-]+(?:\s?(?:\.|\(dot\)|\[dot\])\s?[\p{L}\d-]+)+/giu,
  /(?<![\p{L}\d@./-])(?:www\.)?(?:[\p{L}\d](?:[\p{L}\d-]*[\p{L}\d])?\.)+(?:com|net|org|io|ai|co|dev|app|info|biz|eu|uk|de|fr|es|it|nl|ch|at|us|ca|ru|cn|xyz|top|link|site|online|shop|cloud|tech|me|ly|gg|cc|tv|to|gle|be|pl|se|zip|page|click)(?![\p{L}\d-])(?:[/?#:][^\s<>()"'”]*)?/giu,
  /(?<![\p{L}\d-])[\p{L}\d-]+ (?:dot|punkt|\(dot\)|\[dot\]) (?:com|net|org|io|ai|co|eu|uk|de|fr)(?![\p{L}\d])/giu,
  /(?<![\p{L}\d])(?:\d{1,3}\.){3}\d{1,3}(?:[:/][^\s]*)?(?!\d)/gu,
  /(?<![\p{L}\d+])(?:\+|00)\d[\d ().\/-]{6,}\d/gu,
  /(?<![\p{L}\d@])@[\p{L}\d_]{2,}/giu,
];
/** A host under any top-level domain; also what a missing space (`waiting.Shall I`) or a file's name (`plan.docx`) makes. */
const ANY_HOST =
  /(?<![\p{L}\d@./-])(?:[\p{L}\d](?:[\p{L}\d-]*[\p{L}\d])?\.)+(?:\p{L}{2,}|xn--[a-z\d-]+)(?![\p{L}\d-])(?:[/?#:][^\s<>()"'”]*)?/giu;
/** Markup that loads or hides something: `![](…)`, `<img …>`. */
const MARKUP = /!?\[[^\]\n]*\]\([^)\n]*\)|<\/?[a-z][^>\n]*>/giu;

export interface LinkToken {
  token: string;
  at: number;
}

/**
 * Addresses of a text; a trailing stop belongs to the sentence.
 * @param anyHost hosts under every top-level domain, for words that anybody chose, instead of the usual ones
 */
export function linksIn(text: string, anyHost = false): LinkToken[] {
  const found: LinkToken[] = [];
  let rest = text;
  for (const pattern of [...ADDRESSES, ...(anyHost ? [ANY_HOST] : []), MARKUP]) {
    for (const m of rest.matchAll(pattern)) {
      const token = m[0].replace(/[.,;:!?]+$/, '');
      found.push({ token, at: m.index });
    }
    rest = rest.replace(pattern, (m) => ' '.repeat(m.length));
  }
  return found;
}

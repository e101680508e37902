import { isAlias, isMap, isScalar, visit, type Document, type LineCounter, type Pair, type Scalar } from 'yaml';

/** `undefined` where nothing is said of it. */
export interface SaidConfidential {
  confidential: boolean | undefined;
  /** What says it and cannot be read: then it is confidential. Lines count from 1. */
  unread: { line: number; message: string; suggestion: string } | null;
}

/** What to do is said by whoever names the mistake. */
export const KEPT_BACK = 'until then the document is confidential';
const IN_ITS_PLACE = 'write `confidential: true` or `confidential: false` at the beginning of a line';
const UNREADABLE = { message: 'confidential: must be true or false', suggestion: `correct the value; ${KEPT_BACK}` };
const ELSEWHERE = {
  message: '"confidential" is said where it cannot be read',
  suggestion: `${IN_ITS_PLACE} of the front matter; ${KEPT_BACK}`,
};

/** However it is written: nobody's secret hangs on a capital, a blank or a colon. */
const NAMES_IT = /^\s*confidential\s*$/i;
const SAYS_IT = /^\s*confidential\s*(?:[:=]|$)/im;
/** A line that would say it in front matter, in bold, as a comment or in JSON, and is in none. */
const LINE_SAYS_IT = /^(?:<!--|[\s{>*_-])*["']?\s*confidential\s*["']?[*_]*\s*[:=]/im;
const BLANKS_AND_COMMENTS = /^(?:\s|<!--[\s\S]*?-->)*/;

/** Whether front matter that is no YAML may say it. */
export const maySayConfidential = (frontMatter: string): boolean => /\bconfidential\b/i.test(frontMatter);

/**
 * What front matter says of being confidential, by keys of that name. A document is public by them only where each says
 * false; where another says it otherwise, as a key below a key or as a word in a list, it is confidential.
 */
export function saidConfidential(document: Document, lines: LineCounter): SaidConfidential {
  const keys: { value: unknown; key: Scalar }[] = [];
  let elsewhere: Scalar | null = null;
  let word: Scalar | null = null;
  visit(document, {
    Scalar: (at, scalar, path) => {
      if (typeof scalar.value !== 'string' || !SAYS_IT.test(scalar.value)) return;
      const value = at === 'key' && NAMES_IT.test(scalar.value) ? valueOf(path.at(-1) as Pair, document) : undefined;
      if (value === undefined) word ??= scalar;
      else if (path.length === 3 && isMap(path[1])) keys.push({ value, key: scalar });
      else if (value !== false) elsewhere ??= scalar;
    },
  });
  const unread = (scalar: Scalar, what: typeof ELSEWHERE): SaidConfidential => ({
    confidential: true,
    unread: { line: lines.linePos(scalar.range?.[0] ?? 0).line, ...what },
  });
  const unreadable = keys.find(({ value }) => typeof value !== 'boolean');
  if (unreadable) return unread(unreadable.key, UNREADABLE);
  if (keys.some(({ value }) => value === true)) return { confidential: true, unread: null };
  const mistaken = elsewhere ?? (keys.length === 0 ? word : null);
  if (mistaken) return unread(mistaken, ELSEWHERE);
  return { confidential: keys.length > 0 ? false : undefined, unread: null };
}

/** Null where there is none. */
function valueOf({ value }: Pair, document: Document): unknown {
  const node = isAlias(value) ? value.resolve(document) : value;
  return isScalar(node) ? node.value : (node ?? null);
}

/**
 * Whether a text without front matter says it all the same: in what was to be front matter and does not begin on the first
 * line or does not end, which may go on to the end of the text, or in the lines that it begins with.
 */
export function saysConfidentialAbove(text: string): boolean {
  const [before = ''] = BLANKS_AND_COMMENTS.exec(text) ?? [];
  const rest = text.slice(before.length);
  const [first = ''] = /^(?:---|\+\+\+)/.test(rest) ? [rest] : rest.split(/\n[ \t]*\n/, 1);
  return LINE_SAYS_IT.test(before) || LINE_SAYS_IT.test(first);
}

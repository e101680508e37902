import type { Ground } from './ground';
import { DAYS, MONTHS } from './dates';
import { ORDINARY, ORDINARY_CAPITALS } from './ordinary-words';

export interface NameToken {
  token: string;
  at: number;
  from: string | null;
}

const CAPITALISED = /\p{Lu}[\p{L}'’-]*\p{Ll}[\p{L}'’-]*/gu;
const CAPITALS = /(?<![\p{L}\d])\p{Lu}[\p{Lu}&'’.-]*\p{Lu}(?![\p{L}\d])/gu;
const IDENTIFIER = /(?<![\p{L}\d_])(?=[\p{L}\d]*\d)(?=[\p{L}\d]*\p{L})[\p{L}\d]{2,}(?![\p{L}\d_])/gu;
const PLAIN_IDENTIFIER = /\b(?=[\p{L}\d]*\d)(?=[\p{L}\d]*\p{L})[\p{L}\d]{2,}\b/gu;
/** A word in letters of another alphabet, wholly or in part; the lists of words above know none. */
const OTHER_ALPHABET = /[\p{L}\p{M}]*[^\P{L}\p{Script=Latin}ªº][\p{L}\p{M}]*/gu;

/** Names and codes such as `GTX500`. */
export function identifiersIn(text: string, ground: Ground, strict: boolean): NameToken[] {
  return [...text.matchAll(strict ? IDENTIFIER : PLAIN_IDENTIFIER)]
    .filter(([token]) => !/^\d+(st|nd|rd|th)$/.test(token))
    .map((m) => ({ token: m[0], at: m.index, from: ground.textFrom(m[0]) }));
}

/** Capitalised words that do not merely begin a sentence or a line. */
export function namesInside(text: string, ground: Ground): NameToken[] {
  return capitalised(text)
    .filter(({ begins }) => !begins)
    .map(({ token, at }) => ({ token, at, from: ground.wordFrom(token) }));
}

/** The words that begin a sentence and are no ordinary ones, capitals in a row, and words of another alphabet. */
export function otherNames(text: string, ground: Ground): NameToken[] {
  const starts = capitalised(text).filter(({ token, begins }) => begins && !isOrdinary(token));
  const capitals = [...text.matchAll(CAPITALS)]
    .map((m) => ({ token: m[0], at: m.index }))
    .filter(({ token }) => !ORDINARY_CAPITALS.has(token.replaceAll('.', '')) && !isOrdinary(token));
  const foreign = [...text.matchAll(OTHER_ALPHABET)].map((m) => ({ token: m[0], at: m.index }));
  return [...starts, ...capitals]
    .map(({ token, at }) => ({ token, at, from: ground.wordFrom(token) }))
    .concat(foreign.map(({ token, at }) => ({ token, at, from: ground.textFrom(token) })));
}

const TITLES = new Set(['Mr', 'Mrs', 'Ms', 'Dr', 'Prof']);
const IN_A_ROW = /(?<![\p{L}\d])\p{Lu}[\p{L}'’&-]*(?:[ ]\p{Lu}[\p{L}'’&-]*)+/gu;

/** First and last names that stand together must stand together in a source: no person is made of two. */
export function namesInARow(text: string, ground: Ground): NameToken[] {
  return [...text.matchAll(IN_A_ROW)].flatMap((m) => {
    const words = m[0].split(' ');
    while (words.length > 0 && (isOrdinary(words[0]!) || TITLES.has(words[0]!))) words.shift();
    const token = words.join(' ').replace(/['’]s?$/, '');
    return words.length < 2 ? [] : [{ token, at: m.index, from: ground.phraseFrom(token) }];
  });
}

function isOrdinary(token: string): boolean {
  const word = token
    .toLowerCase()
    .replace(/['’](?:s|ll|ve|re|d|m)?$/, '')
    .replace(/n['’]t$/, '')
    .replace(/^(?:ca|wo|sha)$/, 'will');
  return ORDINARY.has(word) || word.split('-').every((part) => ORDINARY.has(part));
}

function capitalised(text: string): { token: string; at: number; begins: boolean }[] {
  return [...text.matchAll(CAPITALISED)]
    .map((m) => {
      const before = text.slice(0, m.index).trimEnd();
      const begins = before === '' || /[.!?:;–—•*|(“"\n-]$/.test(before) || /\n\s*$/.test(text.slice(0, m.index));
      return { token: m[0], at: m.index, begins };
    })
    .filter(({ token }) => !MONTHS.includes(token) && !DAYS.includes(token));
}

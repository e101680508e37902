import type { Ground } from './ground';
import { escaped } from './plain';

/** Whether a fact is the name of something: `facts.accountName`, `facts.lastWon.productName`. */
export const isNamePath = (from: string): boolean => /^facts\.(?:\w+\.)*\w*name$/i.test(from);

/** More than the bare host that a company may be called by. */
const LEADS_SOMEWHERE = /\/\/|[@/\\]/;

/** Where names of the facts stand in a text, the longest first. @param ends exclusive */
export function namesOfFacts(text: string, ground: Ground): { from: string; at: number; ends: number }[] {
  const names = new Map([...ground.quotable()].filter(([value, from]) => isNamePath(from) && text.includes(value)));
  return [...names]
    .filter(([name]) => !LEADS_SOMEWHERE.test(name))
    .sort(([a], [b]) => b.length - a.length)
    .flatMap(([name, from]) =>
      [...text.matchAll(new RegExp(String.raw`(?<![\p{L}\d])${escaped(name)}(?![\p{L}\d])`, 'gu'))].map((m) => {
        return { from, at: m.index, ends: m.index + name.length };
      }),
    );
}

/** Whether a name of the facts has this word, in these letters. */
export function hasName(ground: Ground, word: string): boolean {
  const name = new RegExp(String.raw`(?<![\p{L}\d])${escaped(word)}(?![\p{L}\d])`, 'u');
  return [...ground.quotable()].some(([value, from]) => isNamePath(from) && name.test(value));
}

/**
 * A text in which no name of the facts links, asks or answers: `Booking.com`, `Who? Ltd` and `Re:Gen` lose their marks.
 * Names of at most two letters hold none, and one that is an address with more than a host stays what it is.
 */
export function withPlainNames(text: string, ground: Ground): string {
  let plain = text;
  for (const { at, ends } of namesOfFacts(text, ground)) {
    plain = plain.slice(0, at) + text.slice(at, ends).replace(/[.:?]/g, '-') + plain.slice(ends);
  }
  return plain;
}

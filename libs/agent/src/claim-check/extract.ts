import type { Unit } from './facts';

/** Something a text asserts that has to come from somewhere. */
export interface Claim {
  kind: 'number' | 'date' | 'name' | 'quotation' | 'e-mail' | 'link' | 'promise' | 'relation' | 'statement';
  /** As it stands in the text. */
  text: string;
  /** Of a number: its value, how many decimals are shown, and what it counts. Percentages are shares of 100. */
  number?: { value: number; decimals: number; unit: Unit | 'unknown'; percent: boolean };
  /** Of a date: `YYYY-MM-DD`. */
  date?: string;
}

/** Stands where a fact or a claim was, so that what is around it is read as it stood. */
export const TAKEN = '\uE001';

const MONTHS = 'January February March April May June July August September October November December'.split(' ');
const MONTH = MONTHS.map((month) => `${month.slice(0, 3)}(?:${month.slice(3)})?`).join('|');
const LINK = /\b[a-z][a-z0-9+.-]*:\/\/\S+|\bwww\.\S+|\]\([^)]+\)|\b(?:javascript|data|mailto):\S+/giu;
const EMAIL = /[\p{L}\d._%+-]+@[\p{L}\d-]+(?:\.[\p{L}\d-]+)+/gu;
const QUOTATION = /“([^”]{2,})”|„([^“”]{2,})[“”]|«([^»]{2,})»|"([^"\n]{2,})"|「([^」]{2,})」/gu;
const ISO_DATE = /(?<!\d)(\d{4})-(\d{2})-(\d{2})(?:T[\d:.]+Z?)?(?!\d)/g;
const DAY_FIRST = new RegExp(`(?<![\\d.])(\\d{1,2})(?:st|nd|rd|th|\\.)? (${MONTH})\\.?,? (\\d{4})(?!\\d)`, 'g');
const MONTH_FIRST = new RegExp(`(?<!\\p{L})(${MONTH})\\.? (\\d{1,2})(?:st|nd|rd|th)?,? (\\d{4})(?!\\d)`, 'gu');
const NUMBER = /(?<![\p{L}\d.,])[-−–]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:e[+-]?\d+)?(?![\p{L}\d])/gu;
const AFTER = /^\s?(%|per ?cent|points?|days?|months?|USD|EUR|JPY|million)/iu;
const SPELLED = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven'];
const SPELLED_OUT = new RegExp(
  `(?<!\\p{L})(${SPELLED.slice(1).join('|')}|twelve|dozen|hundred|thousand)(?!\\p{L})`,
  'giu',
);

/** Takes claims out of a text one kind after the other, so that the digits of a date are not a number as well. */
export class Extraction {
  readonly claims: Claim[] = [];
  constructor(public rest: string) {}

  private take(pattern: RegExp, claimOf: (groups: string[], after: string) => Claim): this {
    const { rest } = this;
    const matches = [...rest.matchAll(pattern)];
    let from = 0;
    let left = '';
    for (const match of matches) {
      const to = match.index + match[0].length;
      this.claims.push(claimOf([...match], rest.slice(to)));
      left += `${rest.slice(from, match.index)} ${TAKEN} `;
      from = to;
    }
    this.rest = left + rest.slice(from);
    return this;
  }

  linksAndAddresses(): this {
    return this.take(LINK, ([text]) => ({ kind: 'link', text: text! })).take(EMAIL, ([text]) => ({
      kind: 'e-mail',
      text: text!,
    }));
  }

  dates(): this {
    const of = (year: string, month: number, day: string): string =>
      `${year}-${String(month).padStart(2, '0')}-${day.padStart(2, '0')}`;
    const monthOf = (name: string): number => MONTHS.findIndex((m) => m.startsWith(name.slice(0, 3))) + 1;
    return this.take(ISO_DATE, ([text, y, m, d]) => ({ kind: 'date', text: text!, date: of(y!, Number(m), d!) }))
      .take(DAY_FIRST, ([text, d, m, y]) => ({ kind: 'date', text: text!, date: of(y!, monthOf(m!), d!) }))
      .take(MONTH_FIRST, ([text, m, d, y]) => ({ kind: 'date', text: text!, date: of(y!, monthOf(m!), d!) }));
  }

  numbers(): this {
    this.take(NUMBER, ([text], after) => {
      const plain = text!.replaceAll(',', '').replace(/^[−–]/, '-');
      const [, unit = ''] = AFTER.exec(after) ?? [];
      const decimals = /e/i.test(plain) ? 20 : (plain.split('.')[1]?.length ?? 0);
      return { kind: 'number', text: text!, number: { value: Number(plain), decimals, ...unitOf(unit) } };
    });
    return this.take(SPELLED_OUT, ([text], after) => {
      const value = SPELLED.indexOf(text!.toLowerCase());
      if (value < 0) return { kind: 'number', text: text!, number: { value: NaN, decimals: 0, ...unitOf('') } };
      const [, unit = ''] = AFTER.exec(after) ?? [];
      return { kind: 'number', text: text!, number: { value, decimals: 0, ...unitOf(unit) } };
    });
  }
}

function unitOf(word: string): { unit: Unit | 'unknown'; percent: boolean } {
  const percent = /^(%|per ?cent)/iu.test(word);
  if (percent) return { unit: 'share', percent };
  if (/^day/iu.test(word)) return { unit: 'days', percent };
  if (/^month/iu.test(word)) return { unit: 'months', percent };
  if (/^(USD|EUR|JPY|million)/u.test(word)) return { unit: 'money', percent };
  return { unit: 'unknown', percent };
}

export function quotationsIn(text: string): Claim[] {
  return [...text.matchAll(QUOTATION)].map((match) => ({
    kind: 'quotation',
    text: match.slice(1).find((group) => group !== undefined) ?? '',
  }));
}

/** Words that only a name has: a capital inside a sentence, another script, a mixture of letters and digits. */
export function namesIn(text: string, ordinary: (word: string) => boolean): Claim[] {
  return [...text.matchAll(/[\p{L}\p{M}\d][\p{L}\p{M}\d’']*/gu)].flatMap(({ 0: word, index }): Claim[] => {
    const mixed = /\d/u.test(word) && /\p{L}/u.test(word);
    const foreign = /[^\p{Script=Latin}\p{M}\d’']/u.test(word);
    const begins = /(?:^|[.!?:;“"(|>\n*]|\uE001)[\s*_“"]*$/u.test(text.slice(0, index));
    const capital = /^\p{Lu}/u.test(word) && !ordinary(begins ? word.toLowerCase() : word) && !ordinary(word);
    return (mixed && !ordinary(word)) || foreign || capital ? [{ kind: 'name', text: word }] : [];
  });
}

const PROMISE =
  /(?<!\p{L})(guarant\p{L}*|garanti\p{L}*|promis\p{L}*|refund\p{L}*|free of charge|for free|at no cost|waive\p{L}*|unlimited|(?:we|i) (?:will|shall|commit)|(?:we|i)[’']ll|discount\p{L}*|rabatt|indemnif\p{L}*|warrant\p{L}*|kostenlos|gratis|liab\p{L}*)(?!\p{L})/iu;

/** Sentences that bind us. */
export function promisesIn(text: string): Claim[] {
  return text
    .split(/(?<=[.!?])\s+|\n+/u)
    .filter((sentence) => PROMISE.test(sentence))
    .map((sentence) => ({ kind: 'promise', text: sentence.trim() }));
}

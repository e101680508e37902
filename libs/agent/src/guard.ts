import { stringsIn } from './personal';

/** Something a text claims that is in no fact and no passage. */
export interface Untraced {
  kind: 'number' | 'date' | 'name' | 'quote';
  claim: string;
}

/** What claims may rest on, indexed once per source. */
export class Ground {
  private readonly numbers: number[] = [];
  private readonly strings: string[] = [];
  private readonly words = new Set<string>();
  private readonly dates = new Set<string>();

  /** @param parent what holds for every subject (rules, passages), indexed once and shared */
  constructor(
    sources: readonly unknown[],
    private readonly parent: Ground | null = null,
  ) {
    for (const source of sources) this.add(source);
  }

  private add(value: unknown): void {
    if (typeof value === 'number') this.numbers.push(value);
    else if (typeof value === 'string') this.addText(value);
    else if (typeof value === 'object' && value !== null) for (const v of Object.values(value)) this.add(v);
  }

  private addText(text: string): void {
    this.strings.push(text);
    for (const match of text.matchAll(ISO_DATE)) this.dates.add(match[0]);
    for (const token of numbersIn(text)) this.numbers.push(token.value);
    for (const match of text.matchAll(/\p{L}[\p{L}'’-]*/gu)) this.words.add(match[0].toLowerCase());
  }

  /** Strings short enough to be quoted whole: names, ids, fixed phrases. */
  *quotable(): Iterable<string> {
    for (const s of this.strings) if (s.length >= 3 && s.length <= 120) yield s;
    if (this.parent) yield* this.parent.quotable();
  }
  hasDate(iso: string): boolean {
    return this.dates.has(iso) || (this.parent?.hasDate(iso) ?? false);
  }
  hasDayOf(day: number, month: number, year: number | null): boolean {
    const tail = `-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
    const own = [...this.dates].some((d) => d.endsWith(tail) && (year === null || d.startsWith(String(year))));
    return own || (this.parent?.hasDayOf(day, month, year) ?? false);
  }
  hasWord(word: string): boolean {
    const lower = word.toLowerCase();
    return (
      this.words.has(lower) || this.words.has(lower.replace(/['’]s$/, '')) || (this.parent?.hasWord(word) ?? false)
    );
  }
  hasText(text: string): boolean {
    return this.strings.some((s) => s.includes(text)) || (this.parent?.hasText(text) ?? false);
  }
  /** True when some number, as it stands or as a percentage, reads `value` at `decimals` places. */
  hasNumber(value: number, decimals: number, percent: boolean): boolean {
    const near = 0.5 * 10 ** -decimals + 1e-9;
    const own = this.numbers.some((n) => Math.abs(n - value) <= near || (percent && Math.abs(n * 100 - value) <= near));
    return own || (this.parent?.hasNumber(value, decimals, percent) ?? false);
  }
}

const ISO_DATE = /\b\d{4}-\d{2}-\d{2}\b/g;
const MONTHS = 'January February March April May June July August September October November December'.split(' ');
const DAYS = 'Monday Tuesday Wednesday Thursday Friday Saturday Sunday'.split(' ');
const WRITTEN_DATE = new RegExp(String.raw`\b(\d{1,2}) (${MONTHS.join('|')})(?: (\d{4}))?\b`, 'g');
/** A number that is not part of an identifier such as GTX500 or 1C1I7A6R. */
const NUMBER =
  /(?<![\p{L}\d.,-])-?\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\p{L}\d])|(?<![\p{L}\d.,])-?\d+(?:\.\d+)?(?![\p{L}\d])/gu;
const IDENTIFIER = /\b(?=[\p{L}\d]*\d)(?=[\p{L}\d]*\p{L})[\p{L}\d]{2,}\b/gu;
const QUOTE = /“([^”]+)”|"([^"\n]+)"/g;
const CAPITALISED = /\p{Lu}[\p{L}'’-]*\p{Ll}[\p{L}'’-]*/gu;

function numbersIn(text: string): { value: number; decimals: number; percent: boolean; token: string }[] {
  return [...text.matchAll(NUMBER)].map((m) => {
    const token = m[0];
    const plain = token.replaceAll(',', '');
    const percent = /^\s?(%|per ?cent|points?)/.test(text.slice(m.index + token.length));
    return { value: Number(plain), decimals: plain.split('.')[1]?.length ?? 0, percent, token };
  });
}

/**
 * Every number, date, name and quotation of a text that traces to no ground. An empty answer means the text may be
 * shown. It errs on the side of refusing: what it cannot trace is named, and the author adds the fact.
 */
export function untraced(text: string, ground: Ground): Untraced[] {
  const found: Untraced[] = [];
  // A value quoted as a whole (an account's name, an id) traces by itself, whatever is inside it.
  let rest = text;
  for (const s of ground.quotable()) if (rest.includes(s)) rest = rest.replaceAll(s, ' ');
  for (const match of text.matchAll(QUOTE)) {
    const quoted = match[1] ?? match[2] ?? '';
    if (!ground.hasText(quoted)) found.push({ kind: 'quote', claim: quoted });
  }
  rest = rest.replace(ISO_DATE, (date) => {
    if (!ground.hasDate(date)) found.push({ kind: 'date', claim: date });
    return ' ';
  });
  rest = rest.replace(WRITTEN_DATE, (date, day: string, month: string, year: string | undefined) => {
    if (!ground.hasDayOf(Number(day), MONTHS.indexOf(month) + 1, year ? Number(year) : null)) {
      found.push({ kind: 'date', claim: date });
    }
    return ' ';
  });
  for (const { value, decimals, percent, token } of numbersIn(rest)) {
    if (!ground.hasNumber(value, decimals, percent)) found.push({ kind: 'number', claim: token });
  }
  for (const match of rest.matchAll(IDENTIFIER)) {
    if (!/^\d+(st|nd|rd|th)$/.test(match[0]) && !ground.hasText(match[0]))
      found.push({ kind: 'name', claim: match[0] });
  }
  for (const name of namesIn(rest)) if (!ground.hasWord(name)) found.push({ kind: 'name', claim: name });
  return found;
}

/** Capitalised words that do not merely begin a sentence or a line. */
function namesIn(text: string): string[] {
  return [...text.matchAll(CAPITALISED)]
    .filter((m) => {
      const before = text.slice(0, m.index).trimEnd();
      const begins = before === '' || /[.!?:;–—•*|(“"\n-]$/.test(before) || /\n\s*$/.test(text.slice(0, m.index));
      return !begins;
    })
    .map((m) => m[0])
    .filter((word) => !MONTHS.includes(word) && !DAYS.includes(word));
}

/** All texts of a JSON value, checked. */
export function untracedIn(value: unknown, ground: Ground): Untraced[] {
  return stringsIn(value).flatMap((text) => untraced(text, ground));
}

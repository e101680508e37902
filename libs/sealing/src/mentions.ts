/** What a person is called and reached by. */
export interface Known {
  names: readonly string[];
  emails: readonly string[];
  phones: readonly string[];
}

/** Parts of a name shorter than this are words of any text: "Al", "Li". */
const SHORTEST_PART = 3;
/** A name of one word must be at least this long to be looked for by itself. */
const SHORTEST_NAME = 5;
/** Digits of a telephone number that tell it from an amount. */
const SHORTEST_PHONE = 7;

/** Between the parts of a name: space, or the marks of emphasis in Markdown. */
const BETWEEN = '[\\s*_]+';

const fold = (text: string): string => text.normalize('NFKC').replace(/\s+/g, ' ').trim().toLowerCase();
const digits = (text: string): string => text.replace(/\D/g, '');
const quoted = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll(' ', BETWEEN);

/** Tells whether a text names a person, and takes them out of it. It would rather see one too many than one too few. */
export class Mentions {
  /** What to look for in SQL first: lower-case parts of what is looked for. */
  readonly traces: readonly string[];
  private readonly whole: RegExp | null;
  private readonly parts: RegExp | null;
  private readonly phones: readonly string[];

  constructor(known: Known) {
    const names = [...new Set(known.names.map(fold))].filter((n) => n.includes(' ') || n.length >= SHORTEST_NAME);
    const emails = [...new Set(known.emails.map(fold))].filter((e) => e.includes('@'));
    const parts = [...new Set(known.names.flatMap((n) => fold(n).split(' ')))].filter((p) => p.length >= SHORTEST_PART);
    this.phones = [...new Set(known.phones.map(digits))].filter((p) => p.length >= SHORTEST_PHONE);
    this.whole = words([...names, ...emails]);
    this.parts = words(parts);
    this.traces = [...new Set([...parts, ...emails, ...names])];
  }

  /** The phone numbers looked for, digits only. */
  get phoneDigits(): readonly string[] {
    return this.phones;
  }

  /** Whether the text holds the whole name, an e-mail address or a telephone number. */
  in(text: string): boolean {
    if (this.whole?.test(text.normalize('NFKC'))) return true;
    if (this.phones.length === 0) return false;
    const held = digits(text);
    return this.phones.some((phone) => held.includes(phone));
  }

  /** Whether the text holds a first or last name: enough among the few people of one account. */
  inPart(text: string): boolean {
    return this.in(text) || (this.parts?.test(text.normalize('NFKC')) ?? false);
  }

  /** The text with every mention replaced; null when a telephone number is in it in a form that cannot be cut out. */
  without(text: string, instead: string): string | null {
    const cleaned = this.whole ? text.normalize('NFKC').replace(new RegExp(this.whole, 'giu'), instead) : text;
    return this.in(cleaned) ? null : cleaned;
  }
}

function words(list: readonly string[]): RegExp | null {
  if (list.length === 0) return null;
  const longestFirst = [...list].sort((a, b) => b.length - a.length);
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${longestFirst.map(quoted).join('|')})(?![\\p{L}\\p{N}])`, 'iu');
}

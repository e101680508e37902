import { escaped, plainText } from '../guard/plain';
import { ORDINARY } from '../guard/ordinary-words';

const MAIL = /[\p{L}\d._%+-]+@[\p{L}\d-]+(?:\.[\p{L}\d-]+)+/gu;
const PHONE = /(?<![\p{L}\d.,/-])(?:\+|00|\(0|0)\d[\d ()./-]{6,18}\d(?![\p{L}\d])/gu;
const TOKEN = /\{\{\s*(person|mail|phone)_(\d+)\s*\}\}/g;

/**
 * Stands in for people while a model writes: the same token for the same person throughout one call, in the order in
 * which they are met. Values are put back only into what has been checked.
 */
export class Pseudonyms {
  private readonly tokenOf = new Map<string, string>();
  private readonly valueOf = new Map<string, string>();
  private readonly ways: readonly Way[];
  private readonly anyWay: RegExp | null;

  /**
   * @param people names as they are recorded, in the order of their tokens
   * @param things names of accounts and products: a person's name inside one (`Meyer GmbH`, for Kim Meyer) is not the person
   */
  constructor(people: readonly string[], things: readonly string[] = []) {
    const known = [...new Set(people.map((name) => name.trim()).filter((name) => name !== ''))];
    for (const name of known) this.token('person', name);
    this.ways = waysOf(known, things);
    const patterns = this.ways.map(({ written, anyCase }) => `(${anyCase ? '(?i:' : '(?:'}${escaped(written)}))`);
    this.anyWay =
      known.length === 0 ? null : new RegExp(String.raw`(?<![\p{L}\d])(?:${patterns.join('|')})(?![\p{L}\d])`, 'gu');
  }

  private token(kind: 'person' | 'mail' | 'phone', value: string): string {
    const known = this.tokenOf.get(`${kind} ${value}`);
    if (known) return known;
    const count = [...this.valueOf.keys()].filter((token) => token.startsWith(`{{${kind}_`)).length;
    const token = `{{${kind}_${count + 1}}}`;
    this.tokenOf.set(`${kind} ${value}`, token);
    this.valueOf.set(token, value);
    return token;
  }

  /** A text with people, mail addresses and telephone numbers replaced. Tokens that others wrote into it are broken. */
  hide(text: string): string {
    let hidden = text.replace(TOKEN, '($1 $2)').replace(MAIL, (mail) => this.token('mail', mail));
    // A date in figures has eight.
    const isPhone = (text: string): boolean => text.replace(/\D/g, '').length > 8;
    hidden = hidden.replace(PHONE, (phone) => (isPhone(phone) ? this.token('phone', phone) : phone));
    if (this.anyWay === null) return hidden;
    return hidden.replace(this.anyWay, (written, ...groups: (string | undefined)[]) => {
      const name = this.ways[groups.findIndex((group) => group !== undefined)]?.person ?? null;
      return name === null ? written : this.token('person', name);
    });
  }

  /** Puts the people back. */
  show(text: string): string {
    return text.replace(TOKEN, (token, kind: string, n: string) => this.valueOf.get(`{{${kind}_${n}}}`) ?? token);
  }

  /** Tokens in a text that were never given out: whoever wrote it made a person up. */
  unknownIn(text: string): string[] {
    const known = (kind: string, n: string): boolean => this.valueOf.has(`{{${kind}_${n}}}`);
    return [...text.matchAll(TOKEN)].filter(([, kind = '', n = '']) => !known(kind, n)).map(([token]) => token);
  }

  /** The token of a person; null for one it was not told of. */
  personToken(name: string): string | null {
    return this.tokenOf.get(`person ${name.trim()}`) ?? null;
  }
}

/** A way in which something is written. */
interface Way {
  written: string;
  anyCase: boolean;
  /** Whom it names; null = no person, so it is left as it stands. */
  person: string | null;
}

/** The longest first: a first name alone is still the person, and must not break the whole name, nor that of a company. */
function waysOf(people: readonly string[], things: readonly string[]): Way[] {
  const isPerson = new Set(people.map((name) => name.toLowerCase()));
  const left = [...new Set(things.map((thing) => plainText(thing).trim()))].filter(
    (thing) => thing !== '' && !isPerson.has(thing.toLowerCase()),
  );
  return [
    ...left.map((written) => ({ written, anyCase: true, person: null })),
    ...people.flatMap((person) => {
      const whole = plainText(person);
      const anyCase = whole.split(/\s+/).some((part) => !ORDINARY.has(part.toLowerCase()));
      // A part in small letters may be a word (“prices rose”); as recorded or in capitals it is the person.
      const asRecorded = [...(anyCase ? [] : [whole]), ...partsOf(whole)].flatMap((way) => [way, way.toUpperCase()]);
      return [
        ...(anyCase ? [{ written: whole, anyCase, person }] : []),
        ...asRecorded.map((written) => ({ written, anyCase: false, person })),
      ];
    }),
  ].sort((a, b) => b.written.length - a.written.length);
}

/** First and last names by themselves; a name that is an ordinary word as well (Will, May) only as part of the whole. */
function partsOf(name: string): string[] {
  const parts = name.split(/\s+/);
  if (parts.length < 2) return [];
  return parts.filter((part) => part.length >= 3 && !/\.$/.test(part) && !ORDINARY.has(part.toLowerCase()));
}

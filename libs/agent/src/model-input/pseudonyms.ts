import { escaped } from '../guard/plain';
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
  private readonly names: readonly [pattern: RegExp, name: string][];

  /** @param people names as they are recorded, in the order of their tokens */
  constructor(people: readonly string[]) {
    const known = [...new Set(people.map((name) => name.trim()).filter((name) => name !== ''))];
    for (const name of known) this.token('person', name);
    // The longest first: a first name alone is still the person, and must not break the whole name.
    this.names = known
      .flatMap((name) => [name, ...partsOf(name)].map((part): [string, string] => [part, name]))
      .sort(([a], [b]) => b.length - a.length)
      .map(([part, name]) => [new RegExp(String.raw`(?<![\p{L}\d])${escaped(part)}(?![\p{L}\d])`, 'gu'), name]);
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
    for (const [pattern, name] of this.names) {
      hidden = hidden.replace(pattern, this.token('person', name));
    }
    return hidden;
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

/** First and last names by themselves; a name that is an ordinary word as well (Will, May) only as part of the whole. */
function partsOf(name: string): string[] {
  const parts = name.split(/\s+/);
  if (parts.length < 2) return [];
  return parts.filter((part) => part.length >= 3 && !/\.$/.test(part) && !ORDINARY.has(part.toLowerCase()));
}

import { isFoundPassage, type FoundPassage } from '../documents/passage';
import { ISO_DATE, writtenDates } from './dates';
import { Figures } from './figures';
import type { Unit } from './numbers';
import { escaped, plainText } from './plain';
import { sayable } from './sayable';
import { contentWords, sentencesOf } from './sentences';
import { apart, type Wording } from './wording';

/** A source with the name that a claim traces to. */
export class Source {
  constructor(
    /** `facts`, `3-pipeline/sequence-drafting#touch-1` */
    readonly name: string,
    readonly value: unknown,
    /**
     * `wording`: words the playbook lends for the reader's eyes, so a promise may rest on them. `document`: what may be said
     * of a document of the company; no link, no promise and no speech rests on it, and nothing of it is a fact as a whole.
     */
    readonly kind: 'record' | 'passage' | 'wording' | 'document' = 'record',
  ) {}
}

/** A sentence of a source: what a promise or a statement may rest on. */
interface Said extends Wording {
  kind: Source['kind'];
  from: string;
}

const WHOLE_AT_MOST = 120;

/** What claims may rest on, indexed once per source. */
export class Ground {
  private readonly figures = new Figures();
  private readonly strings: { value: string; lower: string; from: string; kind: Source['kind'] }[] = [];
  private readonly words = new Map<string, string>();
  private readonly dates = new Map<string, string>();
  private readonly found: FoundPassage[] = [];
  private read: readonly Said[] | null = null;

  /**
   * @param sources values of any shape; a {@link Source} names its own, others are `source 1`, `source 2` …
   * @param parent what holds for every subject (rules, passages), indexed once and shared
   */
  constructor(
    sources: readonly unknown[],
    private readonly parent: Ground | null = null,
  ) {
    sources.forEach((source, i) => {
      if (source instanceof Source) this.add(source.value, source.name, source.kind);
      else this.add(source, `source ${i + 1}`, 'record');
    });
    // Once everything else is known: what a document may name depends on it.
    const said = this.found.flatMap((passage) => sayable(passage, this).map((text) => [passage.id, text] as const));
    for (const [id, text] of said) this.addText(text, id, 'document');
    if (said.length > 0) this.read = null;
  }

  private add(value: unknown, from: string, kind: Source['kind']): void {
    if (typeof value === 'number') this.figures.add(value, from);
    else if (typeof value === 'string') this.addText(value, from, kind);
    else if (isFoundPassage(value)) this.found.push(value);
    else if (typeof value === 'object' && value !== null) {
      for (const [key, v] of Object.entries(value)) this.add(v, `${from}.${key}`, kind);
    }
  }

  private addText(raw: string, from: string, kind: Source['kind']): void {
    const text = plainText(raw);
    this.strings.push({ value: text, lower: text.toLowerCase(), from, kind });
    for (const date of [...(text.match(ISO_DATE) ?? []), ...writtenDates(text)]) {
      if (!this.dates.has(date)) this.dates.set(date, from);
    }
    this.figures.addText(text, from);
    for (const match of text.matchAll(/\p{L}[\p{L}'’-]*/gu)) {
      const word = match[0].toLowerCase();
      if (!this.words.has(word)) this.words.set(word, from);
    }
  }

  /** Every sentence of the sources; read when something is asked of sentences, which templates never do. */
  private get said(): readonly Said[] {
    this.read ??= this.strings.flatMap(({ value, from, kind }) =>
      sentencesOf(kind === 'wording' ? apart(value) : value).map(({ text }) => {
        return { words: new Set(contentWords(text.replace(/\{\{[^}]*\}\}/g, ' '))), text, kind, from };
      }),
    );
    return this.read;
  }

  /** Strings short enough to be quoted whole: names, ids, fixed phrases; and where each is from. */
  *quotable(): Iterable<[text: string, from: string]> {
    for (const { value, from, kind } of this.strings)
      if (kind !== 'document' && value.length >= 3 && value.length <= WHOLE_AT_MOST) yield [value, from];
    if (this.parent) yield* this.parent.quotable();
  }

  dateFrom(iso: string): string | null {
    return this.dates.get(iso) ?? this.parent?.dateFrom(iso) ?? null;
  }

  /** @param month 1–12, null = any. @param year null = any */
  dayFrom(day: number | null, month: number | null, year: number | null): string | null {
    const part = (n: number | null): string => (n === null ? String.raw`\d\d` : String(n).padStart(2, '0'));
    const wanted = new RegExp(String.raw`^${year ?? String.raw`\d{4}`}-${part(month)}-${part(day)}$`);
    for (const [date, from] of this.dates) if (wanted.test(date)) return from;
    return this.parent?.dayFrom(day, month, year) ?? null;
  }

  wordFrom(word: string): string | null {
    const lower = word.toLowerCase();
    const bare = lower.replace(/['’]s?$/, '');
    return this.words.get(lower) ?? this.words.get(bare) ?? this.parent?.wordFrom(word) ?? null;
  }

  /** The text as it stands somewhere. */
  textFrom(text: string): string | null {
    return this.strings.find((s) => s.value.includes(text))?.from ?? this.parent?.textFrom(text) ?? null;
  }

  /** A phrase, whatever its case and spaces, between word ends. */
  phraseFrom(phrase: string): string | null {
    const words = phrase
      .trim()
      .split(/\s+/)
      .map(escaped)
      .join(String.raw`\s+`);
    return this.matching(new RegExp(String.raw`(?<![\p{L}\d])${words}(?![\p{L}\d])`, 'iu'));
  }

  private matching(pattern: RegExp): string | null {
    return this.strings.find((s) => pattern.test(s.value))?.from ?? this.parent?.matching(pattern) ?? null;
  }

  /** A fact that is exactly this, or words of the playbook that hold it: an address is not taken out of other text. */
  addressFrom(address: string): string | null {
    const lower = address.toLowerCase();
    const whole = this.strings.find((s) => s.kind !== 'document' && s.lower.trim() === lower)?.from;
    const lent = this.said.find(
      (s) =>
        (s.kind === 'passage' || s.kind === 'wording') &&
        s.text
          .toLowerCase()
          .split(/[\s,;()<>]+/)
          .some((w) => w.replace(/[.!?]$/, '') === lower),
    );
    return whole ?? lent?.from ?? this.parent?.addressFrom(address) ?? null;
  }

  /** A fact that is exactly this, whatever its case. */
  wholeFrom(text: string): string | null {
    const lower = text.trim().toLowerCase();
    const own = this.strings.find((s) => s.kind !== 'document' && s.lower === lower)?.from;
    return own ?? this.parent?.wholeFrom(text) ?? null;
  }

  /**
   * Where some number, as it stands or as a percentage, reads `value` within `near`.
   * @param strict a percentage must be a rate somewhere, an amount of money no number of days
   */
  numberFrom(value: number, near: number, unit: Unit, strict = false): string | null {
    const own = this.figures.from(value, near, unit, strict);
    return own ?? this.parent?.numberFrom(value, near, unit, strict) ?? null;
  }

  /** Whether the playbook lends words here at all; without, any source may carry a promise. */
  private get lends(): boolean {
    return this.said.some((s) => s.kind === 'wording') || (this.parent?.lends ?? false);
  }

  /** The first sentence of the words lent for the reader that `holds`; of any source where none are lent. */
  wordingFrom(holds: (sentence: Wording) => boolean): string | null {
    return this.saidFrom(holds, this.lends ? 'wording' : null);
  }

  /** The first sentence of a document that `holds`: only what may be said of one is here. */
  documentFrom(holds: (sentence: Wording) => boolean): string | null {
    return this.saidFrom(holds, 'document');
  }

  /** The first sentence of all sources, facts included and documents left out, that `holds`. */
  sentenceFrom(holds: (sentence: Wording) => boolean): string | null {
    return this.saidFrom(holds, null);
  }

  private saidFrom(holds: (s: Said) => boolean, kind: Source['kind'] | null): string | null {
    const own = this.said.find((s) => (kind === null ? s.kind !== 'document' : s.kind === kind) && holds(s));
    return own?.from ?? this.parent?.saidFrom(holds, kind) ?? null;
  }

  hasDate(iso: string): boolean {
    return this.dateFrom(iso) !== null;
  }
  hasWord(word: string): boolean {
    return this.wordFrom(word) !== null;
  }
  hasText(text: string): boolean {
    return this.textFrom(text) !== null;
  }
}

import type { DocumentPassage, WinCurve } from '@salesagent/canon/events';
import type { Section } from '@salesagent/playbook';
import { dayNumber, shifted, weekdaysBefore } from './calendar';
import type { GeneratedDeal } from './generate';
import { IDS } from './generate';
import type { Facts, Quantity, Unit } from '../../src/claim-check';
import { ofAccount, ofDeal } from './quantities';
import type { Sketch } from './sketch';

/**
 * Everything a text about one generated deal may say: its own facts, what follows from them by a derivation named
 * here, and the playbook section the text is written by. Reckoned from the sketch, never from what the product says.
 */
export interface Known extends Facts {
  today: string;
  sketch: Sketch;
}

/** What a text is written from, beside the deal. */
export interface Sources {
  section: Section;
  curve: WinCurve;
  /** Name of the seller. */
  seller: string;
  /** Ids of the passages that the text cites. */
  cited: readonly string[];
  /** Passages of documents that it rests on. */
  documents: readonly DocumentPassage[];
}

export function knownOf({ sketch, rows }: GeneratedDeal, { section, curve, seller, cited, documents }: Sources): Known {
  const own = rows.filter((row) => !row.id.startsWith(IDS.stranger));
  const values = own.flatMap(({ fields }) => Object.values(fields));
  const strings = [...own.map(({ id }) => id), ...values.filter((v) => typeof v === 'string' && v !== '')] as string[];
  const isDate = (text: string): boolean => /^\d{4}-\d{2}-\d{2}(T|$)/.test(text);
  const rules = leaves(section.rules);
  return {
    sketch,
    today: sketch.today,
    words: [...strings.filter((text) => !isDate(text)), seller],
    sentences: strings.filter((text) => !isDate(text) && / /.test(text)).flatMap(sentencesOf),
    dates: new Set([...strings.filter(isDate).map((text) => text.slice(0, 10)), ...derivedDates(sketch, section)]),
    quantities: [
      ...ofDeal(sketch, curve),
      ...ofAccount(sketch, rulesOf(section)),
      ...rules.filter((rule) => typeof rule === 'number').flatMap(ofRule),
    ],
    documents,
    passages: [
      ...section.passages.filter(({ id }) => cited.includes(id)).flatMap(({ heading, text }) => [heading, text]),
      ...rules.filter((rule) => typeof rule === 'string'),
    ],
  };
}

export const rulesOf = (section: Section): Record<string, unknown> => section.rules as Record<string, unknown>;

/** A threshold may be named as what it is: a count, days, months, or a share. */
const ofRule = (value: number): Quantity[] =>
  (['count', 'days', 'share', 'other'] satisfies Unit[]).map((unit) => ({ value, unit, why: 'rule of the section' }));

/** Numbers and words at the ends of a value; `[0, 4]` and `{ a: 1 }` alike, keys of maps included. */
function leaves(value: unknown): (string | number)[] {
  if (typeof value === 'string' || typeof value === 'number') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(leaves);
}

/** Days that rules count from today, and since when the deal has waited. */
function derivedDates({ today, deal, moved }: Sketch, section: Section): string[] {
  const rules = rulesOf(section);
  const number = (name: string): number | null => (typeof rules[name] === 'number' ? rules[name] : null);
  const dates = [today];
  const valid = number('validDays');
  if (valid !== null) {
    const until = shifted(today, valid);
    dates.push(until, ...['decisionMeetingDays', 'paperDays'].map((name) => weekdaysBefore(until, number(name) ?? 0)));
  }
  const touches = rules['touchDays'];
  if (Array.isArray(touches)) dates.push(...touches.map((days: number) => shifted(today, days)));
  dates.push(...[moved.at(-1), deal.engagedAt, deal.createdAt].flatMap((date) => (date ? [date.slice(0, 10)] : [])));
  return dates.filter((date) => !Number.isNaN(dayNumber(date)));
}

/** Whole sentences, and the whole text. */
function sentencesOf(text: string): string[] {
  return [text, ...text.split(/(?<=[.!?])\s+/)].map((sentence) => sentence.trim()).filter((s) => s.length > 2);
}

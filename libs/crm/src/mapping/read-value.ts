import type { FieldKind } from '@salesagent/canon/sales';
import type { HostedValue } from '../hosted/port';
import type { CompanyTime } from './company-time';
import type { FieldSource } from './file-schema';
import type { Reading, ValueProblem } from './problems';

/** Nothing in it: HubSpot writes an empty text where Salesforce writes `null`. */
export function isEmpty(raw: HostedValue): boolean {
  return raw === null || raw === '' || (Array.isArray(raw) && raw.length === 0);
}

const MINUTES = { milliseconds: 1 / 60_000, seconds: 1 / 60, minutes: 1, hours: 60 } as const;

/** What a number in the CRM is multiplied by to be canon's. */
export function factorOf(source: FieldSource): number {
  return (source.scale ?? 1) * (source.percent ? 0.01 : 1) * (source.unit ? MINUTES[source.unit] : 1);
}

/** Binary fractions leave dust behind (0.29 × 100); no CRM holds more than 12 digits of anything. */
export const dusted = (n: number): number => Number(n.toPrecision(12));

/**
 * A value of the CRM's API as a canon kind. Salesforce gives typed JSON, HubSpot text; both give instants with their
 * zone. What does not fit exactly is a problem: a guess would be a wrong fact.
 */
export function readValue(raw: HostedValue, kind: FieldKind, source: FieldSource, time: CompanyTime): Reading {
  if (isEmpty(raw)) return { value: null };
  switch (kind) {
    case 'text':
      return { value: Array.isArray(raw) ? raw.join('; ') : String(raw) };
    case 'ref':
      return readReference(raw, source);
    case 'number':
    case 'money':
      return readNumber(raw, factorOf(source));
    case 'boolean':
      return readBoolean(raw);
    case 'date':
      return readDay(raw, time);
    case 'instant':
      return readInstant(raw, time);
    case 'text[]':
      return {
        value: (Array.isArray(raw) ? raw : String(raw).split(';')).map((v) => String(v).trim()).filter(Boolean),
      };
    case 'json':
      return readObject(raw);
  }
}

/** Associations hold several ids, the primary first. */
function readReference(raw: HostedValue, source: FieldSource): Reading {
  const ids = (Array.isArray(raw) ? raw : [raw]).map(String);
  return { value: ids.find((id) => id.startsWith(source.prefix ?? '')) ?? null };
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

function readNumber(raw: HostedValue, factor: number): Reading {
  const text = String(raw).trim();
  if (typeof raw === 'boolean' || !NUMBER.test(text)) {
    return unreadable('is no number', 'correct it in the CRM, or map a field of numbers');
  }
  const value = Number(text);
  return { value: factor === 1 ? value : dusted(value * factor) };
}

function readBoolean(raw: HostedValue): Reading {
  const word = String(raw).trim().toLowerCase();
  if (word === 'true' || word === 'false') return { value: word === 'true' };
  return unreadable('is neither true nor false', 'say what it means under `values:`, e.g. `{ Yes: true, No: false }`');
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;
/** `2026-01-02T03:04:05.000+0000` (Salesforce), `2026-01-02T03:04:05.678Z` (HubSpot). */
const INSTANT = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(Z|[+-]\d{2}:?\d{2})$/;
const EPOCH = /^-?\d{10,14}$/;
const DAY_MS = 86_400_000;

function readDay(raw: HostedValue, time: CompanyTime): Reading<string> {
  const text = String(raw).trim();
  if (DAY.test(text)) return plausible(text) ?? { value: text };
  const instant = readInstant(raw, time);
  if ('problem' in instant || instant.value === null) return instant;
  const at = new Date(instant.value);
  // HubSpot's older properties hold a day as milliseconds of its midnight in UTC; other instants fall on a company's day.
  const isPlainDay = EPOCH.test(text) && at.getTime() % DAY_MS === 0;
  return { value: isPlainDay ? at.toISOString().slice(0, 10) : time.dayOf(at) };
}

/** Days without a time begin at the company's midnight. */
function readInstant(raw: HostedValue, time: CompanyTime): Reading<string> {
  const text = String(raw).trim();
  if (DAY.test(text)) return plausible(text) ?? { value: time.startOf(text) };
  if (EPOCH.test(text)) return inCentury(new Date(Number(text)));
  const parts = INSTANT.exec(text);
  if (!parts) {
    return /^\d{4}-\d{2}-\d{2}[T ]\d/.test(text)
      ? unreadable('is a time without its zone', 'give the zone (Z or +01:00)')
      : unreadable('is no date', 'correct it in the CRM, or map a date field');
  }
  const zone = parts[2]!.replace(/^([+-]\d{2})(\d{2})$/, '$1:$2');
  return plausible(text.slice(0, 10)) ?? inCentury(new Date(`${parts[1]!}${zone}`));
}

/** Seconds taken for milliseconds, and years nobody meant (0019, 9999), are no dates of business. */
function inCentury(at: Date): Reading<string> {
  const year = at.getUTCFullYear();
  if (year >= 1980 && year < 2200) return { value: at.toISOString() };
  const found = Number.isNaN(year) ? 'is no date' : `lies in the year ${year}`;
  return problem('out-of-range', found, 'correct the date in the CRM');
}

/** What is wrong with a day; `null` where nothing is. */
function plausible(day: string): { problem: ValueProblem } | null {
  if (!exists(day)) return notInCalendar();
  const read = inCentury(new Date(`${day}T00:00:00Z`));
  return 'problem' in read ? read : null;
}

/** JavaScript would make March of 30 February. */
function exists(day: string): boolean {
  const at = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(day);
}

function readObject(raw: HostedValue): Reading {
  try {
    const value: unknown = JSON.parse(String(raw));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { value };
  } catch {
    // Told below, with what to do about it.
  }
  return unreadable('is no JSON object', 'map a field that only agents write');
}

const notInCalendar = () => unreadable('is no day of the calendar', 'correct the date in the CRM');
const unreadable = (message: string, remedy: string) => problem('unreadable', message, remedy);
function problem(kind: ValueProblem['kind'], message: string, remedy: string): { problem: ValueProblem } {
  return { problem: { kind, message, remedy } };
}

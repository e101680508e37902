import type { RecordType } from '@salesagent/canon/sales';
import type { HostedValue } from '../hosted/port';
import { rangeOf, wordsOf } from './canon-words';
import type { FieldSource } from './file-schema';
import type { Reading } from './problems';

type Word = string | number | boolean | null;

/** What the file says a value of the CRM means; `undefined` where it says nothing. */
export function told(raw: HostedValue, source: FieldSource): Word | undefined {
  const { values, otherwise } = source;
  if (!values) return otherwise === undefined || raw === null || raw === '' ? undefined : otherwise;
  const key = raw === null ? '' : String(raw);
  if (Object.hasOwn(values, key)) return values[key];
  const near = Object.keys(values).find((k) => k.toLowerCase() === key.toLowerCase());
  if (near !== undefined) return values[near];
  return key === '' ? undefined : otherwise;
}

/** A value that was read is one canon knows: a word of a closed list (in any case), a number in its range. */
export function accepted(type: RecordType, field: string, value: unknown): Reading {
  if (value === null) return { value };
  const words = wordsOf(type, field);
  if (words) {
    const word = words.find((w) => w.toLowerCase() === String(value).toLowerCase());
    if (word !== undefined) return { value: word };
    const message = `is none of ${words.join(', ')}`;
    return { problem: { kind: 'unknown-value', message, remedy: 'say which of them it is under `values:`' } };
  }
  const range = rangeOf(type, field);
  if (range && typeof value === 'number' && (value < range[0] || value > range[1])) {
    const message = `lies outside ${range[0]} to ${range[1]}`;
    const remedy = 'correct it in the CRM, or say `scale:` or `percent:` in the mapping file';
    return { problem: { kind: 'out-of-range', message, remedy } };
  }
  return { value };
}

/**
 * The CRM's value for a canon value: the first that means it. `undefined` where the file lists values and none does;
 * without a list the value goes as it is.
 */
export function crmWord(value: unknown, source: FieldSource): { word: unknown } | undefined {
  if (!source.values) return { word: value };
  const found = Object.entries(source.values).find(([key, meaning]) => key !== '' && meaning === value);
  return found ? { word: found[0] } : undefined;
}

import type { FieldKind } from '@salesagent/canon/sales';

/** Order of day, month and year in a column of dates. */
export type DateOrder = 'YMD' | 'DMY' | 'MDY';

const ISO = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?)?$/;
const SLASHED = /^(\d{1,4})[./-](\d{1,2})[./-](\d{1,4})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?$/;

/** A date or instant as ISO 8601 in UTC (midnight where no time is given); `null` if it is none. */
export function parseInstant(text: string, order: DateOrder): string | null {
  const iso = ISO.exec(text);
  if (iso) {
    const [, y, m, d, hh, mm, ss, zone] = iso;
    return instant(y!, m!, d!, hh, mm, ss, zone);
  }
  const parts = SLASHED.exec(text);
  if (!parts) return null;
  const [, a, b, c, hh, mm, ss] = parts;
  if (a!.length === 4) return instant(a!, b!, c!, hh, mm, ss);
  const year = c!.length === 2 ? `20${c}` : c!;
  return order === 'MDY' ? instant(year, a!, b!, hh, mm, ss) : instant(year, b!, a!, hh, mm, ss);
}

function instant(y: string, m: string, d: string, hh = '0', mm = '0', ss = '0', zone = 'Z'): string | null {
  const day = Date.UTC(Number(y), Number(m) - 1, Number(d));
  const back = new Date(day);
  // Refuses 2017-02-30, which JavaScript would turn into March.
  if (back.getUTCMonth() !== Number(m) - 1 || back.getUTCDate() !== Number(d)) return null;
  if (Number(hh) > 23 || Number(mm) > 59 || Number(ss) > 59) return null;
  const offset = zone === 'Z' ? 0 : offsetMinutes(zone);
  return new Date(day + (Number(hh) * 60 + Number(mm) - offset) * 60_000 + Number(ss) * 1000).toISOString();
}

function offsetMinutes(zone: string): number {
  const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})$/.exec(zone)!;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

/**
 * The order of a column of dates, from its own values: a part above 12 cannot be a month. `null` when every
 * value could be read both ways and they differ.
 */
export function dateOrder(values: Iterable<string>): DateOrder | null {
  let ambiguous = false;
  for (const value of values) {
    if (value === '' || ISO.test(value)) continue;
    const parts = SLASHED.exec(value);
    if (!parts || parts[1]!.length === 4) continue;
    const [first, second] = [Number(parts[1]), Number(parts[2])];
    if (first > 12) return 'DMY';
    if (second > 12) return 'MDY';
    if (first !== second) ambiguous = true;
  }
  return ambiguous ? null : 'YMD';
}

/** A number with an optional currency sign, thousands separators, decimal point or comma; `null` if it is none. */
export function parseNumber(text: string): number | null {
  let digits = text.replace(/[\s\u00a0'’]|^[A-Z]{3}(?=[\d.-])|[A-Z]{3}$|[$€£¥%]/g, '');
  const negative = /^\(.*\)$/.test(digits);
  if (negative) digits = digits.slice(1, -1);
  if (/,\d{1,2}$/.test(digits) && !/\.\d/.test(digits.slice(digits.lastIndexOf(',')))) {
    digits = digits.replaceAll('.', '').replace(',', '.');
  } else {
    digits = digits.replace(/,(?=\d{3}(\D|$))/g, '');
  }
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(digits)) return null;
  return negative ? -Number(digits) : Number(digits);
}

const TRUE = new Set(['true', 'yes', 'y', '1', 't', 'x']);
const FALSE = new Set(['false', 'no', 'n', '0', 'f']);

export function parseBoolean(text: string): boolean | null {
  const word = text.toLowerCase();
  return TRUE.has(word) ? true : FALSE.has(word) ? false : null;
}

/** Text → the value of a field kind; `null` where it does not fit. Empty cells never get here. */
export function parseValue(kind: FieldKind, text: string, order: DateOrder): unknown {
  switch (kind) {
    case 'text':
    case 'ref':
      return text;
    case 'number':
    case 'money':
      return parseNumber(text);
    case 'boolean':
      return parseBoolean(text);
    case 'instant':
      return parseInstant(text, order);
    case 'date':
      return parseInstant(text, order)?.slice(0, 10) ?? null;
    case 'text[]':
      return text
        .split(/[;|,]/)
        .map((part) => part.trim())
        .filter(Boolean);
    case 'json':
      return parseObject(text);
  }
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

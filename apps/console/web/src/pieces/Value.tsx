import { dateOf, instantOf } from '../format/when';
import { fieldInWords, kindOfNumber } from '../format/field';
import { decimal, percent } from '../format/number';

/**
 * Any value of a record, as a person reads it. What was sealed for somebody else, or erased, says so. Of a structured
 * value only the plain parts are said; the rest has a section of its own.
 */
export function valueInWords(value: unknown, name = ''): string {
  if (value === null || value === undefined || value === '') return 'not known';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') return numberInWords(value, kindOfNumber(name));
  if (typeof value === 'string') {
    if (/^\d{4}-\d{2}-\d{2}$/.test(value)) return dateOf(value);
    if (/^\d{4}-\d{2}-\d{2}T00:00:00(\.000)?Z$/.test(value)) return dateOf(value);
    if (/^\d{4}-\d{2}-\d{2}T/.test(value)) return instantOf(value);
    return value;
  }
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map((one) => valueInWords(one, name)).join(', ');
  if (typeof value === 'object' && 'sealed' in value) return 'not visible to you';
  return Object.entries(value)
    .filter(([, inner]) => inner !== null && typeof inner !== 'object')
    .map(([key, inner]) => `${fieldInWords(key)}: ${valueInWords(inner, key)}`)
    .join(' · ');
}

function numberInWords(value: number, kind: ReturnType<typeof kindOfNumber>): string {
  if (kind === 'year') return String(value);
  return kind === 'share' && Math.abs(value) <= 1 ? percent(value) : decimal(value, 2);
}

/** @param name the field or label it stands under, which says what kind of number it is */
export function Value({ of, name }: { of: unknown; name?: string }) {
  const words = valueInWords(of, name);
  return words === 'not known' ? <span className="quiet">not known</span> : <>{words}</>;
}

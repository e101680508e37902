import { dateOf, instantOf } from '../format/when';
import { decimal } from '../format/number';

/**
 * Any value of a record, as a person reads it. What was sealed for somebody else, or erased, says so. Of a structured
 * value only the plain parts are said; the rest has a section of its own.
 */
export function valueInWords(value: unknown): string {
  if (value === null || value === undefined || value === '') return 'not known';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') return decimal(value, 4);
  if (typeof value === 'string') {
    if (/^\d{4}-\d{2}-\d{2}$/.test(value)) return dateOf(value);
    if (/^\d{4}-\d{2}-\d{2}T00:00:00(\.000)?Z$/.test(value)) return dateOf(value);
    if (/^\d{4}-\d{2}-\d{2}T/.test(value)) return instantOf(value);
    return value;
  }
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(valueInWords).join(', ');
  if (typeof value === 'object' && 'sealed' in value) return 'not visible to you';
  return Object.entries(value)
    .filter(([, inner]) => inner === null || typeof inner !== 'object')
    .map(([key, inner]) => `${key} ${valueInWords(inner)}`)
    .join(' · ');
}

export function Value({ of }: { of: unknown }) {
  const words = valueInWords(of);
  return words === 'not known' ? <span className="quiet">not known</span> : <>{words}</>;
}

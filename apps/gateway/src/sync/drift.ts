import { fieldSpec, type RecordType } from '@salesagent/canon/sales';
import type { FieldValues } from '@salesagent/crm';

/** Fields that the CRM tells differently from the copy. What it does not tell is not compared. */
export function differingFields(type: RecordType, here: FieldValues, there: FieldValues): string[] {
  return Object.entries(there)
    .filter(([field, value]) => {
      const spec = fieldSpec(type, field);
      return spec !== undefined && !same(spec.kind, here[field] ?? null, value ?? null);
    })
    .map(([field]) => field);
}

function same(kind: string, a: unknown, b: unknown): boolean {
  if (a === null || b === null) return a === b;
  if (kind === 'instant') return Date.parse(String(a)) === Date.parse(String(b));
  if (kind === 'money') return Math.round(Number(a) * 100) === Math.round(Number(b) * 100);
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
}

/** Keys of an object in one order, since the database keeps none. */
function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

import { daysBetween } from '@salesagent/canon/sales';
import { emailOf } from './normal-forms';
import type { QualityRecord } from './duplicates';

/** The business day, where a condition names a field. */
export const AS_OF = '@asOf';
/** When the record last changed by a person's hand, where a condition names a field. */
export const CHANGED = '@changed';

/**
 * What can be asked of one record, as data: answered here for records of files, and as SQL where they lie in tables
 * (gateway), so that both score by the same rules. An unknown value makes every condition but `empty` false.
 */
export type Condition =
  | { readonly kind: 'empty'; readonly field: string }
  | { readonly kind: 'is'; readonly field: string; readonly value: string | number }
  | { readonly kind: 'outside'; readonly field: string; readonly range: readonly [number, number] }
  | { readonly kind: 'no-address'; readonly field: string }
  /** The day of the first lies before the day of the second. */
  | { readonly kind: 'before'; readonly days: readonly [string, string] }
  /** The first of the fields that is known lies more than so many days before the business day. */
  | { readonly kind: 'older'; readonly fields: readonly string[]; readonly days: number }
  | { readonly kind: 'not'; readonly of: Condition }
  | { readonly kind: 'all' | 'any'; readonly of: readonly Condition[] };

export const empty = (field: string): Condition => ({ kind: 'empty', field });
export const known = (field: string): Condition => ({ kind: 'not', of: empty(field) });
export const is = (field: string, value: string | number): Condition => ({ kind: 'is', field, value });
export const before = (first: string, second: string): Condition => ({ kind: 'before', days: [first, second] });
export const all = (...of: Condition[]): Condition => ({ kind: 'all', of });
export const any = (...of: Condition[]): Condition => ({ kind: 'any', of });

/** @param asOf the business day, `YYYY-MM-DD` */
export function holds(condition: Condition, record: QualityRecord, asOf: string): boolean {
  const value = (field: string): unknown =>
    field === AS_OF ? asOf : field === CHANGED ? record.changedAt : record.fields[field];
  const day = (field: string): string | null => {
    const at = value(field);
    return typeof at === 'string' && at !== '' ? at.slice(0, 10) : null;
  };
  switch (condition.kind) {
    case 'empty':
      return value(condition.field) === undefined || value(condition.field) === null;
    case 'is':
      return value(condition.field) === condition.value;
    case 'outside': {
      const number = value(condition.field);
      return typeof number === 'number' && (number < condition.range[0] || number > condition.range[1]);
    }
    case 'no-address': {
      const address = value(condition.field);
      return typeof address === 'string' && address !== '' && emailOf(address) === null;
    }
    case 'before': {
      const [first, second] = condition.days.map(day);
      return first != null && second != null && first < second;
    }
    case 'older': {
      const first = condition.fields.map(day).find((at) => at !== null);
      return first != null && daysBetween(first, asOf) > condition.days;
    }
    case 'not':
      return !holds(condition.of, record, asOf);
    case 'all':
      return condition.of.every((part) => holds(part, record, asOf));
    case 'any':
      return condition.of.some((part) => holds(part, record, asOf));
  }
}

import type { HostedValue, HostedValues } from '../hosted/port';
import type { Condition } from './file-schema';
import { isEmpty } from './read-value';

/** Whether a record is one of a type; `null` where it does not tell a field the answer rests on. */
export function meets(values: HostedValues, when: Readonly<Record<string, Condition>>): boolean | null {
  let unknown = false;
  for (const [field, condition] of Object.entries(when)) {
    const raw = values[field];
    if (raw === undefined) unknown = true;
    else if (!holds(raw, condition)) return false;
  }
  return unknown ? null : true;
}

function holds(raw: HostedValue, condition: Condition): boolean {
  if (Array.isArray(condition)) return condition.some((one) => same(raw, one));
  if (typeof condition !== 'object') return same(raw, condition);
  if ('filled' in condition) return isEmpty(raw) !== condition.filled;
  return !holds(raw, condition.not);
}

/** HubSpot says `"true"` where Salesforce says `true`. */
function same(raw: HostedValue, expected: string | number | boolean): boolean {
  return raw !== null && String(raw).toLowerCase() === String(expected).toLowerCase();
}

/** Values a new record needs to be one of a type, as far as a condition names them. */
export function valuesFor(when: Readonly<Record<string, Condition>>): Record<string, string | number | boolean> {
  const values: Record<string, string | number | boolean> = {};
  for (const [field, condition] of Object.entries(when)) {
    const first = Array.isArray(condition) ? condition[0] : condition;
    if (first !== undefined && typeof first !== 'object') values[field] = first;
  }
  return values;
}

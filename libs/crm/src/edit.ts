import { fieldSpec, RECORDS, type FieldKind, type RecordType } from '@salesagent/canon/sales';
import { InvalidField } from './errors';
import type { FieldValues } from './port';

const FITS: Record<FieldKind, { what: string; test: (value: unknown) => boolean }> = {
  text: { what: 'a text', test: isText },
  ref: { what: 'the id of a record', test: isText },
  number: { what: 'a number', test: Number.isFinite },
  money: { what: 'an amount (a number)', test: Number.isFinite },
  boolean: { what: 'true or false', test: (v) => typeof v === 'boolean' },
  date: { what: 'a day as YYYY-MM-DD', test: (v) => isText(v) && /^\d{4}-\d{2}-\d{2}$/.test(v) && isTime(v) },
  instant: { what: 'an instant in ISO 8601', test: (v) => isText(v) && isTime(v) },
  'text[]': { what: 'a list of texts', test: (v) => Array.isArray(v) && v.every(isText) },
  json: { what: 'an object', test: (v) => typeof v === 'object' && v !== null && !Array.isArray(v) },
};

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isTime(value: string): boolean {
  return !Number.isNaN(Date.parse(value));
}

/** Every field exists and holds a value of its kind; `null` clears. @throws InvalidField */
export function checkFields(type: RecordType, set: FieldValues): void {
  for (const [field, value] of Object.entries(set)) {
    const spec = fieldSpec(type, field);
    if (!spec)
      throw new InvalidField(type, field, `there is no such field; one of: ${Object.keys(RECORDS[type]).join(', ')}`);
    if (value === null || value === undefined) continue;
    const { what, test } = FITS[spec.kind];
    if (!test(value)) throw new InvalidField(type, field, `expected ${what}, got ${JSON.stringify(value)}`);
  }
}

/** What an edit brings with it: the time a stage was entered, a close date for an outcome, none for a reopened deal. */
export function completeEdit(type: RecordType, before: FieldValues, set: FieldValues, now: string): FieldValues {
  if (type === 'case' && set['status'] === 'closed' && before['status'] !== 'closed') return { closedAt: now, ...set };
  if (type !== 'opportunity') return set;
  const edit = { ...set };
  if ('outcome' in edit && edit['outcome'] !== before['outcome']) {
    if (edit['outcome']) {
      edit['closedAt'] ??= now;
      edit['subStage'] ??= '5.3';
    } else if (before['outcome']) edit['closedAt'] ??= null;
  }
  if ('subStage' in edit && edit['subStage'] !== before['subStage']) edit['stageEnteredAt'] ??= now;
  return edit;
}

/** Fields whose value differs, with the new value; `null` where it was cleared. */
export function changedFields(before: FieldValues, after: FieldValues): FieldValues {
  const changed: FieldValues = {};
  for (const field of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (JSON.stringify(before[field] ?? null) !== JSON.stringify(after[field] ?? null))
      changed[field] = after[field] ?? null;
  }
  return changed;
}

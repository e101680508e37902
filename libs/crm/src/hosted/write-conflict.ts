import { RecordConflict } from '../errors';
import type { CrmWrite, FieldValues, RecordState } from '../port';
import type { CanonMapping } from './canon-mapping';
import type { HostedRecord } from './port';
import type { Reading } from './field-edits';

/** What a write was decided on no longer holds, or what an earlier attempt read does not; `null` when all does. */
export function conflictOf(
  { type, id, expect, set }: CrmWrite,
  current: RecordState,
  reading: Reading | null,
): RecordConflict | null {
  const expected = { ...(reading?.before ? of(reading.before, set) : {}), ...expect };
  for (const [field, value] of Object.entries(expected)) {
    const now = current.fields[field] ?? null;
    if (same(now, value)) continue;
    const detail = `${field} no longer holds the value the change was decided on (changed by ${current.by})`;
    return new RecordConflict(type, id, value, now, detail);
  }
  return null;
}

/** A value without a meaning in canon reads as none: it is a person's all the same, and is not written over unseen. */
export function notUnderstood(
  mapping: CanonMapping,
  { type, id, set }: CrmWrite,
  record: HostedRecord,
): RecordConflict | null {
  const fields = mapping.hostedFieldsOf(type, record.object, Object.keys(set));
  const problem = mapping.translate(record).problems.find(
    // A stage has a name also where it has no meaning, and that is compared.
    ({ canon, field, kind }) =>
      canon.type === type && fields.has(field) && !(kind === 'unknown-stage' && 'crmStage' in set),
  );
  if (!problem) return null;
  const { canon, field, kind, found } = problem;
  const detail = `${canon.field} holds a value in ${field} that has no meaning in the mapping (${kind})`;
  return new RecordConflict(type, id, null, found, detail);
}

/** The fields that `like` names; `null` where one is not told. */
export function of(fields: FieldValues, like: FieldValues): FieldValues {
  return Object.fromEntries(Object.keys(like).map((field) => [field, fields[field] ?? null]));
}

export function equal(a: FieldValues, b: FieldValues): boolean {
  return Object.keys(b).every((field) => same(a[field], b[field]));
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
}

import type { FieldDescription, HostedRecord, HostedValue, HostedValues, Selection } from '../hosted/port';

/** A record as REST gives it. */
export type RestRecord = Record<string, unknown> & { Id: string };

/** Read with every record, mapped or not: who and when, and what became of it. */
export const SYSTEM_FIELDS = ['Id', 'SystemModstamp', 'LastModifiedById'] as const;

/** Salesforce writes `+0000`, which not every reader of ISO 8601 takes. */
export function instant(text: string): Date {
  return new Date(text.replace(/([+-]\d{2})(\d{2})$/, '$1:$2'));
}

/** JSON as it is, with times in one form, however they came (REST, CSV or change event). */
export function hostedValue(value: unknown, type: FieldDescription['type'] | undefined): HostedValue {
  if (value === null || value === undefined || value === '') return null;
  if (type === 'instant') return (typeof value === 'number' ? new Date(value) : instant(String(value))).toISOString();
  if (typeof value === 'object') return JSON.stringify(value);
  return value as HostedValue;
}

/** A value of a CSV file, where everything is text. */
export function csvValue(text: string, type: FieldDescription['type'] | undefined): HostedValue {
  if (text === '') return null;
  if (type === 'number' || type === 'money' || type === 'percent') return Number(text);
  if (type === 'boolean') return text === 'true';
  return hostedValue(text, type);
}

/** Field types of one object, by name. */
export type FieldTypes = ReadonlyMap<string, FieldDescription['type']>;

export function hostedRecord(selection: Selection, record: RestRecord, types: FieldTypes, ourId: string): HostedRecord {
  const values: HostedValues = {};
  for (const field of selection.fields) values[field] = hostedValue(record[field], types.get(field));
  const by = typeof record['LastModifiedById'] === 'string' ? record['LastModifiedById'] : null;
  const master = record['MasterRecordId'];
  const deleted = record['IsDeleted'] === true;
  return {
    object: selection.object,
    id: record.Id,
    values,
    modifiedAt: instant(String(record['SystemModstamp'])),
    modifiedBy: by,
    state: !deleted ? 'live' : typeof master === 'string' ? 'merged' : 'deleted',
    ...(deleted && typeof master === 'string' ? { mergedInto: master } : {}),
    ours: by === ourId,
  };
}

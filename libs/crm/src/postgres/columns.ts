import { RECORDS, type FieldKind, type FieldSpec, type RecordType } from '@salesagent/canon/sales';

/** The Postgres CRM's columns follow the canon: one typed column a field, in snake case. */
const SQL_TYPES: Record<FieldKind, string> = {
  text: 'text',
  number: 'double precision',
  money: 'numeric(18,2)',
  date: 'date',
  instant: 'timestamptz',
  boolean: 'boolean',
  'text[]': 'text[]',
  json: 'jsonb',
  ref: 'text',
};

export interface Column {
  field: string;
  column: string;
  sqlType: string;
  kind: FieldKind;
  spec: FieldSpec;
}

function snakeCase(field: string): string {
  return field.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);
}

const byType = new Map<RecordType, Column[]>(
  (Object.entries(RECORDS) as [RecordType, Record<string, FieldSpec>][]).map(([type, specs]) => [
    type,
    Object.entries(specs).map(([field, spec]) => ({
      field,
      column: snakeCase(field),
      sqlType: SQL_TYPES[spec.kind],
      kind: spec.kind,
      spec,
    })),
  ]),
);

export function columnsOf(type: RecordType): readonly Column[] {
  return byType.get(type)!;
}

/** `crm."case"`: quoted, since some record types are words of SQL. */
export function tableOf(type: RecordType): string {
  return `crm."${type}"`;
}

/** Canon field names → column names, for `jsonb_populate_record`. */
export function toColumns(type: RecordType, fields: Record<string, unknown>): Record<string, unknown> {
  const row: Record<string, unknown> = {};
  for (const { field, column } of columnsOf(type)) if (field in fields) row[column] = fields[field] ?? null;
  return row;
}

/** A row as `to_jsonb` gives it → canon fields; unknown values are left out, instants are ISO in UTC. */
export function fromColumns(type: RecordType, row: Record<string, unknown>): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const { field, column, kind } of columnsOf(type)) {
    const value = row[column];
    if (value === null || value === undefined) continue;
    fields[field] = kind === 'instant' ? new Date(String(value)).toISOString() : value;
  }
  return fields;
}

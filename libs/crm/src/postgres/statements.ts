import type { ClientBase, Pool } from 'pg';
import type { RecordType } from '@salesagent/canon/sales';
import type { CrmRecord, FieldValues, Writer } from '../port';
import { columnsOf, fromColumns, tableOf, toColumns } from './columns';

export type Queryable = Pool | ClientBase;

/** Names the writer for the change capture; holds until the transaction ends. */
export async function writeAs(client: ClientBase, writer: Writer): Promise<void> {
  await client.query(
    `select set_config('crm.by', $1, true), set_config('crm.cause', $2, true), set_config('crm.import', $3, true)`,
    [writer.by, writer.cause, writer.importId ?? ''],
  );
}

export interface NewRow {
  id: string;
  fields: FieldValues;
}

const insertSql = new Map<RecordType, string>();
const updateSql = new Map<string, string>();

/** Inserts any number of records of one type with one statement; a deleted record of the same id comes back. */
export async function insertRecords(client: ClientBase, type: RecordType, rows: readonly NewRow[]): Promise<void> {
  if (rows.length === 0) return;
  let sql = insertSql.get(type);
  if (!sql) {
    const names = columnsOf(type).map(({ column }) => `"${column}"`);
    sql = `insert into ${tableOf(type)} as t (id, ${names.join(', ')})
           select x.id, ${names.map((n) => `r.${n}`).join(', ')}
           from rows from (jsonb_to_recordset($1::jsonb) as (id text, fields jsonb)) with ordinality as x(id, fields, n),
                lateral jsonb_populate_record(null::${tableOf(type)}, x.fields) r
           order by x.n
           on conflict (id) do update set deleted = false, ${names.map((n) => `${n} = excluded.${n}`).join(', ')}
           where t.deleted`;
    insertSql.set(type, sql);
  }
  const result = await client.query(sql, [payload(type, rows)]);
  if (result.rowCount !== rows.length) {
    throw new Error(`${rows.length - (result.rowCount ?? 0)} of ${rows.length} new ${type} records exist already`);
  }
}

/**
 * Sets the given fields of any number of records of one type with one statement; other fields stay. A deleted record
 * is left alone, unless values must go from it as well.
 */
export async function updateRecords(
  client: ClientBase,
  type: RecordType,
  rows: readonly NewRow[],
  which: 'present ones' | 'deleted ones too' = 'present ones',
): Promise<void> {
  if (rows.length === 0) return;
  const name = `${type}, ${which}`;
  let sql = updateSql.get(name);
  if (!sql) {
    const names = columnsOf(type).map(({ column }) => `"${column}"`);
    sql = `update ${tableOf(type)} t set (${names.join(', ')}) =
             (select ${names.map((n) => `r.${n}`).join(', ')} from jsonb_populate_record(t, x.fields) r)
           from jsonb_to_recordset($1::jsonb) as x(id text, fields jsonb)
           where t.id = x.id${which === 'present ones' ? ' and not t.deleted' : ''}`;
    updateSql.set(name, sql);
  }
  await client.query(sql, [payload(type, rows)]);
}

function payload(type: RecordType, rows: readonly NewRow[]): string {
  return JSON.stringify(rows.map(({ id, fields }) => ({ id, fields: toColumns(type, fields) })));
}

interface Row {
  record: Record<string, unknown> & { id: string; version: number; updated_at: string; updated_by: string };
}

/**
 * Reads records by id; `lock` holds them until the transaction ends. Records that refer to them (a task to its deal)
 * can be written meanwhile: a batch over hundreds of deals does not keep people waiting.
 */
export async function readRecords<R extends RecordType>(
  client: Queryable,
  type: R,
  ids: readonly string[],
  lock = false,
): Promise<Map<string, CrmRecord<R>>> {
  const { rows } = await client.query<Row>(
    `select to_jsonb(t) as record from ${tableOf(type)} t where id = any($1) and not deleted order by id
     ${lock ? 'for no key update' : ''}`,
    [ids],
  );
  return new Map(rows.map(({ record }) => [record.id, toRecord(type, record)]));
}

export function toRecord<R extends RecordType>(type: R, row: Row['record']): CrmRecord<R> {
  return {
    type,
    id: row.id,
    version: row.version,
    fields: fromColumns(type, row) as CrmRecord<R>['fields'],
    updatedAt: new Date(row.updated_at).toISOString(),
    updatedBy: row.updated_by,
  };
}

import type { ClientBase } from 'pg';
import type { RecordType } from '@salesagent/canon/sales';
import { fromColumns, tableOf, type FieldValues } from '@salesagent/crm';

/** What the copy holds of a record, and how new that is. */
export interface Present {
  row: 'live' | 'deleted' | 'none';
  /** Fields of a deleted one, should it come back. */
  fields: FieldValues;
  /** Since when it is deleted here at the latest, by the database's clock; `null` for others. */
  deletedAt: Date | null;
  /** The CRM's time of the state that was entered last; `null` while only we have written it. */
  changedAt: Date | null;
  /** When a state read by id was here, by the database's clock. */
  readAt: Date | null;
}

/** Locked first: what an execution is just entering is seen, or waits. */
export async function lockRecords(
  client: ClientBase,
  type: RecordType,
  ids: readonly string[],
): Promise<Map<string, Present>> {
  await client.query(`select from ${tableOf(type)} where id = any($1) order by id for no key update`, [ids]);
  const { rows } = await client.query<{
    id: string;
    row: Present['row'];
    fields: Record<string, unknown> | null;
    deleted_at: Date | null;
    changed_at: Date | null;
    read_at: Date | null;
  }>(
    `select x.id, case when t.id is null then 'none' when t.deleted then 'deleted' else 'live' end as row,
            case when t.deleted then to_jsonb(t) end as fields, case when t.deleted then t.updated_at end as deleted_at,
            s.changed_at, s.read_at
     from unnest($1::text[]) as x(id) left join ${tableOf(type)} t on t.id = x.id
     left join gateway.synced s on s.record_type = $2 and s.record_id = x.id`,
    [ids, type],
  );
  return new Map(
    rows.map(({ id, row, fields, deleted_at: deletedAt, changed_at: changedAt, read_at: readAt }) => [
      id,
      { row, fields: fields === null ? {} : fromColumns(type, fields), deletedAt, changedAt, readAt },
    ]),
  );
}

import type { RecordType } from '@salesagent/canon/sales';
import { jsonList } from '@salesagent/event-store';
import type { PoolClient } from 'pg';

/** A row of the mirror, or the part of one that a batch sets. */
export interface MirrorRecord {
  type: RecordType;
  id: string;
  version: number;
  set: Record<string, unknown>;
  /** ISO 8601. */
  updatedAt: string;
}

/** Inserts rows, or lays what is set over those that are there. */
export async function upsertMirror(schema: string, rows: readonly MirrorRecord[], client: PoolClient): Promise<void> {
  if (rows.length === 0) return;
  await client.query({
    name: `mirror-upsert-${schema}`,
    text: `insert into ${schema}.mirror as m (record_type, record_id, record_version, fields, updated_at)
           select * from unnest($1::text[], $2::text[], $3::int[], string_to_array($4, chr(31))::jsonb[], $5::timestamptz[])
           on conflict (record_type, record_id) do update set record_version = excluded.record_version,
             fields = m.fields || excluded.fields, updated_at = excluded.updated_at`,
    values: [
      rows.map((row) => row.type),
      rows.map((row) => row.id),
      rows.map((row) => row.version),
      jsonList(rows.map((row) => JSON.stringify(row.set))),
      rows.map((row) => row.updatedAt),
    ],
  });
}

export async function deleteMirror(
  schema: string,
  rows: readonly { type: RecordType; id: string }[],
  client: PoolClient,
): Promise<void> {
  if (rows.length === 0) return;
  await client.query(
    `delete from ${schema}.mirror m using unnest($1::text[], $2::text[]) as g(type, id)
     where m.record_type = g.type and m.record_id = g.id`,
    [rows.map((row) => row.type), rows.map((row) => row.id)],
  );
}

import type { Pool } from 'pg';

/** What the server needs for the same rows when nobody checks, orders or counts anything: one statement a table. */
export async function bareMirror(pool: Pool, live: string): Promise<number> {
  return timed(pool, `create table bare_mirror (like ${live}.mirror including defaults including constraints)`, [
    `insert into bare_mirror (record_type, record_id, record_version, fields, updated_at)
     select event -> 'data' ->> 'recordType', event -> 'data' ->> 'recordId',
            max((event -> 'data' ->> 'recordVersion')::int),
            jsonb_object_agg(field.name, field.value order by position), max((event ->> 'recordedAt')::timestamptz)
     from bus.log, json_each(event -> 'data' -> 'set') as field(name, value)
     where topic like '%.crm.opportunity' group by 1, 2`,
    'alter table bare_mirror add primary key (record_type, record_id)',
  ]);
}

/** The mirror and the line of history for every event, which are nearly all of the console's rows. */
export async function bareReadModels(pool: Pool, live: string): Promise<number> {
  const mirror = await bareMirror(pool, live);
  const timeline = await timed(
    pool,
    `create table bare_timeline (like ${live}.timeline including defaults including constraints)`,
    [
      `insert into bare_timeline
       select event ->> 'id', coalesce(event -> 'data' ->> 'subject', key), event -> 'data' ->> 'actionId',
              event ->> 'type', event ->> 'source', key, (event ->> 'sequence')::bigint,
              (event ->> 'occurredAt')::timestamptz, (event ->> 'recordedAt')::timestamptz, event ->> 'correlationId',
              event ->> 'causationId', (event -> 'data')::jsonb
       from bus.log`,
      'alter table bare_timeline add primary key (event_id)',
    ],
  );
  return mirror + timeline;
}

async function timed(pool: Pool, prepare: string, statements: readonly string[]): Promise<number> {
  const table = /create table (\w+)/.exec(prepare)?.[1];
  await pool.query(`drop table if exists ${table}; ${prepare}`);
  const began = performance.now();
  for (const statement of statements) await pool.query(statement);
  const took = performance.now() - began;
  await pool.query(`drop table ${table}`);
  return took;
}

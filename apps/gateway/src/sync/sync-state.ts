import { randomUUID } from 'node:crypto';
import type { ClientBase, Pool } from 'pg';

/** Where reading a hosted CRM stands. */
export interface SyncState {
  phase: 'starting' | 'backfill' | 'following';
  /** Nothing was followed yet: what is read now is loaded as an import is. */
  firstLoad: boolean;
  run: string | null;
  cursor: string | null;
  caughtUpAt: Date | null;
  trouble: Trouble | null;
}

/** What holds the sync up, and what a person can do about it. */
export interface Trouble {
  kind: 'forbidden' | 'unavailable' | 'quota';
  code: string;
  message: string;
  remedy: string;
  /** ISO 8601: when it began. */
  since: string;
}

export type RunKind = 'backfill' | 're-read' | 'reconcile';

export async function syncState(client: Pool | ClientBase): Promise<SyncState> {
  const { rows } = await client.query<SyncState>(
    `select phase, first_load as "firstLoad", run, cursor, caught_up_at as "caughtUpAt", trouble from gateway.sync`,
  );
  return rows[0]!;
}

export async function setTrouble(pool: Pool, trouble: Omit<Trouble, 'since'> | null, now: Date): Promise<void> {
  if (trouble === null) {
    await pool.query('update gateway.sync set trouble = null where trouble is not null');
    return;
  }
  // It began when it was first seen, however often it is seen again.
  await pool.query(
    `update gateway.sync set trouble = $1::jsonb || jsonb_build_object('since',
       case when trouble ->> 'code' = $2 then trouble ->> 'since' else $3 end)`,
    [JSON.stringify(trouble), trouble.code, now.toISOString()],
  );
}

export async function beginRun(client: ClientBase, kind: RunKind): Promise<string> {
  const run = randomUUID();
  await client.query('insert into gateway.sync_run (id, kind) values ($1, $2)', [run, kind]);
  return run;
}

/** Adds what the caller's transaction changed in the copy, by its own change capture. */
export async function countPage(client: ClientBase, run: string, read: number): Promise<Counts> {
  const { rows } = await client.query<Counts>(
    `with captured as (
       select count(*) filter (where operation = 'insert')::int as created,
              count(*) filter (where operation = 'update')::int as changed,
              count(*) filter (where operation = 'delete')::int as deleted
       from crm.change where transaction_id = pg_current_xact_id()
     )
     update gateway.sync_run r set pages = r.pages + 1, read = r.read + $2, created = r.created + c.created,
       changed = r.changed + c.changed, deleted = r.deleted + c.deleted
     from captured c where r.id = $1
     returning c.created, c.changed, c.deleted`,
    [run, read],
  );
  return rows[0]!;
}

export interface Counts {
  created: number;
  changed: number;
  deleted: number;
}

/** The database's clock: the one that all instances share. */
export async function databaseNow(pool: Pool): Promise<Date> {
  const { rows } = await pool.query<{ now: Date }>('select clock_timestamp() as now');
  return rows[0]!.now;
}

import type { Pool } from 'pg';
import type { CrmConnector } from '@salesagent/crm';
import { syncState, type SyncState, type Trouble } from './sync-state';

/** What operators see of reading and writing a hosted CRM. */
export interface SyncStatus {
  crm: string;
  conditionalWrite: CrmConnector['conditionalWrite'];
  phase: SyncState['phase'];
  trouble: Trouble | null;
  /** ISO 8601: when every change had been read last. */
  caughtUpAt: string | null;
  /** Seconds since then. */
  behindSeconds: number | null;
  backfill: { type: string; read: number; done: boolean }[];
  runs: {
    id: string;
    kind: string;
    startedAt: string;
    finishedAt: string | null;
    read: number;
    created: number;
    changed: number;
    deleted: number;
  }[];
  /** Writes decided and not entered yet, and since when the oldest waits. */
  underWay: { writes: number; oldest: string | null };
}

/** Newest runs shown. */
const RUNS = 5;

export async function syncStatus(pool: Pool, crm: string, connector: CrmConnector): Promise<SyncStatus> {
  const state = await syncState(pool);
  const backfill = await pool.query<SyncStatus['backfill'][number]>(
    'select record_type as type, read, done from gateway.sync_backfill where run = $1 order by ordinal',
    [state.run],
  );
  const runs = await pool.query<
    { started_at: Date; finished_at: Date | null } & Omit<SyncStatus['runs'][number], 'startedAt' | 'finishedAt'>
  >(
    `select id::text, kind, started_at, finished_at, read, created, changed, deleted from gateway.sync_run
     order by started_at desc limit $1`,
    [RUNS],
  );
  const open = await pool.query<{ writes: number; oldest: Date | null; behind: number | null }>(
    `select count(*)::int as writes, min(planned_at) as oldest,
       (select extract(epoch from now() - caught_up_at)::float from gateway.sync) as behind
     from gateway.hosted_write`,
  );
  const { writes, oldest, behind } = open.rows[0]!;
  return {
    crm,
    conditionalWrite: connector.conditionalWrite,
    phase: state.phase,
    trouble: state.trouble,
    caughtUpAt: state.caughtUpAt?.toISOString() ?? null,
    behindSeconds: behind,
    backfill: backfill.rows,
    runs: runs.rows.map(({ started_at, finished_at, ...run }) => ({
      ...run,
      startedAt: started_at.toISOString(),
      finishedAt: finished_at?.toISOString() ?? null,
    })),
    underWay: { writes, oldest: oldest?.toISOString() ?? null },
  };
}

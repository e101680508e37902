import { schemaName } from '@salesagent/event-store';
import type { Pool } from 'pg';
import type { RebuildProgress, RebuildResult } from './rebuild';

/** One time a projection was rebuilt or compared. */
export interface RebuildRun {
  id: string;
  projection: string;
  dryRun: boolean;
  startedBy: string;
  startedAt: Date;
  endedAt: Date | null;
  /** `interrupted`: its process is gone; what it had built went with it. */
  state: 'running' | 'done' | 'failed' | 'interrupted';
  progress: RebuildProgress | null;
  result: RebuildResult | null;
  problem: string | null;
}

const COLUMNS = `id, projection, dry_run as "dryRun", started_by as "startedBy", started_at as "startedAt",
  ended_at as "endedAt", progress, result, problem`;

/**
 * The record of rebuilds, in the service's schema, so that any process can tell how one goes. Whether one really runs
 * is known by the lock its session holds, not by what is written here.
 */
export class RebuildRuns {
  private readonly table: string;

  constructor(
    private readonly pool: Pool,
    schema: string,
  ) {
    this.table = `${schemaName(schema)}.rebuild`;
  }

  async begin(id: string, projection: string, dryRun: boolean, by: string): Promise<void> {
    await this.pool.query(`insert into ${this.table} (id, projection, dry_run, started_by) values ($1, $2, $3, $4)`, [
      id,
      projection,
      dryRun,
      by,
    ]);
  }

  async progressed(id: string, progress: RebuildProgress): Promise<void> {
    await this.pool.query(`update ${this.table} set progress = $2, updated_at = clock_timestamp() where id = $1`, [
      id,
      JSON.stringify(progress),
    ]);
  }

  async ended(id: string, outcome: { result: RebuildResult } | { problem: string }): Promise<void> {
    const result = 'result' in outcome ? JSON.stringify(outcome.result) : null;
    const problem = 'problem' in outcome ? outcome.problem : null;
    await this.pool.query(
      `update ${this.table} set state = case when $3::text is null then 'done' else 'failed' end, result = $2,
         problem = $3, ended_at = clock_timestamp(), updated_at = clock_timestamp() where id = $1`,
      [id, result, problem],
    );
  }

  /** By id, or the latest of each projection. */
  async find(which: { id: string } | { projections: readonly string[] }): Promise<RebuildRun[]> {
    const one = 'id' in which;
    const { rows } = await this.pool.query<RebuildRun & { alive: boolean; state: RebuildRun['state'] }>(
      `select distinct on (projection) ${COLUMNS},
              case when state = 'running' and not (${ALIVE}) then 'interrupted' else state end as state
       from ${this.table} r where ${one ? 'id = $1' : 'projection = any($1)'} order by projection, started_at desc`,
      [one ? which.id : which.projections],
    );
    return rows.map((row) => ({ ...row, progress: row.progress && 'phase' in row.progress ? row.progress : null }));
  }
}

/** A run that has just been written down may not hold its lock yet. */
const ALIVE = `updated_at > clock_timestamp() - interval '5 seconds' or exists (
  select from pg_locks where locktype = 'advisory' and objsubid = 1
    and database = (select oid from pg_database where datname = current_database())
    and (classid::bigint << 32) | objid::bigint = hashtextextended('rebuild/' || r.projection, 0))`;

import type { IntegrationEvent } from '@salesagent/canon/events';
import { schemaName } from '@salesagent/event-store';
import type { Pool, PoolClient } from 'pg';

/** What a batch of events asked to be measured. */
export type WorkKind = 'import' | 'closings' | 'measure' | 'request';

export interface Work {
  kind: WorkKind;
  /** What makes it happen once: the id of the event, or the request. */
  cause: string;
  correlationId: string;
  data: Record<string, unknown>;
  attempts: number;
}

const OWN_ACTIONS = ['forecast', 'periodic-report'];
const CLOSINGS = ['OpportunityWon', 'OpportunityLost', 'OpportunityReopened'];
/** After this many failures a piece of work rests until somebody looks (`/internal/progress` shows it). */
const ATTEMPTS = 5;

/** Closings of an import are measured once, by its end; others when they happen. */
export function workOf(events: readonly IntegrationEvent[]): Work[] {
  const work = new Map<string, Work>();
  for (const event of events) {
    const data = event.data as Record<string, unknown>;
    const add = (kind: WorkKind, cause: string): void => {
      work.set(`${kind}/${cause}`, {
        kind,
        cause,
        correlationId: event.correlationId,
        data: { ...data, eventId: event.id },
        attempts: 0,
      });
    };
    if (event.type === 'ImportCompleted') add('import', event.id);
    else if (CLOSINGS.includes(event.type) && data['by'] !== 'import') add('closings', 'latest');
    else if (event.type === 'ActionRequested' && OWN_ACTIONS.includes(String(data['action']))) add('request', event.id);
  }
  return [...work.values()];
}

/** The list of work, in the service's schema. */
export class WorkList {
  private readonly table: string;

  constructor(schema: string) {
    this.table = `${schemaName(schema)}.work`;
  }

  async add(work: readonly Work[], client: PoolClient): Promise<void> {
    for (const w of work) {
      await client.query(
        `insert into ${this.table} (kind, cause, correlation_id, data) values ($1, $2, $3, $4)
         on conflict (kind, cause) do update set data = excluded.data, correlation_id = excluded.correlation_id, attempts = 0`,
        [w.kind, w.cause, w.correlationId, JSON.stringify(w.data)],
      );
    }
  }

  /** The most urgent piece: curves that others wait for come first. */
  async next(pool: Pool): Promise<Work | null> {
    const { rows } = await pool.query<{
      kind: WorkKind;
      cause: string;
      correlation_id: string;
      data: Record<string, unknown>;
      attempts: number;
    }>(
      `select kind, cause, correlation_id, data, attempts from ${this.table} where attempts < $1
       order by array_position(array['import', 'closings', 'request', 'measure'], kind), requested_at, cause limit 1`,
      [ATTEMPTS],
    );
    const row = rows[0];
    return row
      ? { kind: row.kind, cause: row.cause, correlationId: row.correlation_id, data: row.data, attempts: row.attempts }
      : null;
  }

  /** Done, unless newer data came in meanwhile. */
  async done(work: Work, client: PoolClient): Promise<void> {
    await client.query(`delete from ${this.table} where kind = $1 and cause = $2 and data = $3::jsonb`, [
      work.kind,
      work.cause,
      JSON.stringify(work.data),
    ]);
  }

  async failed(work: Work, problem: string, pool: Pool): Promise<void> {
    await pool.query(`update ${this.table} set attempts = attempts + 1, problem = $3 where kind = $1 and cause = $2`, [
      work.kind,
      work.cause,
      problem.slice(0, 2_000),
    ]);
  }

  async counts(pool: Pool): Promise<{ waiting: number; failed: number }> {
    const { rows } = await pool.query<{ waiting: number; failed: number }>(
      `select count(*) filter (where attempts < $1)::int as waiting, count(*) filter (where attempts >= $1)::int as failed from ${this.table}`,
      [ATTEMPTS],
    );
    return rows[0] ?? { waiting: 0, failed: 0 };
  }
}

import type { EventStore } from '@salesagent/event-store';
import type { Clock } from '@salesagent/platform';
import type { GateWorkflows } from './gate-workflows';

/** What waits for an import waits no longer than this, however busy it still is. */
export const IMPORT_PATIENCE_MS = 60_000;
const AT_ONCE = 2;
/** So long after a decision, or until it is answered, gates start one by one. */
const DECIDING_MS = 2_000;
const REST_WHILE_DECIDING_MS = 500;

/**
 * Starts the workflows of admitted proposals, the highest ranked first. It rests as long as each start took: a first
 * wave is some hundred workflows, and what a person decides meanwhile must not wait for the last of them.
 */
export class GateStarts {
  /** Of the monotonic clock. */
  private restsUntil = 0;

  constructor(
    private readonly store: EventStore,
    private readonly clock: Clock,
    private readonly gates: GateWorkflows,
  ) {}

  /**
   * Starts some, unless it rests; in how many milliseconds it may go on, false when nothing waits. A crash in between
   * starts them again, which is the same workflow.
   */
  async turn(): Promise<number | false> {
    const began = performance.now();
    if (began < this.restsUntil) return this.restsUntil - began;
    if (!(await this.isImportMeasured())) return false;
    const { rows } = await this.store.pool.query<{ action_id: string; lane: 'person' | 'policy'; deciding: boolean }>(
      `with d as (select exists (select from orchestrator.decision
         where recorded_at > $1::timestamptz - $2 * interval '1 millisecond'
           or (answer is null and recorded_at > $1::timestamptz - interval '10 seconds')) as deciding)
       select action_id, lane, deciding from orchestrator.docket, d
       where state in ('admitted', 'approved') and started_at is null
       order by lane, admitted_at, rank, action_id limit (select case when deciding then 1 else $3::int end from d)`,
      [this.clock.now(), DECIDING_MS, AT_ONCE],
    );
    if (rows.length === 0) return false;
    await Promise.all(rows.map((r) => this.gates.start(r.action_id, r.lane)));
    await this.store.pool.query('update orchestrator.docket set started_at = $2 where action_id = any($1::text[])', [
      rows.map((r) => r.action_id),
      this.clock.now(),
    ]);
    const ended = performance.now();
    const rest = rows[0]!.deciding ? REST_WHILE_DECIDING_MS : ended - began;
    this.restsUntil = ended + rest;
    return rest;
  }

  /** What an import shows comes first: its X-ray and KPIs are served before any workflow is started. */
  private async isImportMeasured(): Promise<boolean> {
    const { rows } = await this.store.pool.query<{ waiting: boolean }>(
      `select exists (select from orchestrator.wave w where w.wave like 'import/%'
         and w.due_at > $1::timestamptz - $2 * interval '1 millisecond'
         and not exists (select from orchestrator.measured m where 'import/' || m.correlation_id = w.wave)) as waiting`,
      [this.clock.now(), IMPORT_PATIENCE_MS],
    );
    return rows[0]?.waiting === false;
  }
}

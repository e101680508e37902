import { WorkflowExecutionAlreadyStartedError, type Client } from '@salesagent/workflow';
import type { EventStore } from '@salesagent/event-store';
import type { Clock } from '@salesagent/platform';
import {
  accountWorkflowId,
  dealWorkflowId,
  MESSAGES,
  TASK_QUEUES,
  WORKFLOWS,
  type AccountMemory,
  type ClosedDeal,
  type DealMemory,
} from '@salesagent/workflow/contracts';

interface Pending {
  kind: 'deal' | 'account';
  id: string;
  /** Its workflow was started and has not ended. */
  running: boolean;
  /** Its workflow had ended; the record may be open again. */
  ended: boolean;
  /** How the deal had ended then. */
  closed: ClosedDeal | null;
  open: boolean;
  backfill: boolean;
}

const AT_ONCE = 20;
/** Lifecycles of a backfill started a second: a local Temporal carries some fifty, and people come first. */
export const BACKFILL_PER_SECOND = 8;

/** Starts lifecycles and tells them to look; a backfill slowly and only when `backfillMayRun`. */
export class LifecycleStarter {
  private nextBackfill = 0;

  constructor(
    private readonly store: EventStore,
    private readonly clock: Clock,
    private readonly client: Client,
    private readonly backfillMayRun: () => Promise<boolean>,
  ) {}

  /** One turn; true when there is more to do at once. */
  async turn(): Promise<boolean> {
    const now = this.clock.now().getTime();
    const live = await this.pending(false, AT_ONCE);
    await Promise.all(live.map((p) => this.tell(p)));
    if (live.length === AT_ONCE) return true;
    if (now < this.nextBackfill || !(await this.backfillMayRun())) return live.length > 0;
    this.nextBackfill = now + 1_000;
    for (const p of await this.pending(true, BACKFILL_PER_SECOND)) await this.tell(p);
    return live.length > 0;
  }

  async counts(): Promise<{ started: number; waiting: number }> {
    const { rows } = await this.store.pool.query<{ started: number; waiting: number }>(
      `select count(*) filter (where started_at is not null and ended_at is null)::int as started,
         count(*) filter (where (started_at is null or ended_at is not null) and pending_since is not null)::int as waiting
       from orchestrator.lifecycle`,
    );
    return rows[0] ?? { started: 0, waiting: 0 };
  }

  private async pending(backfill: boolean, limit: number): Promise<Pending[]> {
    const { rows } = await this.store.pool.query<Pending>(
      `select l.kind, l.id, l.started_at is not null and l.ended_at is null as running, l.backfill, l.closed,
         l.ended_at is not null as ended,
         m.record_id is not null and m.fields ->> 'outcome' is null
           and coalesce(m.fields ->> 'lifecycle', '') <> 'former' as open
       from orchestrator.lifecycle l
       left join orchestrator.mirror m on m.record_id = l.id
         and m.record_type = case l.kind when 'deal' then 'opportunity' else 'account' end
       where l.pending_since is not null and l.backfill = $1
       order by l.kind desc, l.pending_since limit $2`,
      [backfill, limit],
    );
    return rows;
  }

  private async tell(p: Pending): Promise<void> {
    // Closed before its lifecycle was ever started: nothing waits, so nothing is started.
    const needed = p.running || p.open;
    const since = this.clock.now();
    if (needed) await this.signal(p);
    await this.store.pool.query(
      `update orchestrator.lifecycle set pending_since = null, backfill = false,
         started_at = case when $4::boolean then coalesce(started_at, $3::timestamptz) end,
         ended_at = case when $4::boolean then null else coalesce(ended_at, $3::timestamptz) end
       where kind = $1 and id = $2`,
      [p.kind, p.id, since, needed],
    );
  }

  /**
   * One workflow for each record, whatever is told how often. One that had ended is started together with a signal:
   * should its last run just be ending, it does not end before it has looked again.
   */
  private async signal(p: Pending): Promise<void> {
    const [workflow, workflowId] =
      p.kind === 'deal'
        ? [WORKFLOWS.dealLifecycle, dealWorkflowId(p.id)]
        : [WORKFLOWS.accountLifecycle, accountWorkflowId(p.id)];
    const options = { workflowId, taskQueue: TASK_QUEUES.orchestrator, args: [firstMemory(p)] };
    if (p.running || p.ended) {
      await this.client.workflow.signalWithStart(workflow, {
        ...options,
        signal: MESSAGES.changed,
        signalArgs: [{ touched: true }],
      });
      return;
    }
    try {
      await this.client.workflow.start(workflow, { ...options, workflowIdConflictPolicy: 'USE_EXISTING' });
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    }
  }
}

/** What a run begins with: of a deal that was closed before, how it had ended. */
function firstMemory({ kind, id, backfill, closed }: Pending): DealMemory | AccountMemory {
  if (kind === 'account') return { accountId: id, lifecycle: null };
  const memory = { opportunityId: id, subStage: null, touchedAt: null, backfill };
  return closed === null ? memory : { ...memory, closed };
}

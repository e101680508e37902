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
  type DealMemory,
} from '@salesagent/workflow/contracts';

interface Pending {
  kind: 'deal' | 'account';
  id: string;
  started: boolean;
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
         count(*) filter (where started_at is null and pending_since is not null)::int as waiting
       from orchestrator.lifecycle`,
    );
    return rows[0] ?? { started: 0, waiting: 0 };
  }

  private async pending(backfill: boolean, limit: number): Promise<Pending[]> {
    const { rows } = await this.store.pool.query<Pending>(
      `select l.kind, l.id, l.started_at is not null as started, l.backfill,
         m.record_id is not null and m.fields ->> 'outcome' is null as open
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
    const needed = p.started || p.open;
    const since = this.clock.now();
    if (needed) await this.signal(p);
    await this.store.pool.query(
      `update orchestrator.lifecycle set pending_since = null, backfill = false,
         started_at = case when $4::boolean then coalesce(started_at, $3::timestamptz) end,
         ended_at = case when $4::boolean then ended_at else $3::timestamptz end
       where kind = $1 and id = $2`,
      [p.kind, p.id, since, needed],
    );
  }

  private async signal({ kind, id, started }: Pending): Promise<void> {
    const [workflow, workflowId] =
      kind === 'deal'
        ? [WORKFLOWS.dealLifecycle, dealWorkflowId(id)]
        : [WORKFLOWS.accountLifecycle, accountWorkflowId(id)];
    const memory: DealMemory | AccountMemory =
      kind === 'deal' ? { opportunityId: id, subStage: null, touchedAt: null } : { accountId: id, lifecycle: null };
    const options = { workflowId, taskQueue: TASK_QUEUES.orchestrator, args: [memory] };
    if (started) {
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

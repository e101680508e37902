import { setTimeout as pause } from 'node:timers/promises';
import { WorkflowNotFoundError, WorkflowUpdateFailedError } from '@salesagent/workflow';
import type { EventStore } from '@salesagent/event-store';
import type { Clock } from '@salesagent/platform';
import { GATE_BUSY, MESSAGES, type DecideInput, type DecideResult } from '@salesagent/workflow/contracts';
import { DecisionRefused } from './decision-refused';
import { docketRow } from './docket-rows';
import type { GateWorkflows } from './gate-workflows';

const DELIVERY_TIMEOUT_MS = 8_000;
const BUSY_PAUSE_MS = 200;
/** Delivered again side by side in one turn. */
const AT_ONCE = 20;

/** What a decision came to; `pending` while the gate has not answered. */
export interface Delivered {
  state: DecideResult['state'] | 'pending';
  message: string;
}

/** Brings recorded decisions to their gates, each as one update however often it is sent. */
export class DecisionDelivery {
  /** The last that was delivered again: the next turn goes on after it, so that busy gates hold up nobody else's. */
  private last: { at: string; decisionId: string } | null = null;

  constructor(
    private readonly store: EventStore,
    private readonly clock: Clock,
    private readonly gates: GateWorkflows,
  ) {}

  /** The gate's answer: the one it gave, or the one it gives now. @throws DecisionRefused when it has closed */
  async answer(decisionId: string, actionId: string): Promise<Delivered> {
    return (await this.answerOf(decisionId)) ?? this.deliver(decisionId, actionId);
  }

  /** Sends again what was recorded and never got its answer, e.g. while Temporal was away; oldest first, round and round. */
  async redeliver(): Promise<number> {
    const { rows } = await this.store.pool.query<{ decision_id: string; action_id: string; at: string }>(
      `select decision_id, action_id, recorded_at::text as at from orchestrator.decision
       where answer is null and recorded_at < $1::timestamptz - interval '10 seconds'
         and ($2::timestamptz is null or (recorded_at, decision_id) > ($2, $3))
       order by recorded_at, decision_id limit $4`,
      [this.clock.now(), this.last?.at ?? null, this.last?.decisionId ?? null, AT_ONCE],
    );
    const end = rows.length === AT_ONCE ? rows.at(-1) : undefined;
    this.last = end ? { at: end.at, decisionId: end.decision_id } : null;
    await Promise.all(rows.map((row) => this.deliverAgain(row.decision_id, row.action_id)));
    return rows.length;
  }

  /** That a gate has closed is noted as its answer. */
  private async deliverAgain(decisionId: string, actionId: string): Promise<void> {
    try {
      await this.deliver(decisionId, actionId);
    } catch (error) {
      if (!(error instanceof DecisionRefused)) throw error;
    }
  }

  private async answerOf(decisionId: string): Promise<DecideResult | null> {
    const { rows } = await this.store.pool.query<{ answer: DecideResult | null }>(
      'select answer from orchestrator.decision where decision_id = $1',
      [decisionId],
    );
    return rows[0]?.answer ?? null;
  }

  /** The update carries only the id; its own id is the decision's, so that a repeat is one update. */
  private async deliver(decisionId: string, actionId: string): Promise<Delivered> {
    try {
      const answer = await within(DELIVERY_TIMEOUT_MS, () => this.update(actionId, decisionId));
      // Not final: the gate goes on by itself when the switch is lifted.
      await this.note(decisionId, answer);
      return answer;
    } catch (error) {
      if (error instanceof WorkflowUpdateFailedError) {
        const row = await docketRow(this.store.pool, actionId);
        const message = `Nothing is asked here any more: ${error.cause?.message ?? error.message}`;
        await this.note(decisionId, { state: 'void', message });
        throw new DecisionRefused('not-open', message, row?.state);
      }
      return { state: 'pending', message: 'recorded; it is delivered as soon as the workflow server answers' };
    }
  }

  private async update(actionId: string, decisionId: string): Promise<DecideResult> {
    const send = (): Promise<DecideResult> =>
      untilFree(() =>
        this.gates.handle(actionId).executeUpdate<DecideResult, [DecideInput]>(MESSAGES.decide, {
          updateId: decisionId,
          args: [{ decisionId }],
        }),
      );
    try {
      return await send();
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error;
      // The gate was admitted a moment ago, or its workflow has ended and this call is a repeat.
      await this.gates.start(actionId, 'person');
      const recorded = await this.answerOf(decisionId);
      return recorded ?? send();
    }
  }

  private async note(decisionId: string, answer: DecideResult): Promise<void> {
    await this.store.pool.query('update orchestrator.decision set answer = $2 where decision_id = $1', [
      decisionId,
      JSON.stringify(answer),
    ]);
  }
}

/** A gate takes one decision at a time. That it is at another, even a forged one, says nothing about this one. */
async function untilFree<T>(send: () => Promise<T>): Promise<T> {
  for (const begun = performance.now(); ;) {
    try {
      return await send();
    } catch (error) {
      const busy = error instanceof WorkflowUpdateFailedError && isBusy(error.cause);
      if (!busy) throw error;
      if (performance.now() - begun > DELIVERY_TIMEOUT_MS) throw new Error('the gate is still at another decision');
      await pause(BUSY_PAUSE_MS);
    }
  }
}

function isBusy(cause: unknown): boolean {
  return (cause as { type?: unknown } | undefined)?.type === GATE_BUSY;
}

async function within<T>(milliseconds: number, work: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, no) => {
    timer = setTimeout(() => no(new Error(`no answer within ${milliseconds} ms`)), milliseconds);
  });
  try {
    return await Promise.race([work(), late]);
  } finally {
    clearTimeout(timer);
  }
}

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

/** What a decision came to; `pending` while the gate has not answered. */
export interface Delivered {
  state: DecideResult['state'] | 'pending';
  message: string;
}

/** Brings recorded decisions to their gates, each as one update however often it is sent. */
export class DecisionDelivery {
  constructor(
    private readonly store: EventStore,
    private readonly clock: Clock,
    private readonly gates: GateWorkflows,
  ) {}

  /** The gate's answer: the one it gave, or the one it gives now. @throws DecisionRefused when it has closed */
  async answer(decisionId: string, actionId: string): Promise<Delivered> {
    return (await this.answerOf(decisionId)) ?? this.deliver(decisionId, actionId);
  }

  /** Sends again what was recorded and never got its answer, e.g. while Temporal was away. */
  async redeliver(): Promise<number> {
    const { rows } = await this.store.pool.query<{ decision_id: string; action_id: string }>(
      `select decision_id, action_id from orchestrator.decision
       where answer is null and recorded_at < $1::timestamptz - interval '10 seconds' order by recorded_at limit 20`,
      [this.clock.now()],
    );
    for (const row of rows) await this.deliver(row.decision_id, row.action_id);
    return rows.length;
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

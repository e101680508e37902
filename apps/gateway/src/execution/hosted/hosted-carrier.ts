import type { ClientBase } from 'pg';
import { eventId } from '@salesagent/canon/events';
import type { Change } from '@salesagent/canon/sales';
import type { StoreTransaction } from '@salesagent/event-store';
import { businessNow } from '../../business-now';
import { holdsErased } from '../../personal-data/erased';
import { holdOffErasure } from '../../personal-data/erasure-lock';
import { mustNotBeStopped } from '../kill-switch';
import {
  executionEvent,
  executionStream,
  failureOf,
  outcomeOf,
  PERSON_ERASED,
  type ExecutionResult,
  type Failure,
} from '../outcome';
import type { Payload } from '../payloads';
import { usePermit, type Permit, type PermitVerifier } from '../permit';
import { mustHoldFacts } from '../facts';
import { mustHoldTier } from '../tier';
import { pendingWrites, recordPlan, underWay } from './pending';
import { isHeld, planChange, type Plan } from './plan';
import { ExecutionBusy, settle, type SettleParts } from './settle';
import { planUndo } from './undo-plan';

interface Work {
  actionId: string;
  digest: string;
  permit: Permit;
  payload: Payload;
  change: Change;
}

/**
 * Carries permitted changes out in a hosted CRM. Three steps: the start with the writes it stands for, under the same
 * checks as ever; the writes, each under a key of its own; the copy and the outcome. Whatever ends in between is
 * brought to its end by the next attempt, or by {@link settleAll}.
 */
export class HostedCarrier {
  constructor(
    private readonly parts: SettleParts & {
      permits: PermitVerifier;
      /** Called when the copy has changes to be read. */
      changed: () => void;
    },
  ) {}

  /** Whether the hosted CRM holds what a change writes; the rest is written in the copy alone. */
  holds(change: Change): boolean {
    return isHeld(this.parts.connector, change);
  }

  /** @throws PermitRefused – nothing was begun; CrmUnavailable, ExecutionBusy … – the caller tries again */
  async execute(work: Work): Promise<ExecutionResult> {
    const stream = executionStream(work.actionId);
    const ended = await this.parts.store.transact([stream], (tx) => this.start(tx, work));
    if (!ended) return this.settle(work.actionId);
    this.parts.changed();
    return ended;
  }

  /** Brings an execution that was begun to its end. */
  async settle(actionId: string): Promise<ExecutionResult> {
    const { result } = await settle(this.parts, actionId, 'execute');
    this.parts.changed();
    return result;
  }

  /** What attempts left behind that nobody repeats. @returns how many were brought to an end */
  async settleAll(onError: (error: unknown) => void): Promise<number> {
    let ended = 0;
    for (const { actionId, purpose } of await underWay(this.parts.pool)) {
      try {
        await settle(this.parts, actionId, purpose);
        ended += 1;
      } catch (error) {
        if (!(error instanceof ExecutionBusy)) onError(error);
      }
    }
    if (ended > 0) this.parts.changed();
    return ended;
  }

  /** Plans taking writes back; false when the copy alone holds them. */
  planUndo(client: ClientBase, undo: Parameters<typeof planUndo>[2]): Promise<boolean> {
    return planUndo(client, this.parts, undo);
  }

  async isTakingBack(client: ClientBase, actionId: string): Promise<boolean> {
    return (await pendingWrites(client, actionId, 'undo', 'all', 1)).length > 0;
  }

  /** @returns why nothing could be taken back, else `null` */
  async settleUndo(actionId: string): Promise<Failure | null> {
    return (await settle(this.parts, actionId, 'undo')).refused;
  }

  /** The start, or at once the outcome of what cannot be or has nothing to be written. */
  private async start(tx: StoreTransaction, work: Work): Promise<ExecutionResult | null> {
    const { actionId, digest, permit, payload } = work;
    const { clock, permits, sealer } = this.parts;
    const stream = executionStream(actionId);
    const events = await tx.read(stream);
    if (events.length > 0) return outcomeOf(events);
    await holdOffErasure(tx.client);
    await mustHoldTier(tx.client, payload.proposal, permit);
    await mustHoldFacts(tx.client, payload.proposal, permit);
    await usePermit(tx.client, permit);
    const planned = await this.planned(tx, work);
    const event = (type: string, data: Record<string, unknown>) =>
      executionEvent(actionId, permit, clock.now(), type, data);
    const started = event('ExecutionStarted', { digest, permitId: permit.permitId, killEpoch: permit.killEpoch });
    if ('plan' in planned && planned.plan.writes.length > 0) {
      const sealedFor = eventId(`execution:${actionId}`, stream, 'ExecutionStarted');
      await recordPlan(tx.client, sealer, { actionId, eventId: sealedFor, purpose: 'execute', ...planned.plan });
    }
    await mustNotBeStopped(tx.client, payload.proposal, permit);
    permits.mustBeFresh(permit);
    if ('failure' in planned) {
      const { reason, code } = planned.failure;
      await tx.append(stream, 'none', [started, event('ActionFailed', { reason, code })]);
      return { outcome: 'failed', reason };
    }
    const { writes, note } = planned.plan;
    const nothing = writes.length === 0 ? [event('ActionExecuted', { writes: [], undoable: false, note })] : [];
    await tx.append(stream, 'none', [started, ...nothing]);
    return nothing.length > 0 ? { outcome: 'executed' } : null;
  }

  private async planned(tx: StoreTransaction, work: Work): Promise<{ plan: Plan } | { failure: Failure }> {
    const { actionId, payload, change } = work;
    if (payload.erased || (await holdsErased(tx.client, payload.change))) return { failure: PERSON_ERASED };
    const now = await businessNow(tx.client, this.parts.clock);
    try {
      const context = { actionId, proposedAt: payload.receivedAt, now };
      return { plan: await planChange(tx.client, this.parts.connector, change, context) };
    } catch (error) {
      const failure = failureOf(error);
      if (!failure) throw error;
      return { failure };
    }
  }
}

import { createHash } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import type { Change, Clock } from '@salesagent/canon/sales';
import { writeAs } from '@salesagent/crm';
import type { EventStore, EventToAppend } from '@salesagent/event-store';
import type { Sealer } from '@salesagent/sealing';
import { applyChange, type Applied, type ChangeContext } from './changes';
import { businessNow } from '../business-now';
import type { HostedCarrier } from './hosted/hosted-carrier';
import {
  executionEvent,
  executionStream,
  failureOf,
  outcomeOf,
  PERSON_ERASED,
  type ExecutionResult,
  type Failure,
} from './outcome';
import { mustHoldFacts } from './facts';
import { mustHoldTier } from './tier';
import { mustNotBeStopped } from './kill-switch';
import { loadPayload, PayloadMismatch, type Payload } from './payloads';
import { PermitRefused, usePermit, type Permit, type PermitVerifier } from './permit';
import { holdsErased } from '../personal-data/erased';
import { holdOffErasure } from '../personal-data/erasure-lock';
import { sealWrites } from './sealed-writes';

export interface ExecutionRequest {
  actionId: string;
  digest: string;
  permit: string;
}

/** Renders a document change to bytes (libs/documents). */
export type RenderDocument = (content: unknown) => Promise<Buffer>;

/**
 * Carries out permitted changes, each once: in the Postgres CRM itself, or through the carrier of a hosted CRM where
 * that holds what is changed.
 */
export class Executor {
  constructor(
    private readonly parts: {
      pool: Pool;
      store: EventStore;
      sealer: Sealer;
      permits: PermitVerifier;
      render: RenderDocument;
      clock: Clock;
      /** Called when the CRM has changes to be read. */
      changed: () => void;
      hosted?: HostedCarrier | null;
    },
  ) {}

  /**
   * Idempotent: the permit, the kill switch, the write, its change capture and the outcome event are one
   * transaction under the lock of the action's stream, so a crash leaves all of it or nothing, and a repeated
   * call finds the outcome. @throws PayloadMissing and database errors – the caller tries again
   */
  async execute({ actionId, digest, permit: token }: ExecutionRequest): Promise<ExecutionResult> {
    const { store, permits, hosted } = this.parts;
    try {
      const permit = await permits.read(token, actionId, digest);
      const events = await store.read(executionStream(actionId));
      const before = outcomeOf(events);
      if (before) return before;
      // Begun and not ended: there is something under way to a hosted CRM, which is brought to its end.
      if (events.length > 0 && hosted) return await hosted.settle(actionId);
      const payload = await loadPayload(this.parts.pool, actionId, digest);
      const change = (await this.parts.sealer.openDeep(payload.change)) as Change;
      if (hosted?.holds(change)) return await hosted.execute({ actionId, digest, permit, payload, change });
      const document = change.kind === 'document' && !payload.erased ? await this.render(change.content) : undefined;
      const result = await store.transact([executionStream(actionId)], (tx) =>
        this.once(tx, { actionId, digest, permit, payload, change, ...(document ? { document } : {}) }),
      );
      this.parts.changed();
      return result;
    } catch (error) {
      if (error instanceof PermitRefused || error instanceof PayloadMismatch) {
        return { outcome: 'refused', reason: error.message };
      }
      throw error;
    }
  }

  private async once(
    tx: Parameters<Parameters<EventStore['transact']>[1]>[0],
    work: {
      actionId: string;
      digest: string;
      permit: Permit;
      payload: Payload;
      change: Change;
      document?: ChangeContext['document'];
    },
  ): Promise<ExecutionResult> {
    const { actionId, digest, permit, payload, change } = work;
    const stream = executionStream(actionId);
    const before = outcomeOf(await tx.read(stream));
    if (before) return before;
    await holdOffErasure(tx.client);
    await mustHoldTier(tx.client, payload.proposal, permit);
    await mustHoldFacts(tx.client, payload.proposal, permit);
    await usePermit(tx.client, permit);
    await writeAs(tx.client, { by: actionId, cause: actionId });
    const now = await businessNow(tx.client, this.parts.clock);
    const context: ChangeContext = {
      actionId,
      proposedAt: payload.receivedAt,
      now,
      ...(work.document ? { document: work.document } : {}),
    };
    const event = (type: string, data: Record<string, unknown>): EventToAppend =>
      executionEvent(actionId, permit, this.parts.clock.now(), type, data);
    const started = event('ExecutionStarted', { digest, permitId: permit.permitId, killEpoch: permit.killEpoch });
    const gone = payload.erased || (await holdsErased(tx.client, payload.change));
    const attempt = gone
      ? { failure: PERSON_ERASED }
      : await attempted(tx.client, () => applyChange(tx.client, change, context));
    // After the write, which may have waited for locks or take long: what is refused here is rolled back.
    await mustNotBeStopped(tx.client, payload.proposal, permit);
    this.parts.permits.mustBeFresh(permit);
    if ('failure' in attempt) {
      const { reason, code } = attempt.failure;
      await tx.append(stream, 'none', [started, event('ActionFailed', { reason, code })]);
      return { outcome: 'failed', reason };
    }
    const executed = event('ActionExecuted', {
      undoable: attempt.applied.writes.length > 0,
      note: attempt.applied.note,
    });
    (executed.data as Record<string, unknown>)['writes'] = await sealWrites(
      this.parts.sealer,
      executed.id,
      attempt.applied.writes,
    );
    await tx.append(stream, 'none', [started, executed]);
    return { outcome: 'executed' };
  }

  private async render(content: unknown): Promise<{ digest: string; bytes: Buffer }> {
    const bytes = await this.parts.render(content);
    return { digest: createHash('sha256').update(bytes).digest('hex'), bytes };
  }
}

/** Runs the write behind a savepoint, so that a change that cannot happen leaves nothing and is still recorded. */
async function attempted(
  client: PoolClient,
  work: () => Promise<Applied>,
): Promise<{ applied: Applied } | { failure: Failure }> {
  await client.query('savepoint before_write');
  try {
    return { applied: await work() };
  } catch (error) {
    const failure = failureOf(error);
    if (!failure) throw error;
    await client.query('rollback to savepoint before_write');
    return { failure };
  }
}

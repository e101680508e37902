import { eventId, type Proposal } from '@salesagent/canon/events';
import { InvalidEventError, type EventStore, type EventToAppend, type StreamBatch } from '@salesagent/event-store';
import { proposalDigest } from '@salesagent/governance';
import type { Action } from './define';
import type { ActionStates } from './action-states';
import type { Evaluation, EvaluationQueue } from './evaluation-queue';
import { batchStream, fieldsBatches } from './fields-batches';
import type { Evaluated } from './outcome';
import { personalIn, withSealed, type Seals } from './personal';
import { reconcile, streamOf, type ActionState, type Reconciled } from './reconcile';
import { withoutRefused } from './refused';
import type { ActionSettings } from './settings';
import { stamp } from './stamp';

/** One evaluation on its way into the log. */
export interface Taken {
  evaluated: Evaluated;
  cause: string;
  correlationId: string;
  traceparent: string | null;
  requests: string[];
  /** The queue row it answers; null in a pass over all subjects. */
  row: Evaluation | null;
}

export interface CommitOptions {
  store: EventStore;
  states: ActionStates;
  queue: EvaluationQueue;
  seals: Seals | null;
  /** Business instant of what is appended. */
  occurredAt: Date;
  /** Real time. */
  now: Date;
  businessDate: string;
  settings: ReadonlyMap<string, ActionSettings>;
  actions: ReadonlyMap<string, Action>;
}

export interface Planned {
  taken: Taken;
  before: ActionState;
  reconciled: Reconciled;
  events: EventToAppend[];
}

/** Subjects in one transaction; also the most rows of one batch of agent fields. */
export const COMMIT_SIZE = 1_000;

/**
 * Writes what evaluations came to: events, states and the struck-off queue rows in one transaction, so that a kill at
 * any moment leaves either all of it or none, and the same look taken again adds nothing. A subject whose stream moved
 * meanwhile is left in the queue. A look whose event the log refuses comes to nothing, and keeps no other from its own.
 */
export async function commit(taken: readonly Taken[], options: CommitOptions): Promise<void> {
  const { store, states, queue, actions } = options;
  const before = await states.read(store.pool, [...new Set(taken.map((t) => streamOf(t.evaluated)))]);
  const planned: Planned[] = [];
  for (const t of taken) {
    const state = before.get(streamOf(t.evaluated))!;
    const effect = actions.get(t.evaluated.action)!.effect;
    const reconciled = reconcile(t.evaluated, state, { effect, now: options.now, requests: t.requests });
    if (reconciled.events.length > 0) planned.push({ taken: t, before: state, reconciled, events: [] });
  }
  const quiet = taken.filter((t) => !planned.some((p) => p.taken === t));
  await queue.done(store.pool, rowsOf(quiet));
  if (planned.length === 0) return;
  await sealAndStamp(planned, options);
  try {
    await write(planned, options);
  } catch (error) {
    if (!(error instanceof InvalidEventError)) throw error;
    await commit(withoutRefused(planned, store, error), options);
  }
}

async function write(planned: readonly Planned[], options: CommitOptions): Promise<void> {
  const { store, states, queue } = options;
  const batchStreams = [...new Set(planned.filter((p) => p.reconciled.copyFields).map((p) => batchStream(p.taken)))];
  const streams = planned.map((p) => p.before.stream);
  await store.transact([...streams, ...batchStreams], async (tx) => {
    const struck = await queue.done(tx.client, rowsOf(planned.map((p) => p.taken)));
    const held = await states.read(tx.client, [...streams, ...batchStreams], true);
    const valid = planned.filter((p) => {
      const asked = p.taken.row === null || struck.has(p.taken.row.revision);
      return asked && sameState(held.get(p.before.stream)!, p.before);
    });
    const batches: StreamBatch[] = valid.map((p) => ({
      stream: p.before.stream,
      expected: p.before.version === 0 ? 'none' : p.before.version,
      events: p.events,
    }));
    const fieldBatches = fieldsBatches(valid, held, options);
    const results = await tx.appendMany([...batches, ...fieldBatches.map((b) => b.batch)]);
    const versions = new Map(results.map((r) => [r.stream, r.version]));
    const after = [...valid.map((p) => p.reconciled.state), ...fieldBatches.map((b) => b.state)];
    await states.write(
      tx.client,
      after.map((s) => ({ ...s, version: versions.get(s.stream) ?? s.version })),
    );
    // A look of a pass has no row of its own: it gets one, as the pass is struck off as a whole.
    const missed = planned.filter(
      (p) => !valid.includes(p) && (p.taken.row === null || struck.has(p.taken.row.revision)),
    );
    await queue.add(
      tx.client,
      missed.map((p) => askAgain(p.taken)),
    );
  });
}

const rowsOf = (taken: readonly Taken[]): Evaluation[] => taken.flatMap((t) => (t.row ? [t.row] : []));

const sameState = (a: ActionState, b: ActionState): boolean =>
  a.version === b.version && a.status === b.status && a.actionId === b.actionId;

function askAgain(taken: Taken) {
  const { evaluated, cause, correlationId, traceparent, requests } = taken;
  const { action, subject } = evaluated;
  return { action, subject, cause, correlationId, traceparent, requestId: requests[0] ?? null, importRecordedAt: null };
}

/** Gives events their ids (by their place in the stream), and seals marked texts under them. */
async function sealAndStamp(planned: Planned[], options: CommitOptions): Promise<void> {
  for (const p of planned) {
    p.events = p.reconciled.events.map((event, i) => ({
      id: eventId(p.taken.cause, p.before.stream, event.type, p.before.version + i + 1),
      type: event.type,
      data: event.data,
      ...stamp(p.taken, options),
    }));
  }
  const marked = planned.flatMap((p) =>
    p.events.flatMap((e) =>
      personalIn(e.data).map(({ subject, value, about }) => ({ subject, value, about, eventId: e.id })),
    ),
  );
  if (marked.length === 0) return;
  if (!options.seals) throw new Error('An action drafts personal text, but its service was given no sealer');
  const sealed = (await options.seals.sealMany(marked)).values();
  for (const p of planned) {
    p.events = p.events.map((e) => {
      if (personalIn(e.data).length === 0) return e;
      const data = withSealed(e.data, sealed) as Record<string, unknown>;
      // The decision binds the change as it is stored.
      return {
        ...e,
        data: e.type === 'ActionProposed' ? { ...data, digest: proposalDigest(data as unknown as Proposal) } : data,
      };
    });
  }
}

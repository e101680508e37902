import type { Pool } from 'pg';
import { eventId } from '@salesagent/canon/events';
import { recordRef, RECORD_TYPES, type Clock } from '@salesagent/canon/sales';
import type { CrmConnector } from '@salesagent/crm';
import type { EventStore } from '@salesagent/event-store';
import type { Sealer } from '@salesagent/sealing';
import { FIRST_TIERING, scopesOf } from '@salesagent/governance';
import { holdOffErasure } from '../../personal-data/erasure-lock';
import type { SessionLocks } from '../../session-locks';
import { missing } from '../../sync/backfill';
import { countWindowHits } from '../../sync/metrics';
import { databaseNow } from '../../sync/sync-state';
import { writtenByNewer } from '../newer-batches';
import { executionStream, outcomeOf, type ExecutionResult, type Failure } from '../outcome';
import { loadPayload } from '../payloads';
import { enterSent, lockWritten, type ReadBack } from './enter';
import { withoutErasedWords } from './erased-write';
import { finishExecution, finishUndo } from './finish';
import type { Leave } from './leave';
import { countTry, lockPending, nextOpen, pendingWrites, type PendingWrite, type Purpose } from './pending';
import { asBegun, sendTogether, type Sent } from './send';
import { withoutNewer } from './superseded';

export interface SettleParts {
  pool: Pool;
  store: EventStore;
  sealer: Sealer;
  connector: CrmConnector;
  locks: SessionLocks;
  clock: Clock;
}

/** Another attempt at the same action, or a write to the same record, is under way: ask again. */
export class ExecutionBusy extends Error {
  override readonly name = 'ExecutionBusy';
}

/** Writes sent and entered together, as many as one request takes at most: a crash repeats so many, by their keys. */
const CHUNK = 100;
/** How long a record is waited for that another action writes to, in milliseconds. */
const PATIENCE = 2_000;

/**
 * Brings what is under way to its end: sends what has no result yet, enters it into the copy, and with the last one
 * appends the outcome. Any attempt may end anywhere; the next one goes on. One attempt at a time, over instances.
 * @throws ExecutionBusy, CrmUnavailable … – nothing is lost, the caller tries again
 */
export async function settle(
  parts: SettleParts,
  actionId: string,
  purpose: Purpose['purpose'],
): Promise<{ result: ExecutionResult; refused: Failure | null }> {
  const held = await parts.locks.tryLock([`execution ${actionId}`]);
  if (!held) throw new ExecutionBusy(`${actionId} is being carried out; ask again`);
  try {
    const leave = purpose === 'execute' ? await leaveOf(parts, actionId) : null;
    for (;;) {
      const chunk = await nextOpen(parts.pool, actionId, purpose, CHUNK);
      const ended = await settleChunk(parts, actionId, purpose, chunk, leave);
      if (ended) return ended;
    }
  } finally {
    await held.release();
  }
}

async function settleChunk(
  parts: SettleParts,
  actionId: string,
  purpose: Purpose['purpose'],
  chunk: readonly PendingWrite[],
  leave: Leave | null,
): Promise<{ result: ExecutionResult; refused: Failure | null } | null> {
  const records = chunk.map(({ type, id }) => `crm write ${type}/${id}`);
  const held = await parts.locks.lock(records, PATIENCE);
  if (!held) throw new ExecutionBusy(`another action writes to a record of ${actionId}; ask again`);
  try {
    await countTry(
      parts.pool,
      chunk.map(({ key }) => key),
    );
    const ids = chunk.map(({ id }) => id);
    const newer = leave?.isBatch ? await writtenByNewer(parts.pool, actionId, ids) : new Map<string, Set<string>>();
    const known = await asBegun(parts, chunk);
    const left = known.map((pending) => withoutNewer(pending, newer));
    const toSend = left.flatMap((one) => ('pending' in one ? [one.pending] : []));
    const superseded = left.flatMap((one) => ('superseded' in one ? [one.superseded] : []));
    const { sent: told, broken } = await sendTogether(parts, toSend, leave);
    const sent = [...superseded, ...told];
    const ended = await enterChunk(parts, actionId, purpose, sent);
    if (broken) throw broken.error;
    return ended;
  } finally {
    await held.release();
  }
}

/** One transaction: results, the copy, and the outcome when nothing is open any more. */
async function enterChunk(
  parts: SettleParts,
  actionId: string,
  purpose: Purpose['purpose'],
  sent: readonly Sent[],
): Promise<{ result: ExecutionResult; refused: Failure | null } | null> {
  const stream = executionStream(actionId);
  const executed = eventId(`execution:${actionId}`, stream, 'ActionExecuted');
  for (;;) {
    const asides = await asidesOf(parts.pool, sent);
    const back = await readBack(parts, sent, asides);
    let [hits, lost] = [0, 0];
    const done = await parts.store.transact([stream], async (tx) => {
      const events = await tx.read(stream);
      const before = outcomeOf(events);
      if (before && purpose === 'execute') return { result: before, refused: null };
      await holdOffErasure(tx.client);
      await lockWritten(tx.client, sent);
      const open = await lockPending(
        tx.client,
        sent.map(({ pending }) => pending.key),
      );
      // The sync set something aside after this was read: it is read once more.
      if ([...open.values()].some((w) => w.setAside !== (asides.get(w.key) ?? 0))) return 'again' as const;
      const mine: Sent[] = [];
      for (const one of sent) {
        const pending = open.get(one.pending.key);
        if (pending) mine.push(await withoutErasedWords(tx.client, { ...one, pending }));
      }
      const by = purpose === 'undo' ? (mine[0]?.pending.plan.by ?? 'unknown') : actionId;
      const entered = await enterSent(tx.client, parts.sealer, mine, back, { by, actionId, eventId: executed });
      hits = entered.reduce((sum, one) => sum + ('hit' in one ? one.hit : 0), 0);
      lost = entered.reduce((sum, one) => sum + ('lost' in one ? one.lost.length : 0), 0);
      if ((await pendingWrites(tx.client, actionId, purpose, 'open', 1)).length > 0) return null;
      if (purpose === 'execute') {
        return { result: await finishExecution(tx, parts.clock, actionId, events), refused: null };
      }
      return { result: { outcome: 'executed' as const }, refused: await finishUndo(tx, parts.clock, actionId, events) };
    });
    countWindowHits(hits, 'put back');
    countWindowHits(lost, 'refused');
    if (done !== 'again') return done;
  }
}

async function asidesOf(pool: Pool, sent: readonly Sent[]): Promise<Map<string, number>> {
  const { rows } = await pool.query<{ key: string; n: number }>(
    'select key, set_aside as n from gateway.hosted_write where key = any($1)',
    [sent.map(({ pending }) => pending.key)],
  );
  return new Map(rows.map(({ key, n }) => [key, n]));
}

/** Records as the CRM holds them after the writes, also those the sync left to us. */
async function readBack(
  { pool, connector }: SettleParts,
  sent: readonly Sent[],
  asides: ReadonlyMap<string, number>,
): Promise<ReadBack> {
  const askedAt = await databaseNow(pool);
  const states: ReadBack['states'][number][] = [];
  for (const type of RECORD_TYPES) {
    const ids = sent.filter((one) => one.pending.type === type).flatMap((one) => idToRead(one, asides));
    if (ids.length > 0) states.push(...(await connector.read(type, ids)).values());
  }
  const readAt = await databaseNow(pool);
  const seen = new Set(states.map((state) => recordRef(state.type, state.id)));
  // Only what we deleted or did not find: what was just created may take a moment to be readable.
  const gone = sent.filter(({ pending, failure }) => pending.operation === 'delete' || failure?.code === 'not-found');
  for (const { pending } of gone) {
    const { type, id } = pending;
    if (!seen.has(recordRef(type, id))) states.push(missing(type, id, readAt));
  }
  return { states, askedAt, readAt };
}

function idToRead(one: Sent, asides: ReadonlyMap<string, number>): string[] {
  const { pending } = one;
  // What was not created has no id in the CRM.
  if (one.failure) return pending.operation === 'create' ? [] : [pending.id];
  if (one.result === null) return asides.get(pending.key) === 0 ? [] : [pending.id];
  return [one.result.id];
}

async function leaveOf({ pool, store }: SettleParts, actionId: string): Promise<Leave> {
  const started = (await store.read(executionStream(actionId))).find((e) => e.type === 'ExecutionStarted');
  if (!started) throw new Error(`${actionId} has writes under way and no start in its stream`);
  const { digest, killEpoch } = started.data as { digest: string; killEpoch: number };
  const { proposal, change } = await loadPayload(pool, actionId, digest);
  // Nobody waits for scores; what a person has decided goes first.
  const isBatch = change.kind === 'fields-batch';
  const waits = !isBatch || proposal.action === FIRST_TIERING;
  return { scopes: scopesOf(proposal), killEpoch, priority: waits ? 'approval' : 'background', isBatch };
}

import type { Pool } from 'pg';
import {
  CrmForbidden,
  type CrmConnector,
  type CrmWrite,
  type FieldValues,
  type WriteOutcome,
  type WriteResult,
} from '@salesagent/crm';
import type { Sealer } from '@salesagent/sealing';
import { failureOf, PERSON_ERASED, type Failure } from '../outcome';
import { speaksOfErased, withoutSealed } from './erased-write';
import { begin, mayStillBegin, Stopped, type Leave } from './leave';
import type { PendingWrite } from './pending';

export interface Sending {
  pool: Pool;
  connector: CrmConnector;
  sealer: Sealer;
}

export type Sent = { pending: PendingWrite; plan: { set: FieldValues; local: FieldValues } } & (
  | {
      result: WriteResult | null;
      /** An earlier attempt had begun it. */
      resumed: boolean;
      failure?: never;
    }
  | { failure: Failure; resumed?: never }
);

const STOPPED: Failure = { reason: 'the kill switch was thrown before it was sent', code: 'stopped' };

/** What nothing was sent of for so long was permitted on another day's facts: it is proposed anew. In seconds. */
const SENT_WITHIN = { single: 15 * 60, batch: 24 * 60 * 60 };
const PERMIT_EXPIRED: Failure = {
  reason:
    'the CRM took no writes for so long after it was permitted that it was not sent any more; it is proposed anew on what is known when its agent looks again',
  code: 'permit-expired',
};

/** What was sent has an outcome; what is open has none yet, and why is told once for all of it. */
export interface SentTogether {
  sent: Sent[];
  broken: { error: unknown } | null;
}

/**
 * Sends writes of one action together, as {@link asBegun} tells them, each under its own key, so that one sent before is
 * found and not repeated. What has begun to be sent may finish; what has not is stopped by the kill switch, which is
 * asked before each request. A write that is left open – the CRM is away, the quota used up, or what else is not the
 * write's own fault – keeps no other one from its outcome.
 */
export async function sendTogether(
  parts: Sending,
  planned: readonly PendingWrite[],
  leave: Leave | null,
): Promise<SentTogether> {
  const sent: Sent[] = [];
  const toSend = await notRefused(parts, planned, leave, sent);
  const begun = await begin(parts.pool, toSend, leave);
  const opened: Opened[] = [];
  for (const pending of toSend) {
    if (!begun.has(pending.key)) sent.push({ ...nothing(pending), failure: STOPPED });
    else {
      const { set, expect, local } = (await parts.sealer.openDeep(pending.plan)) as PendingWrite['plan'];
      const plan = { set, local };
      // Only the copy holds what it sets.
      if (pending.operation === 'update' && Object.keys(set).length === 0)
        sent.push({ pending, plan, result: null, resumed: false });
      else opened.push({ pending, plan, expect });
    }
  }
  return withOutcomes(parts, opened, leave, sent);
}

/** Writes by what has really begun: an attempt may have ended before anything of them was asked of the CRM. */
export async function asBegun(
  { pool, connector }: Pick<Sending, 'pool' | 'connector'>,
  writes: readonly PendingWrite[],
): Promise<PendingWrite[]> {
  const before = writes.filter(({ state }) => state === 'sent');
  const begun = await mayHaveBegun(connector, before);
  const not = new Set(before.filter(({ key }) => !begun.has(key)));
  await notBegun(pool, [...not]);
  return writes.map((one) => (not.has(one) ? { ...one, state: 'planned' } : one));
}

/** Those that may be sent; the others go to `sent` with why they are not. */
async function notRefused(
  { pool }: Sending,
  planned: readonly PendingWrite[],
  leave: Leave | null,
  sent: Sent[],
): Promise<PendingWrite[]> {
  const toSend: PendingWrite[] = [];
  for (const one of planned) {
    const erased = await speaksOfErased(pool, one);
    const pending = erased ? withoutSealed(one) : one;
    // What has begun to be sent may be in the CRM: it is not told as if it were not.
    const failure =
      one.state === 'sent' ? null : erased ? PERSON_ERASED : leave && isTooLate(one, leave) && PERMIT_EXPIRED;
    if (failure) sent.push({ ...nothing(pending), failure });
    else toSend.push(pending);
  }
  return toSend;
}

interface Opened {
  pending: PendingWrite;
  plan: Sent['plan'];
  expect: FieldValues;
}

async function withOutcomes(
  { pool, connector }: Sending,
  opened: readonly Opened[],
  leave: Leave | null,
  sent: Sent[],
): Promise<SentTogether> {
  if (opened.length === 0) return { sent, broken: null };
  const writes = opened.map(({ pending: { key, type, id, operation }, plan: { set }, expect }): CrmWrite => {
    const expected = Object.keys(expect).length > 0 ? { expect } : {};
    return { key, type, id, operation, set, priority: leave?.priority ?? 'approval', ...expected };
  });
  const { actionId } = opened[0]!.pending;
  const outcomes = await connector
    .writeMany(writes, { by: actionId, cause: actionId }, leave ? () => mayStillBegin(pool, leave) : undefined)
    .catch((error: unknown) => opened.map((): WriteOutcome => ({ error })));
  const failed = opened.filter((_, index) => !outcomes[index]!.result).map(({ pending }) => pending);
  const begun = await mayHaveBegun(connector, failed);
  let broken: SentTogether['broken'] = null;
  const untouched: PendingWrite[] = [];
  for (const [index, { pending, plan }] of opened.entries()) {
    const { result, error } = outcomes[index]!;
    // Whether an attempt that may have reached the CRM was accepted, a refusal of this one does not tell.
    const failure = !result && !(error instanceof CrmForbidden && begun.has(pending.key)) ? failureOf(error) : null;
    if (result) sent.push({ pending, plan, result, resumed: pending.state === 'sent' });
    else if (error instanceof Stopped) sent.push({ ...nothing(pending), failure: STOPPED });
    else if (failure) sent.push({ pending, plan, failure });
    else {
      broken ??= { error };
      if (!begun.has(pending.key)) untouched.push(pending);
    }
  }
  // Nothing of them is in the CRM: the kill switch stops them still, and they keep no record from the sync.
  await notBegun(pool, untouched);
  return { sent, broken };
}

function nothing(pending: PendingWrite): { pending: PendingWrite; plan: Sent['plan'] } {
  return { pending, plan: { set: {}, local: {} } };
}

/** A permit is good for half a minute; from the plan on it may wait for the CRM, but not as long as one likes. */
function isTooLate({ plannedFor }: PendingWrite, { isBatch }: Leave): boolean {
  return plannedFor > (isBatch ? SENT_WITHIN.batch : SENT_WITHIN.single);
}

async function mayHaveBegun(connector: CrmConnector, writes: readonly PendingWrite[]): Promise<ReadonlySet<string>> {
  const keys = writes.map(({ key }) => key);
  return keys.length > 0 && connector.begun ? connector.begun(keys) : new Set(keys);
}

/** What the sync has left to them it reads again: they may end without, and it has gone on since. */
async function notBegun(pool: Pool, writes: readonly PendingWrite[]): Promise<void> {
  if (writes.length === 0) return;
  await pool.query(
    `with marked as (
       select key, set_aside from gateway.hosted_write where key = any($1) and state = 'sent' order by key for update
     ), planned as (
       update gateway.hosted_write w set state = 'planned', set_aside = 0, set_aside_by = null
       from marked where w.key = marked.key returning w.record_type, w.record_id, marked.set_aside
     )
     insert into gateway.sync_hint (record_type, record_id)
     select distinct record_type, record_id from planned where set_aside > 0 order by 1, 2
     on conflict (record_type, record_id) do update set record_id = excluded.record_id`,
    [writes.map(({ key }) => key)],
  );
}

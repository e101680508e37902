import type { Pool } from 'pg';
import { CrmForbidden, type CrmConnector, type FieldValues, type Priority, type WriteResult } from '@salesagent/crm';
import type { Sealer } from '@salesagent/sealing';
import { failureOf, PERSON_ERASED, type Failure } from '../outcome';
import { speaksOfErased, withoutSealed } from './erased-write';
import type { PendingWrite } from './pending';

export interface Sending {
  pool: Pool;
  connector: CrmConnector;
  sealer: Sealer;
}

/** Whether an action may still begin to write: its scopes, and the kill switch's epoch its permit carries. */
export interface Leave {
  scopes: readonly string[];
  killEpoch: number;
  priority: Priority;
  /** Many rows of one kind: it is sent for as long as it takes, within a day. */
  isBatch: boolean;
}

export type Sent = { pending: PendingWrite; plan: { set: FieldValues; local: FieldValues } } & (
  { result: WriteResult | null; failure?: never } | { failure: Failure }
);

const STOPPED: Failure = { reason: 'the kill switch was thrown before it was sent', code: 'stopped' };

/** What nothing was sent of for so long was permitted on another day's facts: it is proposed anew. In seconds. */
const SENT_WITHIN = { single: 15 * 60, batch: 24 * 60 * 60 };
const PERMIT_EXPIRED: Failure = {
  reason: 'the CRM took no writes for so long after it was permitted that it was not sent any more',
  code: 'permit-expired',
};

/**
 * Sends one write under its own key, so that one sent before is found and not repeated. What has begun to be sent may
 * finish; what has not is stopped by the kill switch.
 * @throws CrmUnavailable, QuotaExhausted and what else leaves the outcome open – the caller tries again
 */
export async function send(parts: Sending, planned: PendingWrite, leave: Leave | null): Promise<Sent> {
  const { pool, connector, sealer } = parts;
  const erased = await speaksOfErased(pool, planned);
  const pending = erased ? withoutSealed(planned) : planned;
  const nothing = { pending, plan: { set: {}, local: {} } };
  // An attempt may have ended before anything was asked of the CRM.
  const open = planned.state === 'sent' && (await mayHaveBegun(connector, planned));
  if (planned.state === 'sent' && !open) await notBegun(pool, planned);
  // What has begun to be sent may be in the CRM: it is not told as if it were not.
  if (erased && !open) return { ...nothing, failure: PERSON_ERASED };
  if (leave && !open && isTooLate(pending, leave)) return { ...nothing, failure: PERMIT_EXPIRED };
  if (!(await begin(pool, pending, leave))) return { ...nothing, failure: STOPPED };
  const { set, expect, local } = (await sealer.openDeep(pending.plan)) as PendingWrite['plan'];
  const plan = { set, local };
  const { key, type, id, operation, actionId } = pending;
  if (operation === 'update' && Object.keys(set).length === 0) return { pending, plan, result: null };
  try {
    const expected = Object.keys(expect).length > 0 ? { expect } : {};
    const write = { key, type, id, operation, set, priority: leave?.priority ?? 'approval', ...expected };
    return { pending, plan, result: await connector.write(write, { by: actionId, cause: actionId }) };
  } catch (error) {
    const begun = await mayHaveBegun(connector, pending);
    // Whether an attempt that may have reached the CRM was accepted, a refusal of this one does not tell.
    const failure = error instanceof CrmForbidden && begun ? null : failureOf(error);
    if (failure) return { pending, plan, failure };
    // Nothing of it is in the CRM: the kill switch stops it still, and it keeps no record from the sync.
    if (!begun) await notBegun(pool, pending);
    throw error;
  }
}

/** A permit is good for half a minute; from the plan on it may wait for the CRM, but not as long as one likes. */
function isTooLate({ plannedFor }: PendingWrite, { isBatch }: Leave): boolean {
  return plannedFor > (isBatch ? SENT_WITHIN.batch : SENT_WITHIN.single);
}

async function mayHaveBegun(connector: CrmConnector, { key }: PendingWrite): Promise<boolean> {
  return (await connector.begun?.(key)) ?? true;
}

async function notBegun(pool: Pool, { key }: PendingWrite): Promise<void> {
  await pool.query(`update gateway.hosted_write set state = 'planned' where key = $1 and state = 'sent'`, [key]);
}

/** From here on it may have happened. */
async function begin(pool: Pool, { key }: PendingWrite, leave: Leave | null): Promise<boolean> {
  const { rowCount } = await pool.query(
    `update gateway.hosted_write set state = 'sent' where key = $1 and (state = 'sent' ${
      leave
        ? `or not exists (select from orchestrator.kill_epoch where scope = any($2) and (stopped or epoch > $3))`
        : 'or true'
    })`,
    leave ? [key, leave.scopes, leave.killEpoch] : [key],
  );
  return rowCount === 1;
}

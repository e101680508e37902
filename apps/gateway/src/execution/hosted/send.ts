import type { Pool } from 'pg';
import { CrmForbidden, type CrmConnector, type FieldValues, type Priority, type WriteResult } from '@salesagent/crm';
import type { Sealer } from '@salesagent/sealing';
import { holdsErased } from '../../personal-data/erased';
import { failureOf, PERSON_ERASED, type Failure } from '../outcome';
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
}

export type Sent = { pending: PendingWrite; plan: { set: FieldValues; local: FieldValues } } & (
  { result: WriteResult | null; failure?: never } | { failure: Failure }
);

const STOPPED: Failure = { reason: 'the kill switch was thrown before it was sent', code: 'stopped' };

/**
 * Sends one write under its own key, so that one sent before is found and not repeated. What has begun to be sent may
 * finish; what has not is stopped by the kill switch.
 * @throws CrmUnavailable, QuotaExhausted and what else leaves the outcome open – the caller tries again
 */
export async function send(parts: Sending, pending: PendingWrite, leave: Leave | null): Promise<Sent> {
  const { pool, connector, sealer } = parts;
  const nothing = { pending, plan: { set: {}, local: {} } };
  if (await holdsErased(pool, pending.plan)) return { ...nothing, failure: PERSON_ERASED };
  // An attempt may have ended before anything was asked of the CRM.
  if (pending.state === 'sent' && !(await mayHaveBegun(connector, pending))) await notBegun(pool, pending);
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

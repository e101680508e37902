import type { Pool } from 'pg';
import type { Priority } from '@salesagent/crm';
import type { PendingWrite } from './pending';

/** Whether an action may still begin to write: its scopes, and the kill switch's epoch its permit carries. */
export interface Leave {
  scopes: readonly string[];
  killEpoch: number;
  priority: Priority;
  /** Many rows of one kind: it is sent for as long as it takes, within a day. */
  isBatch: boolean;
}

/** Why a write was kept from being sent. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
}

/** Whether the kill switch was used for one of the scopes $1 after epoch $2. */
const IS_STOPPED = 'exists (select from orchestrator.kill_epoch where scope = any($1) and (stopped or epoch > $2))';

/** From here on they may have happened. @returns the keys of those that may be sent */
export async function begin(
  pool: Pool,
  writes: readonly PendingWrite[],
  leave: Leave | null,
): Promise<ReadonlySet<string>> {
  if (writes.length === 0) return new Set();
  const { rows } = await pool.query<{ key: string }>(
    `update gateway.hosted_write set state = 'sent'
     where key = any($3) and (state = 'sent' or $1::text[] is null or not ${IS_STOPPED}) returning key`,
    [leave?.scopes ?? null, leave?.killEpoch ?? null, writes.map(({ key }) => key)],
  );
  return new Set(rows.map(({ key }) => key));
}

/**
 * Asked before each request that begins to write: the CRM may be slow, and its limits may have us wait, so that a batch
 * takes minutes from its start on. @throws Stopped
 */
export async function mayStillBegin(pool: Pool, { scopes, killEpoch }: Leave): Promise<void> {
  const { rows } = await pool.query<{ stopped: boolean }>(`select ${IS_STOPPED} as stopped`, [scopes, killEpoch]);
  if (rows[0]!.stopped) throw new Stopped('the kill switch was thrown');
}

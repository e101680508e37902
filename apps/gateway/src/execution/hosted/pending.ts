import type { ClientBase, Pool } from 'pg';
import { recordRef, type RecordType } from '@salesagent/canon/sales';
import type { Sealer } from '@salesagent/sealing';
import type { Write } from '../changes';
import type { Failure } from '../outcome';
import { sealWrites } from '../sealed-writes';
import type { PlannedWrite } from './plan';

/** What is under way: an action's writes, or those that take it back. */
export type Purpose = { purpose: 'execute' } | { purpose: 'undo'; by: string; reason: string };

/** A write that is decided and not yet entered into the copy, values sealed. */
export interface PendingWrite {
  key: string;
  actionId: string;
  ordinal: number;
  type: RecordType;
  id: string;
  operation: PlannedWrite['operation'];
  plan: Pick<PlannedWrite, 'set' | 'expect' | 'local'> & { by?: string; reason?: string; note?: string | null };
  state: 'planned' | 'sent' | 'entered' | 'failed';
  written: Write | null;
  failure: Failure | null;
  setAside: number;
  setAsideBy: string | null;
  /** Seconds since it was decided, by the database's clock. */
  plannedFor: number;
}

const COLUMNS = `key, action_id as "actionId", ordinal, record_type as type, record_id as id, operation, plan, state, written,
  failure, set_aside as "setAside", set_aside_by as "setAsideBy",
  extract(epoch from now() - planned_at)::float8 as "plannedFor"`;

/** Records the writes in the transaction that decides them, personal values sealed under `eventId`. */
export async function recordPlan(
  client: ClientBase,
  sealer: Sealer,
  work: { actionId: string; eventId: string; writes: readonly PlannedWrite[]; note: string | null } & Purpose,
): Promise<void> {
  const { actionId, purpose, note } = work;
  const told = purpose === 'undo' ? { by: work.by, reason: work.reason } : { note };
  const plans = await sealPlans(sealer, work.eventId, work.writes);
  const rows = work.writes.map(({ type, id, operation }, ordinal) => ({
    ...{ key: `${purpose}:${actionId}:${ordinal}`, action_id: actionId, purpose, ordinal, operation },
    ...{ record_type: type, record_id: id, plan: { ...plans[ordinal], ...told } },
  }));
  await client.query(
    `insert into gateway.hosted_write (key, action_id, purpose, ordinal, record_type, record_id, operation, plan)
     select key, action_id, purpose, ordinal, record_type, record_id, operation, plan from jsonb_to_recordset($1::jsonb)
       as x(key text, action_id text, purpose text, ordinal int, record_type text, record_id text, operation text, plan jsonb)`,
    [JSON.stringify(rows)],
  );
}

async function sealPlans(
  sealer: Sealer,
  eventId: string,
  writes: readonly PlannedWrite[],
): Promise<Pick<PlannedWrite, 'set' | 'expect' | 'local'>[]> {
  const parts = writes.flatMap(({ type, id, set, expect, local }) => [
    { record: recordRef(type, id), before: expect, after: set, recordVersion: 0 },
    { record: recordRef(type, id), before: null, after: local, recordVersion: 0 },
  ]);
  const sealed = await sealWrites(sealer, eventId, parts);
  return writes.map((_, i) => ({
    set: sealed[2 * i]!.after,
    expect: sealed[2 * i]!.before!,
    local: sealed[2 * i + 1]!.after,
  }));
}

/** Writes of an action in their order; `open` only those that have no result yet. */
export async function pendingWrites(
  client: Pool | ClientBase,
  actionId: string,
  purpose: Purpose['purpose'],
  which: 'open' | 'all' = 'all',
  limit = 1_000_000,
): Promise<PendingWrite[]> {
  const open = which === 'open' ? `and state in ('planned', 'sent')` : '';
  const { rows } = await client.query<PendingWrite>(
    `select ${COLUMNS} from gateway.hosted_write where action_id = $1 and purpose = $2 ${open} order by ordinal limit $3`,
    [actionId, purpose, limit],
  );
  return rows;
}

/** Those still without a result, held until the transaction ends. */
export async function lockPending(client: ClientBase, keys: readonly string[]): Promise<Map<string, PendingWrite>> {
  const { rows } = await client.query<PendingWrite>(
    `select ${COLUMNS} from gateway.hosted_write where key = any($1) and state in ('planned', 'sent') order by key for update`,
    [keys],
  );
  return new Map(rows.map((row) => [row.key, row]));
}

/** Actions with writes under way, oldest first. */
export async function underWay(pool: Pool): Promise<{ actionId: string; purpose: Purpose['purpose'] }[]> {
  const { rows } = await pool.query<{ actionId: string; purpose: Purpose['purpose'] }>(
    `select action_id as "actionId", purpose from gateway.hosted_write group by 1, 2 order by min(planned_at)`,
  );
  return rows;
}

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

/**
 * The writes of an action that are to be settled next, in their order. Those that an attempt has left open come
 * after all others, the longest untried first: a hundred that cannot be settled keep none behind them waiting. A write
 * to a record waits for an earlier one to it.
 */
export async function nextOpen(
  pool: Pool,
  actionId: string,
  purpose: Purpose['purpose'],
  most: number,
): Promise<PendingWrite[]> {
  const { rows } = await pool.query<PendingWrite>(
    `with open as (
       select key, ordinal, record_type, record_id, tried_at from gateway.hosted_write
       where action_id = $1 and purpose = $2 and state in ('planned', 'sent')
     ), free as (
       select key, ordinal, tried_at from open o
       where not exists (select from open e where e.record_type = o.record_type and e.record_id = o.record_id
                         and e.ordinal < o.ordinal)
     ), next as (
       select key from free where (tried_at is null) = exists (select from free where tried_at is null)
       order by tried_at, ordinal limit $3
     )
     select ${COLUMNS} from gateway.hosted_write where key in (select key from next) order by ordinal`,
    [actionId, purpose, most],
  );
  return rows;
}

/** An attempt begins; one that finds a record held by another action is none. */
export async function countTry(pool: Pool, keys: readonly string[]): Promise<void> {
  await pool.query(
    'update gateway.hosted_write set tries = tries + 1, tried_at = clock_timestamp() where key = any($1)',
    [keys],
  );
}

/** Those still without a result, held until the transaction ends. */
export async function lockPending(client: ClientBase, keys: readonly string[]): Promise<Map<string, PendingWrite>> {
  const { rows } = await client.query<PendingWrite>(
    `select ${COLUMNS} from gateway.hosted_write where key = any($1) and state in ('planned', 'sent') order by key for update`,
    [keys],
  );
  return new Map(rows.map((row) => [row.key, row]));
}

/** Seconds until a write that was tried is due again where nobody waits for it: none, 30, 90, 210, at most ten minutes. */
const BACK_OFF = `least(30 * (power(2, least(tries, 10) - 1) - 1), 600) * interval '1 second'`;

/** Actions with a write under way that is due, the longest untried first. */
export async function underWay(pool: Pool): Promise<{ actionId: string; purpose: Purpose['purpose'] }[]> {
  const { rows } = await pool.query<{ actionId: string; purpose: Purpose['purpose'] }>(
    `select action_id as "actionId", purpose from gateway.hosted_write group by 1, 2
     having bool_or(state in ('planned', 'sent') and (tried_at is null or tried_at + ${BACK_OFF} <= now()))
     order by max(tried_at) nulls first, min(planned_at)`,
  );
  return rows;
}

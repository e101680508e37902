import type { ClientBase, Pool } from 'pg';
import { isSealed } from '@salesagent/canon/events';
import type { Change } from '@salesagent/canon/sales';
import type { FieldValues } from '@salesagent/crm';
import { ERASED_CHANGE, holdsErased } from '../../personal-data/erased';
import type { Failure } from '../outcome';
import type { PendingWrite } from './pending';
import type { Sent } from './send';

/** Nothing of it can be written any more, and it may have been before. */
const ERASED_SINCE: Failure = {
  reason: 'a person that this speaks of was erased after it had begun to be sent; the CRM may hold it',
  code: 'person-erased',
};

/**
 * Whether a write speaks of somebody who was erased since it was decided. What is to be created has no record yet that
 * an erasure could find, so the change it comes from is asked too. Rows of a batch are sealed for their own records.
 */
export async function speaksOfErased(
  client: Pool | ClientBase,
  { key, actionId, plan }: Pick<PendingWrite, 'key' | 'actionId' | 'plan'>,
): Promise<boolean> {
  if (await holdsErased(client, plan)) return true;
  // Taking it back takes words away.
  if (key.startsWith('undo:')) return false;
  const { rows } = await client.query<{ change: Change | typeof ERASED_CHANGE }>(
    `select p.change from gateway.payload p
     join gateway.event e on e.stream = 'execution-' || p.action_id and e.type = 'ExecutionStarted'
     where p.action_id = $1 and e.data ->> 'digest' = p.digest and p.change ->> 'kind' <> 'fields-batch'`,
    [actionId],
  );
  const change = rows[0]?.change;
  return change?.kind === ERASED_CHANGE.kind || (await holdsErased(client, change));
}

/** What is left of a write that has begun to be sent: it is finished, without what was sealed. */
export function withoutSealed(pending: PendingWrite): PendingWrite {
  const { set, expect, local } = pending.plan;
  return { ...pending, plan: { ...pending.plan, set: plain(set), expect: plain(expect), local: plain(local) } };
}

/** What was sent, without the words of somebody who was erased before it is entered. Erasures are held off meanwhile. */
export async function withoutErasedWords(client: ClientBase, sent: Sent): Promise<Sent> {
  if (sent.failure || !(await speaksOfErased(client, sent.pending))) return sent;
  const { set, local } = withoutSealed(sent.pending).plan;
  const plan = { set, local };
  const nothingLeft = Object.keys({ ...set, ...local }).length === 0;
  if (nothingLeft && sent.pending.operation !== 'delete') return { pending: sent.pending, plan, failure: ERASED_SINCE };
  return { ...sent, plan, result: sent.result && { ...sent.result, before: null, after: {} } };
}

function plain(fields: FieldValues): FieldValues {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => !isSealed(value)));
}

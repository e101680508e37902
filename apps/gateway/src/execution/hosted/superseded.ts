import type { FieldValues } from '@salesagent/crm';
import type { Failure } from '../outcome';
import type { PendingWrite } from './pending';
import type { Sent } from './send';

const SUPERSEDED: Failure = { reason: 'it already carries what the same action found later', code: 'superseded' };

/**
 * A row of a batch without the fields that a newer batch of the same action has set since it was planned; a failure when
 * nothing is left of it. What has begun to be sent is finished.
 */
export function withoutNewer(
  pending: PendingWrite,
  newer: ReadonlyMap<string, ReadonlySet<string>>,
): { pending: PendingWrite } | { superseded: Sent } {
  const fields = newer.get(pending.id);
  if (!fields || pending.state !== 'planned') return { pending };
  const still = (values: FieldValues): FieldValues =>
    Object.fromEntries(Object.entries(values).filter(([field]) => !fields.has(field)));
  const { set, expect, local } = pending.plan;
  const plan = { ...pending.plan, set: still(set), expect: still(expect), local: still(local) };
  if (Object.keys({ ...plan.set, ...plan.local }).length > 0) return { pending: { ...pending, plan } };
  return { superseded: { pending, plan: { set: {}, local: {} }, failure: SUPERSEDED } };
}

import type { ActionName, EffectClass } from '@salesagent/canon/sales';
import type { Ruling } from './decide';
import type { Policy } from './policy';

/** A proposal that is to be decided together with others. */
export interface OneOfMany {
  action: ActionName;
  effect: EffectClass;
  ruling: Ruling;
}

/**
 * Why some proposals cannot be approved at one stroke; null when they can. They are of one action, of an effect class
 * the policy names – notes and tasks, nothing that speaks to a customer or changes what people wrote – and each for one
 * person of the first rank to decide.
 */
export function bulkProblem(items: readonly OneOfMany[], { effects, most }: Policy['bulk']): string | null {
  const [first] = items;
  if (!first) return 'Nothing was chosen';
  if (items.length > most) return `${items.length} were chosen, ${most} can be approved at one stroke`;
  const actions = [...new Set(items.map((i) => i.action))];
  if (actions.length > 1)
    return `They are of different kinds (${actions.join(', ')}); only those of one kind can be approved at one stroke`;
  const risky = items.find((i) => !(effects as readonly EffectClass[]).includes(i.effect));
  if (risky)
    return `“${risky.effect}” is decided one by one; at one stroke only ${effects.join(', ') || 'nothing'} can be approved`;
  const { approver, secondApprover, why } = first.ruling;
  const higher = items.find((i) => i.ruling.approver.role !== 'owner' || i.ruling.secondApprover !== null);
  if (!higher) return null;
  const reason = higher === first ? { approver, secondApprover, why } : higher.ruling;
  return `One of them is not for its owner alone to decide, so each is decided by itself: ${reason.why.join('; ')}`;
}

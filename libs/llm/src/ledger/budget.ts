import { BudgetSpent, type BudgetScope } from '../errors';
import type { CallPurpose } from '../port';
import type { Estimate, Spending } from './ledger';

/** What may be spent in a day, UTC, by a company, one of its agents or one of an agent's actions. */
export interface BudgetLimit {
  scope: BudgetScope;
  usd?: number;
  /** Input and output. */
  tokens?: number;
}

/** The scopes a call counts for, widest first. */
export function scopesOf({ company, agent, action }: CallPurpose): BudgetScope[] {
  return [{ company }, { company, agent }, { company, agent, action }];
}

export function sameScope(one: BudgetScope, other: BudgetScope): boolean {
  return one.company === other.company && one.agent === other.agent && one.action === other.action;
}

/** The limits that hold for a call. */
export function limitsFor(limits: readonly BudgetLimit[], purpose: CallPurpose): BudgetLimit[] {
  const scopes = scopesOf(purpose);
  return limits.filter(({ scope }) => scopes.some((each) => sameScope(each, scope)));
}

/** The first limit that would be passed; null when the call may be made. */
export function overspent(
  limits: readonly BudgetLimit[],
  spentBy: (scope: BudgetScope) => Spending,
  estimate: Estimate,
  at: Date,
): BudgetSpent | null {
  for (const { scope, usd, tokens } of limits) {
    const spent = spentBy(scope);
    if (usd !== undefined && spent.usd + (estimate.usd ?? 0) > usd) {
      return budgetSpent(scope, 'usd', usd, spent.usd, estimate.usd ?? 0, at);
    }
    if (tokens !== undefined && spent.tokens + estimate.tokens > tokens) {
      return budgetSpent(scope, 'tokens', tokens, spent.tokens, estimate.tokens, at);
    }
  }
  return null;
}

function budgetSpent(
  scope: BudgetScope,
  unit: 'usd' | 'tokens',
  limit: number,
  spent: number,
  estimate: number,
  at: Date,
): BudgetSpent {
  const freeAt = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate() + 1));
  const of = [scope.company, scope.agent, scope.action].filter(Boolean).join(' / ');
  const amount = (value: number) => (unit === 'usd' ? `$${value.toFixed(4)}` : `${value} tokens`);
  const remedy =
    estimate > limit
      ? 'One such call needs more than the whole day has; raise it in MODEL_BUDGETS_FILE.'
      : `Free again at ${freeAt.toISOString()}; it is set in MODEL_BUDGETS_FILE.`;
  const message = `The day's budget of ${of}, ${amount(limit)}, has ${amount(Math.max(0, limit - spent))} left and the call may use ${amount(estimate)}. ${remedy}`;
  return new BudgetSpent(message, scope, unit, limit, freeAt);
}

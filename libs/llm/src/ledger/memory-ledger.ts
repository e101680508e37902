import type { BudgetScope } from '../errors';
import { overspent, sameScope, scopesOf, type BudgetLimit } from './budget';
import {
  dayOf,
  tokensOf,
  type CallClosed,
  type CallOpened,
  type Estimate,
  type Ledger,
  type Spending,
  type SpendingBy,
  type SpendingQuery,
  type SpendingSum,
} from './ledger';

interface Call extends CallOpened {
  estimate: Estimate;
  closed?: CallClosed;
}

/** For one process and its life: evaluations, the command line, tests. */
export class MemoryLedger implements Ledger {
  private readonly calls = new Map<string, Call>();

  open(call: CallOpened, estimate: Estimate, limits: readonly BudgetLimit[]): Promise<void> {
    const error = overspent(limits, (scope) => this.sum(scope, dayOf(call.at)), estimate, call.at);
    if (error) return Promise.reject(error);
    this.calls.set(call.id, { ...call, estimate });
    return Promise.resolve();
  }

  close(id: string, closed: CallClosed): Promise<void> {
    const call = this.calls.get(id);
    if (call) call.closed ??= closed;
    return Promise.resolve();
  }

  spent(scope: BudgetScope, day: string): Promise<Spending> {
    return Promise.resolve(this.sum(scope, day));
  }

  sums({ company, from, to, by }: SpendingQuery): Promise<SpendingSum[]> {
    const sums = new Map<string, SpendingSum>();
    for (const call of this.calls.values()) {
      const day = dayOf(call.at);
      if (!call.closed || call.purpose.company !== company || day < from || day > to) continue;
      const of = by.map((part) => partOf(call, part));
      const key = JSON.stringify(of);
      const sum = sums.get(key) ?? { of, calls: 0, tokens: 0, usd: 0, estimatedTokens: 0, unpriced: 0 };
      sums.set(key, {
        of,
        calls: sum.calls + 1,
        tokens: sum.tokens + tokensOf(call.closed),
        usd: sum.usd + (call.closed.usd ?? 0),
        estimatedTokens: sum.estimatedTokens + call.closed.estimatedTokens,
        unpriced: sum.unpriced + (call.closed.usd === null ? 1 : 0),
      });
    }
    const largestFirst = (one: SpendingSum, other: SpendingSum) =>
      other.usd - one.usd || other.tokens - one.tokens || (JSON.stringify(one.of) < JSON.stringify(other.of) ? -1 : 1);
    return Promise.resolve([...sums.values()].sort(largestFirst));
  }

  private sum(scope: BudgetScope, day: string): Spending {
    const sum = { usd: 0, tokens: 0 };
    for (const { at, purpose, closed, estimate } of this.calls.values()) {
      if (dayOf(at) !== day || !scopesOf(purpose).some((each) => sameScope(each, scope))) continue;
      sum.usd += (closed ? closed.usd : estimate.usd) ?? 0;
      sum.tokens += closed ? tokensOf(closed) : estimate.tokens;
    }
    return sum;
  }
}

function partOf({ purpose, prompt, model, closed, at }: Call, part: SpendingBy): string | null {
  switch (part) {
    case 'agent':
    case 'action':
      return purpose[part];
    case 'subject':
      return purpose.subject ?? null;
    case 'model':
      return closed?.model ?? model;
    case 'outcome':
      return closed?.outcome ?? null;
    case 'prompt':
      return `${prompt.id}@${prompt.version}`;
    case 'day':
      return dayOf(at);
  }
}

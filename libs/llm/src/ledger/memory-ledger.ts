import type { BudgetScope } from '../errors';
import { addUsage, NO_USAGE } from '../port';
import { overspent, sameScope, scopesOf, type BudgetLimit } from './budget';
import {
  dayOf,
  tokensOf,
  type CallClosed,
  type CallOpened,
  type CallsSum,
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

  sums(query: SpendingQuery): Promise<SpendingSum[]> {
    const none = { calls: 0, tokens: 0, usd: 0, unpriced: 0, usage: NO_USAGE, estimatedTokens: 0, failed: 0 };
    const sums = new Map<string, SpendingSum>();
    for (const call of this.asked(query)) {
      if (!call.closed) continue;
      const { usage, usd, estimatedTokens, outcome } = call.closed;
      const { of, key } = sharedBy(call, query);
      const sum = sums.get(key) ?? { of, ...none };
      sums.set(key, {
        ...added(sum, tokensOf(call.closed), usd),
        usage: addUsage(sum.usage, usage),
        estimatedTokens: sum.estimatedTokens + estimatedTokens,
        failed: sum.failed + (outcome === 'answered' ? 0 : 1),
      });
    }
    return Promise.resolve([...sums.values()].sort(largestFirst));
  }

  reserved(query: SpendingQuery): Promise<CallsSum[]> {
    const sums = new Map<string, CallsSum>();
    for (const call of this.asked(query)) {
      if (call.closed) continue;
      const { of, key } = sharedBy(call, query);
      const sum = sums.get(key) ?? { of, calls: 0, tokens: 0, usd: 0, unpriced: 0 };
      sums.set(key, added(sum, call.estimate.tokens, call.estimate.usd));
    }
    return Promise.resolve([...sums.values()].sort(largestFirst));
  }

  private asked({ company, from, to, agent, action, subjects }: SpendingQuery): Call[] {
    return [...this.calls.values()].filter(({ at, purpose }) => {
      const day = dayOf(at);
      if (purpose.company !== company || day < from || day > to) return false;
      if (agent !== undefined && purpose.agent !== agent) return false;
      if (action !== undefined && purpose.action !== action) return false;
      return subjects === undefined || (purpose.subject !== undefined && subjects.includes(purpose.subject));
    });
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

function sharedBy(call: Call, { by }: SpendingQuery): { of: (string | null)[]; key: string } {
  const of = by.map((part) => partOf(call, part));
  return { of, key: JSON.stringify(of) };
}

function added<Sum extends CallsSum>(sum: Sum, tokens: number, usd: number | null): Sum {
  return {
    ...sum,
    calls: sum.calls + 1,
    tokens: sum.tokens + tokens,
    usd: sum.usd + (usd ?? 0),
    unpriced: sum.unpriced + (usd === null ? 1 : 0),
  };
}

function largestFirst(one: CallsSum, other: CallsSum): number {
  return (
    other.usd - one.usd || other.tokens - one.tokens || (JSON.stringify(one.of) < JSON.stringify(other.of) ? -1 : 1)
  );
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

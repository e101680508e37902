import type { BudgetScope, ModelErrorKind } from '../errors';
import type { CallPurpose, Usage } from '../port';
import type { BudgetLimit } from './budget';

/** A call as it is about to be made. */
export interface CallOpened {
  /** A UUID. */
  id: string;
  at: Date;
  purpose: CallPurpose;
  prompt: { id: string; version: number };
  provider: string;
  /** As it is asked for; what answered is told by `close`. */
  model: string;
}

/** What a call may use at most, as far as that can be told before. */
export interface Estimate {
  /** Input and output. */
  tokens: number;
  /** Null without a price. */
  usd: number | null;
}

/** What became of a call. */
export interface CallClosed {
  /** As the provider names what answered; absent when nothing did. */
  model?: string;
  outcome: 'answered' | ModelErrorKind;
  usage: Usage;
  /** What the provider did not report and is counted by estimate: a request that broke off may have been paid for. */
  estimatedTokens: number;
  /** Both together, by the price of that day; null without one. */
  usd: number | null;
  latencyMs: number;
  attempts: number;
}

export interface Spending {
  usd: number;
  /** Input and output. */
  tokens: number;
}

export const SPENDING_BY = ['agent', 'action', 'subject', 'model', 'outcome', 'prompt', 'day'] as const;
export type SpendingBy = (typeof SPENDING_BY)[number];

export interface SpendingQuery {
  company: string;
  /** First and last day, `2026-01-31`, UTC. */
  from: string;
  to: string;
  by: readonly SpendingBy[];
  /** Only calls of this agent, of this action, about one of these records. */
  agent?: string;
  action?: string;
  subjects?: readonly string[];
}

/** Calls that have something in common. */
export interface CallsSum extends Spending {
  /** In the order of `by`; null where a call has none. */
  of: (string | null)[];
  calls: number;
  /** Calls whose model has no price; their money is not in `usd`. */
  unpriced: number;
}

/** Those among them that were made and have ended. */
export interface SpendingSum extends CallsSum {
  /** What was reported; `tokens` are these and what is estimated. */
  usage: Usage;
  /** Tokens among them that are estimated. */
  estimatedTokens: number;
  /** Calls that ended without an answer. */
  failed: number;
}

/** What can be read of a ledger. */
export interface LedgerSums {
  /** Calls that have ended; largest first. */
  sums(query: SpendingQuery): Promise<SpendingSum[]>;
  /** What is reserved by calls that have not ended: under way, or their process has ended before them. Largest first. */
  reserved(query: SpendingQuery): Promise<CallsSum[]>;
}

/**
 * The record of every call of a model, and the budgets that follow from it: kept at one place for all processes, so
 * that together they overspend by no more than calls in flight use beyond their estimate.
 */
export interface Ledger extends LedgerSums {
  /**
   * Notes the call and takes its estimate from every budget it falls under, all or nothing.
   *
   * @throws BudgetSpent when one of `limits` would be passed; nothing is noted then
   */
  open(call: CallOpened, estimate: Estimate, limits: readonly BudgetLimit[]): Promise<void>;
  /** Puts what was used in the place of the estimate. A second `close` of a call changes nothing. */
  close(id: string, closed: CallClosed): Promise<void>;
  /** Used and reserved on a day, `2026-01-31`, UTC. A call that never closed stays reserved: its process ended. */
  spent(scope: BudgetScope, day: string): Promise<Spending>;
}

/** The day a call counts for. */
export function dayOf(at: Date): string {
  return at.toISOString().slice(0, 10);
}

export function tokensOf({ usage, estimatedTokens }: Pick<CallClosed, 'usage' | 'estimatedTokens'>): number {
  return usage.inputTokens + usage.outputTokens + estimatedTokens;
}

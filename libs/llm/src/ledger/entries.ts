import { randomUUID } from 'node:crypto';
import { ModelError, ModelNotConfigured, ModelUnavailable, type Spent } from '../errors';
import type { CallPurpose, Usage } from '../port';
import { limitsFor, type BudgetLimit } from './budget';
import { dayOf, type CallClosed, type CallOpened, type Estimate, type Ledger } from './ledger';
import { measureCall, type Operation } from './metrics';
import type { PriceList } from './prices';

export interface Metering {
  ledger: Ledger;
  limits: readonly BudgetLimit[];
  prices: PriceList;
  provider: string;
  /** As it is asked for. */
  model: string;
  now?: () => Date;
  /** Told when a call that was made cannot be closed; it stays reserved, so that budgets err on the safe side. */
  onUnclosed?: (callId: string, error: unknown) => void;
}

/** A call that is noted in the ledger and not yet closed. */
export interface Entry {
  /** @returns what it cost, US dollars; null without a price */
  close(outcome: CallClosed['outcome'], used: Omit<Spent, 'toolCalls'>, latencyMs: number): Promise<number | null>;
}

/** Calls of one model in the ledger: noted before they are made, closed with what they used. */
export class Entries {
  constructor(
    private readonly metering: Metering,
    private readonly operation: Operation = 'chat',
  ) {}

  /**
   * Notes a call, or says why it must not be made.
   *
   * @throws ModelError: a budget is spent, or has money and the model no price, or the ledger cannot be written
   */
  async open(
    purpose: CallPurpose,
    { id, version }: CallOpened['prompt'],
    estimated: (cost: (usage: Usage) => number | null) => Estimate,
  ): Promise<Entry> {
    const { ledger, prices, provider, model, now = () => new Date() } = this.metering;
    const at = now();
    const limits = limitsFor(this.metering.limits, purpose);
    const estimate = estimated((usage) => prices.cost(model, dayOf(at), usage));
    if (estimate.usd === null && limits.some(({ usd }) => usd !== undefined)) {
      throw new ModelNotConfigured(
        `There is a budget in money, but no price of ${model}; add it to MODEL_PRICES_FILE.`,
      );
    }
    const call = { id: randomUUID(), at, purpose, prompt: { id, version }, provider, model };
    try {
      await ledger.open(call, estimate, limits);
    } catch (error) {
      if (error instanceof ModelError) throw error;
      // Nothing is asked that could not be counted.
      throw Object.assign(new ModelUnavailable('The ledger of calls cannot be written.'), { cause: error });
    }
    return { close: (outcome, used, latencyMs) => this.close(call, estimate, outcome, used, latencyMs) };
  }

  private async close(
    { id, at, purpose }: CallOpened,
    estimate: Estimate,
    outcome: CallClosed['outcome'],
    { usage, attempts, unreported, model }: Omit<Spent, 'toolCalls'>,
    latencyMs: number,
  ): Promise<number | null> {
    const { ledger, onUnclosed, provider, model: asked } = this.metering;
    const [reported, broken] = [this.costOf(usage, model, at), unreported > 0 ? estimate.usd : 0];
    const usd = reported === null || broken === null ? null : reported + unreported * broken;
    const used = { usage, attempts, usd, estimatedTokens: unreported * estimate.tokens };
    const closed = { outcome, ...(model !== undefined && { model }), ...used, latencyMs };
    measureCall({ operation: this.operation, provider, model: asked, purpose }, closed);
    await ledger.close(id, closed).catch((error: unknown) => onUnclosed?.(id, error));
    return usd;
  }

  /** By the name of what answered, else of what was asked: a deployment may call itself anything. */
  private costOf(usage: Usage, answered: string | undefined, at: Date): number | null {
    const { prices, model } = this.metering;
    const named = answered === undefined ? null : prices.cost(answered, dayOf(at), usage);
    return named ?? prices.cost(model, dayOf(at), usage);
  }
}

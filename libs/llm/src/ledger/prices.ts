import { z } from 'zod';
import { NO_USAGE, type Usage } from '../port';
import known from './prices.json';

const dollars = z.number().min(0);

/** US dollars per million tokens, from a day on. */
export const priceSchema = z.strictObject({
  from: z.iso.date(),
  input: dollars,
  cachedInput: dollars,
  output: dollars,
});
export type Price = z.output<typeof priceSchema>;

/** Model → its prices. */
export const pricesSchema = z.record(z.string(), z.array(priceSchema).min(1));

/** What models cost and since when. */
export class PriceList {
  private readonly prices: ReadonlyMap<string, Price[]>;

  /** @param own prices that are added, or put in the place of a model's known ones: a contract, a server of our own */
  constructor(own: z.output<typeof pricesSchema> = {}) {
    const all = { ...pricesSchema.parse(known.models), ...own };
    this.prices = new Map(Object.entries(all).map(([model, prices]) => [model, prices.toSorted(laterFirst)]));
  }

  /**
   * The price of a model on a day, `2026-01-31`; null when it is unknown. A dated name, `gpt-5-mini-2025-08-07`, has the
   * price of its model unless it has one itself.
   */
  of(model: string, day: string): Price | null {
    const prices = this.prices.get(model) ?? this.prices.get(model.replace(/-\d{4}-\d{2}-\d{2}$/, '')) ?? [];
    return prices.find(({ from }) => from <= day) ?? null;
  }

  /** What a use costs, US dollars; null without a price. */
  cost(model: string, day: string, usage: Partial<Usage>): number | null {
    const price = this.of(model, day);
    if (!price) return null;
    const { inputTokens, cachedInputTokens, outputTokens } = { ...NO_USAGE, ...usage };
    const fresh = Math.max(0, inputTokens - cachedInputTokens);
    const millionths = fresh * price.input + cachedInputTokens * price.cachedInput + outputTokens * price.output;
    return Number((millionths / 1_000_000).toFixed(8));
  }
}

function laterFirst(one: Price, other: Price): number {
  return one.from < other.from ? 1 : -1;
}

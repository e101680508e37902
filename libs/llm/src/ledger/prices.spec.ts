import known from './prices.json';
import { PriceList } from './prices';

describe('prices of models', () => {
  it('are known for every model of the list on the day they were checked', () => {
    const prices = new PriceList();
    const unknown = Object.keys(known.models).filter((model) => !prices.of(model, known.checked));
    expect(unknown).toEqual([]);
  });

  it('hold for the dated names of a model', () => {
    expect(new PriceList().of('gpt-5-mini-2025-08-07', '2026-01-01')).toMatchObject({ input: 0.25, output: 2 });
  });

  it('are unknown before their day and for models nobody listed', () => {
    const prices = new PriceList();
    expect(prices.of('gpt-5.4-mini', '2026-03-16')).toBeNull();
    expect(prices.cost('llama-4', '2026-06-01', { inputTokens: 5 })).toBeNull();
  });

  it('change on a day, and a call costs what it cost then', () => {
    const from = (day: string, input: number) => ({ from: day, input, cachedInput: input / 10, output: 2 });
    const prices = new PriceList({ 'our-model': [from('2026-01-01', 1), from('2026-02-01', 3)] });
    const usage = { inputTokens: 1_000_000 };
    expect(prices.cost('our-model', '2026-01-31', usage)).toBe(1);
    expect(prices.cost('our-model', '2026-02-01', usage)).toBe(3);
  });

  it('count what was cached at its own price', () => {
    const usage = { inputTokens: 1_000_000, cachedInputTokens: 400_000, outputTokens: 100_000 };
    expect(new PriceList().cost('gpt-5.4-mini', '2026-06-01', usage)).toBe(0.93);
  });
});

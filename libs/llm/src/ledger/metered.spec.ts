import { aRequest, ANSWER } from '../../testing/a-request';
import { scriptedModel } from '../../testing/scripted-model';
import { reply } from '../../testing/stand-in/reply';
import { startStandIn } from '../../testing/stand-in/server';
import { AnswerInvalid, BudgetSpent, ModelNotConfigured, ModelTimedOut, ModelUnavailable } from '../errors';
import { limited, Places } from '../limited';
import { OpenAiModel } from '../openai/openai-model';
import type { Ledger } from './ledger';
import { MemoryLedger } from './memory-ledger';
import type { Metering } from './entries';
import { metered } from './metered';
import { PriceList } from './prices';

const at = new Date('2026-06-01T10:00:00Z');
const DAY = '2026-06-01';

describe('a model that is counted', () => {
  const set = (change: Partial<Metering> & { ledger: Ledger }): Metering => ({
    ...{ limits: [], prices: new PriceList(), provider: 'openai', model: 'gpt-5.4-mini', now: () => at },
    ...change,
  });

  it('notes what an answer used and cost', async () => {
    const ledger = new MemoryLedger();
    const answer = await metered(scriptedModel(ANSWER), set({ ledger })).answer(aRequest());
    expect(answer.costUsd).toBe(0.00000525);
    const sums = await ledger.sums({
      company: 'acme',
      from: DAY,
      to: DAY,
      by: ['agent', 'action', 'subject', 'outcome'],
    });
    expect(sums).toEqual([
      {
        of: ['deal', 'deal-risk', 'opportunity/O1', 'answered'],
        ...{ calls: 1, tokens: 2, usd: 0.00000525, estimatedTokens: 0, unpriced: 0, failed: 0 },
        usage: { inputTokens: 1, cachedInputTokens: 0, outputTokens: 1 },
      },
    ]);
  });

  it('asks nobody when the day’s budget is spent, and says whose and until when', async () => {
    const model = scriptedModel(ANSWER);
    const limits = [{ scope: { company: 'acme', agent: 'deal' }, tokens: 10 }];
    const asked = metered(model, set({ ledger: new MemoryLedger(), limits })).answer(aRequest());
    await expect(asked).rejects.toBeInstanceOf(BudgetSpent);
    await expect(asked).rejects.toThrow(/budget of acme \/ deal, 10 tokens.*more than the whole day/);
    expect(model.asked).toHaveLength(0);
  });

  it('goes by nobody’s budget but that of who asks', async () => {
    const limits = [{ scope: { company: 'acme', agent: 'lead-gen' }, tokens: 0 }];
    const model = metered(scriptedModel(ANSWER), set({ ledger: new MemoryLedger(), limits }));
    expect((await model.answer(aRequest())).value).toEqual(ANSWER);
  });

  it('counts a call that broke off by its estimate, since it may have been paid for', async () => {
    const ledger = new MemoryLedger();
    const error = new ModelTimedOut('late', 5);
    error.spent = { usage: { inputTokens: 30, cachedInputTokens: 0, outputTokens: 5 }, attempts: 2, unreported: 1 };
    await expect(metered(scriptedModel(error), set({ ledger })).answer(aRequest())).rejects.toBe(error);
    const [sum] = await ledger.sums({ company: 'acme', from: DAY, to: DAY, by: ['outcome'] });
    expect(sum?.of).toEqual(['timed-out']);
    expect(sum?.tokens).toBe(35 + (sum?.estimatedTokens ?? 0));
    expect(sum?.estimatedTokens).toBeGreaterThan(200);
  });

  it('keeps a budget in money when calls fail and what answered is named as no price knows it', async () => {
    const ledger = new MemoryLedger();
    const error = new AnswerInvalid('another shape', 'schema');
    const usage = { inputTokens: 100_000, cachedInputTokens: 0, outputTokens: 4_000 };
    error.spent = { usage, attempts: 1, unreported: 0, model: 'our-deployment' };
    const limits = [{ scope: { company: 'acme' }, usd: 0.1861 }];
    const model = scriptedModel(error);
    const counted = metered(model, set({ ledger, limits }));
    for (let i = 0; i < 2; i++) await expect(counted.answer(aRequest())).rejects.toBe(error);
    await expect(counted.answer(aRequest())).rejects.toBeInstanceOf(BudgetSpent);
    expect((await ledger.spent({ company: 'acme' }, DAY)).usd).toBeCloseTo(0.186, 6);
    expect(model.asked).toHaveLength(2);
  });

  it('counts nothing for a call that was turned away', async () => {
    const ledger = new MemoryLedger();
    const error = new ModelUnavailable('busy', 429);
    error.spent = { usage: { inputTokens: 0, cachedInputTokens: 0, outputTokens: 0 }, attempts: 4, unreported: 0 };
    await expect(metered(scriptedModel(error), set({ ledger })).answer(aRequest())).rejects.toBe(error);
    expect(await ledger.spent({ company: 'acme' }, DAY)).toEqual({ usd: 0, tokens: 0 });
  });

  it('counts nothing for a call that found no place', async () => {
    const ledger = new MemoryLedger();
    const places = new Places(1);
    await places.take(new AbortController().signal);
    const counted = metered(limited(scriptedModel(ANSWER), places), set({ ledger }));
    const signal = AbortSignal.abort();
    await expect(counted.answer(aRequest({ timeoutMs: 20 }))).rejects.toMatchObject({ kind: 'timed-out' });
    await expect(counted.answer(aRequest({ signal }))).rejects.toMatchObject({ kind: 'cancelled' });
    expect(await ledger.spent({ company: 'acme' }, DAY)).toEqual({ usd: 0, tokens: 0 });
  });

  it('counts an attempt that broke off before another answered by its estimate', async () => {
    const server = await startStandIn((_, n) => (n === 0 ? reply.stall('{"a": "') : reply.value(ANSWER)));
    try {
      const ledger = new MemoryLedger();
      const at = { model: 'gpt-5.4-mini', provider: 'local', baseUrl: server.baseUrl, backOff: () => 1 };
      const answer = await metered(new OpenAiModel(at), set({ ledger })).answer(aRequest({ attemptTimeoutMs: 200 }));
      expect(answer).toMatchObject({ attempts: 2, unreported: 1 });
      const { inputTokens, outputTokens } = answer.usage;
      const [sum] = await ledger.sums({ company: 'acme', from: DAY, to: DAY, by: [] });
      expect(sum?.estimatedTokens).toBeGreaterThan(200);
      expect(sum?.tokens).toBe(inputTokens + outputTokens + sum!.estimatedTokens);
      expect(sum?.usd).toBe(answer.costUsd);
    } finally {
      await server.close();
    }
  });

  it('has no budget in money for a model without a price', async () => {
    const limits = [{ scope: { company: 'acme' }, usd: 5 }];
    const own = set({ ledger: new MemoryLedger(), limits, model: 'our-model' });
    const asked = metered(scriptedModel(ANSWER), own).answer(aRequest());
    await expect(asked).rejects.toBeInstanceOf(ModelNotConfigured);
    await expect(asked).rejects.toThrow('MODEL_PRICES_FILE');
    const free = metered(scriptedModel(ANSWER), { ...own, limits: [] });
    expect((await free.answer(aRequest())).costUsd).toBeNull();
  });

  it('asks nobody when the call cannot be noted', async () => {
    const ledger = new MemoryLedger();
    ledger.open = () => Promise.reject(new Error('the database is away'));
    const model = scriptedModel(ANSWER);
    await expect(metered(model, set({ ledger })).answer(aRequest())).rejects.toBeInstanceOf(ModelUnavailable);
    expect(model.asked).toHaveLength(0);
  });

  it('gives the answer when only the end of a call cannot be noted, and tells', async () => {
    const ledger = new MemoryLedger();
    const told: unknown[] = [];
    ledger.close = () => Promise.reject(new Error('the database is away'));
    const model = metered(scriptedModel(ANSWER), set({ ledger, onUnclosed: (_, error) => told.push(error) }));
    expect((await model.answer(aRequest())).value).toEqual(ANSWER);
    expect(told).toHaveLength(1);
    expect((await ledger.spent({ company: 'acme' }, DAY)).tokens).toBeGreaterThan(200);
  });
});

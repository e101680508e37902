import { randomUUID } from 'node:crypto';
import { BudgetSpent } from '../src/errors';
import { limitsFor, type BudgetLimit } from '../src/ledger/budget';
import type { CallClosed, CallOpened, Ledger } from '../src/ledger/ledger';
import type { CallPurpose } from '../src/port';

const DAY = '2026-03-02';

/** What every ledger promises. */
export function ledgerContract(open: () => Promise<Ledger>): void {
  const call = (change: Partial<CallPurpose> = {}, at = `${DAY}T10:00:00Z`): CallOpened => ({
    ...{ id: randomUUID(), at: new Date(at), prompt: { id: 'deal-risk.summary', version: 1 } },
    ...{ provider: 'openai', model: 'gpt-5.4-mini' },
    purpose: { company: 'acme', agent: 'deal', action: 'deal-risk', subject: 'opportunity/O1', ...change },
  });
  const used = (tokens: number, usd: number | null, change: Partial<CallClosed> = {}): CallClosed => ({
    ...{ outcome: 'answered', model: 'gpt-5.4-mini-2026-03-17', estimatedTokens: 0, usd, latencyMs: 12.5, attempts: 1 },
    usage: { inputTokens: tokens, cachedInputTokens: 0, outputTokens: 0 },
    ...change,
  });
  const estimate = { tokens: 100, usd: 0.1 };
  const acme = { company: 'acme' };

  it('holds the estimate of a call until it is closed, then what was used', async () => {
    const ledger = await open();
    const one = call();
    await ledger.open(one, estimate, []);
    expect(await ledger.spent(acme, DAY)).toEqual(estimate);
    await ledger.close(one.id, used(40, 0.02));
    expect(await ledger.spent(acme, DAY)).toEqual({ tokens: 40, usd: 0.02 });
    await ledger.close(one.id, used(9, 9));
    expect(await ledger.spent(acme, DAY)).toEqual({ tokens: 40, usd: 0.02 });
  });

  it('adds a call to its company, its agent and its action, and to nobody else', async () => {
    const ledger = await open();
    await ledger.open(call(), estimate, []);
    await ledger.open(call({ action: 'next-step' }), estimate, []);
    await ledger.open(call({ agent: 'lead-gen', action: 'score' }), estimate, []);
    await ledger.open(call({ company: 'other' }), estimate, []);
    await ledger.open(call({}, '2026-03-03T00:00:00Z'), estimate, []);
    expect((await ledger.spent(acme, DAY)).tokens).toBe(300);
    expect((await ledger.spent({ company: 'acme', agent: 'deal' }, DAY)).tokens).toBe(200);
    expect((await ledger.spent({ company: 'acme', agent: 'deal', action: 'next-step' }, DAY)).tokens).toBe(100);
  });

  it.each<[string, BudgetLimit, object]>([
    ['the company’s money', { scope: acme, usd: 0.25 }, { unit: 'usd', limit: 0.25 }],
    ['the agent’s tokens', { scope: { ...acme, agent: 'deal' }, tokens: 250 }, { unit: 'tokens', limit: 250 }],
    ['the action’s', { scope: { ...acme, agent: 'deal', action: 'deal-risk' }, tokens: 200 }, { unit: 'tokens' }],
  ])('turns a call down that would pass %s, and notes nothing of it', async (_, limit, said) => {
    const ledger = await open();
    await ledger.open(call(), estimate, [limit]);
    await ledger.open(call(), estimate, [limit]);
    const third = ledger.open(call(), estimate, [limit]);
    await expect(third).rejects.toBeInstanceOf(BudgetSpent);
    await expect(third).rejects.toMatchObject({
      scope: limit.scope,
      freeAt: new Date('2026-03-03T00:00:00Z'),
      ...said,
    });
    expect((await ledger.spent(acme, DAY)).tokens).toBe(200);
    await ledger.open(call({}, '2026-03-03T00:00:01Z'), estimate, [limit]);
  });

  it('gives back what a call did not use', async () => {
    const ledger = await open();
    const limits = [{ scope: acme, tokens: 150 }];
    const one = call();
    await ledger.open(one, estimate, limits);
    await expect(ledger.open(call(), estimate, limits)).rejects.toBeInstanceOf(BudgetSpent);
    await ledger.close(one.id, used(0, 0, { outcome: 'rejected' }));
    await ledger.open(call(), estimate, limits);
  });

  it('lets no more through than fits, however many come at once', async () => {
    const ledger = await open();
    const limits = limitsFor([{ scope: acme, tokens: 1_000 }], call().purpose);
    const all = await Promise.allSettled(
      Array.from({ length: 25 }, (_, i) => ledger.open(call({ action: `a${i % 3}` }), estimate, limits)),
    );
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
    expect((await ledger.spent(acme, DAY)).tokens).toBe(1_000);
  });

  it('sums ended calls by what was asked for, largest first', async () => {
    const ledger = await open();
    const close = async (one: CallOpened, closed: CallClosed) => {
      await ledger.open(one, estimate, []);
      await ledger.close(one.id, closed);
    };
    await close(call(), used(10, 0.5));
    await close(call({ subject: 'opportunity/O2' }), used(20, 2));
    await close(call({ subject: 'opportunity/O2' }), used(5, null, { outcome: 'timed-out', estimatedTokens: 7 }));
    await close(call({ agent: 'lead-gen', action: 'score', subject: undefined }), used(1, 0.1));
    await close(call({}, '2026-03-09T00:00:00Z'), used(1_000, 100));
    await ledger.open(call(), estimate, []);
    const week = { company: 'acme', from: DAY, to: '2026-03-08' };
    const bySubject = await ledger.sums({ ...week, by: ['agent', 'subject'] });
    expect(bySubject.map(({ of, calls, tokens, usd }) => [...of, calls, tokens, usd])).toEqual([
      ['deal', 'opportunity/O2', 2, 32, 2],
      ['deal', 'opportunity/O1', 1, 10, 0.5],
      ['lead-gen', null, 1, 1, 0.1],
    ]);
    const usage = { inputTokens: 25, cachedInputTokens: 0, outputTokens: 0 };
    expect(bySubject[0]).toMatchObject({ usage, estimatedTokens: 7, unpriced: 1, failed: 1 });
    expect((await ledger.sums({ ...week, by: ['outcome'] })).map(({ of }) => of)).toEqual([
      ['answered'],
      ['timed-out'],
    ]);
    const [day] = await ledger.sums({ ...week, by: ['day', 'prompt', 'model'] });
    expect(day?.of).toEqual([DAY, 'deal-risk.summary@1', 'gpt-5.4-mini-2026-03-17']);
    expect(await ledger.sums({ ...week, by: [] })).toMatchObject([{ of: [], calls: 4 }]);
    const only = async (which: object) => (await ledger.sums({ ...week, by: [], ...which }))[0]?.calls;
    expect(await only({ agent: 'lead-gen' })).toBe(1);
    expect(await only({ agent: 'deal', action: 'deal-risk', subjects: ['opportunity/O1', 'opportunity/O3'] })).toBe(1);
    expect(await only({ subjects: [] })).toBeUndefined();
  });

  it('tells apart what calls reserve that have not ended', async () => {
    const ledger = await open();
    const ended = call();
    await ledger.open(ended, estimate, []);
    await ledger.close(ended.id, used(1, 0.1));
    await ledger.open(call(), estimate, []);
    await ledger.open(call({ subject: 'opportunity/O2' }), { tokens: 30, usd: null }, []);
    const week = { company: 'acme', from: DAY, to: DAY };
    expect(await ledger.reserved({ ...week, by: ['subject'] })).toEqual([
      { of: ['opportunity/O1'], calls: 1, tokens: 100, usd: 0.1, unpriced: 0 },
      { of: ['opportunity/O2'], calls: 1, tokens: 30, usd: 0, unpriced: 1 },
    ]);
    expect(await ledger.reserved({ ...week, by: [], subjects: ['opportunity/O2'] })).toMatchObject([{ tokens: 30 }]);
    expect(await ledger.sums({ ...week, by: [] })).toMatchObject([{ calls: 1 }]);
  });
}

import {
  attack,
  attackByOverride,
  attackModel,
  attackObeyed,
  attempts,
  CARRIERS,
  breachesIn,
  overrides,
  PlayedModel,
  summedAttempts,
  type ObeyedResult,
  type Result,
} from '@salesagent/agent/testing/words';
import { actions } from '../lead-gen.module';
import { sequenceDrafting } from './sequence-drafting/definition';

describe('what strangers wrote into records and into a company’s playbook', () => {
  const tried = attempts();
  const results: Result[] = [];
  afterAll(() => void process.stdout.write(`\n${summedAttempts(results)}\n`));

  it('is at least 300 attempts, each with an id of its own', () => {
    expect(tried.length).toBeGreaterThanOrEqual(300);
    expect(new Set(tried.map(({ id }) => id)).size).toBe(tried.length);
    expect(new Set(tried.map(({ language }) => language)).size).toBeGreaterThanOrEqual(10);
    expect(new Set(tried.map(({ carrier }) => carrier)).size).toBe(CARRIERS.length);
  });

  it.each(actions.map((action) => [action.id, action] as const))(
    'has %s ask for nothing more, and tell nothing of anybody else',
    async (_, action) => {
      for (const attempt of tried) results.push(...(await attack(action, attempt)));
      expect(breachesIn(results)).toEqual([]);
    },
    60_000,
  );

  it('has a company’s playbook change words alone', async () => {
    for (const words of overrides().words) results.push(...(await attackByOverride(actions, words)));
    expect(breachesIn(results)).toEqual([]);
  }, 60_000);

  it.each(actions.filter((action) => action.draft).map((action) => [action.id, action] as const))(
    'has %s do nothing more though its writer does as it is told',
    async (_, action) => {
      const obeyed: Result[] = [];
      for (const attempt of tried) obeyed.push(...(await attackObeyed(action, attempt)));
      process.stdout.write(`\nobeyed: ${summedAttempts(obeyed)}\n`);
      expect(obeyed.length).toBeGreaterThanOrEqual(tried.length);
      expect(breachesIn(obeyed)).toEqual([]);
    },
    60_000,
  );

  it('has no message say what a model was told to say, and no tool run', async () => {
    const model = await PlayedModel.start();
    const obeyed: ObeyedResult[] = [];
    try {
      // Every sixth; `npm run test:attacks` has them all.
      for (const attempt of tried.filter((_, n) => n % 6 === 0))
        obeyed.push(await attackModel(model, sequenceDrafting, attempt));
    } finally {
      await model.close();
    }
    const requests = obeyed.reduce((n, result) => n + result.requests, 0);
    process.stdout.write(`\nobeying model, ${requests} requests: ${summedAttempts(obeyed)}\n`);
    expect(breachesIn(obeyed)).toEqual([]);
  }, 120_000);
});

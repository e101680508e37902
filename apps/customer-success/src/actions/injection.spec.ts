import {
  attack,
  attackByOverride,
  attempts,
  CARRIERS,
  breachesIn,
  overrides,
  summedAttempts,
  type Result,
} from '@salesagent/agent/testing/words';
import { actions } from '../customer-success.module';

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
});

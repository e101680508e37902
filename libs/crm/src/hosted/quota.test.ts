import { testDatabase, type TestDatabase } from '@salesagent/servers/testing';
import { VirtualClock } from '../../testing/hosted/virtual-clock';
import { PacedQuota, PostgresDebts, QUOTA_DDL } from './quota';
import { QuotaExhausted } from './errors';

describe('a quota shared over instances', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase();
    await database.pool.query(`create schema crm; ${QUOTA_DDL}`);
  });
  afterAll(() => database.drop());

  it('is spent once, by whichever instance asks', async () => {
    const clock = new VirtualClock(new Date('2026-06-01T08:00:00Z'));
    const limits = { daily: { limit: 200, perMs: 86_400_000 } };
    const instances = [1, 2, 3].map(() => new PacedQuota(new PostgresDebts(database.pool), clock, limits));
    const asked = instances.flatMap((quota) =>
      Array.from({ length: 60 }, () =>
        quota.take('daily', 'approval').then(
          () => 'spent',
          (error: unknown) => (error instanceof QuotaExhausted ? 'exhausted' : Promise.reject(error)),
        ),
      ),
    );
    const answers = await Promise.all(asked);
    // Half of a limit may be spent at once.
    expect(answers.filter((answer) => answer === 'spent')).toHaveLength(100);
    expect(answers.filter((answer) => answer === 'exhausted')).toHaveLength(80);
  });
});

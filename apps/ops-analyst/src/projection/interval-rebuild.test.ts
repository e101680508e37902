import { busDdl, BusConsumer, consumerDdl, PostgresBus, Rebuilds } from '@salesagent/bus';
import { until } from '@salesagent/bus/testing';
import type { IntegrationEvent } from '@salesagent/canon/events';
import { mirrorDdl } from '@salesagent/mirror';
import { testDatabase, type TestDatabase } from '@salesagent/servers/testing';
import { intervalDdl } from './ddl';
import { intervalsOf } from './interval-projection';

jest.setTimeout(60_000);

const TOPICS = ['crm.opportunity', 'crm.import'];
const DEALS = 40;

/** Moves of deals that are recorded in one order and were true in another, as back-dated history is. */
function history(round: number): IntegrationEvent[] {
  return Array.from({ length: DEALS }, (_, n): IntegrationEvent => {
    const day = new Date(Date.UTC(2017, 0, 1 + ((round * 37 + n * 11) % 300)));
    return {
      id: `deal-${n}-${round}`,
      type: 'AmountRevised',
      version: 1,
      source: 'gateway',
      company: 'acme',
      topic: 'acme.crm.opportunity',
      key: `opportunity/${n}`,
      sequence: round,
      occurredAt: day.toISOString(),
      recordedAt: new Date(Date.UTC(2026, 0, 1, 0, round, n)).toISOString(),
      correlationId: 'c',
      causationId: 'c',
      data: { recordType: 'opportunity', recordId: `${n}`, recordVersion: round, set: { amount: round }, by: 'import' },
    };
  });
}

/** The clock of each import comes with a key of its own. */
const clock = (importId: number, date: string): IntegrationEvent => ({
  ...history(1)[0]!,
  id: `clock-${importId}`,
  type: 'BusinessClockSet',
  topic: 'acme.crm.import',
  key: `import/${importId}`,
  sequence: 1,
  recordedAt: new Date(Date.UTC(2026, 0, 1 + importId)).toISOString(),
  data: { mode: 'frozen', date },
});

describe('the dated intervals, built again while events keep arriving', () => {
  let database: TestDatabase;
  let bus: PostgresBus;
  let consumer: BusConsumer;
  let rebuilds: Rebuilds;

  beforeAll(async () => {
    database = await testDatabase({ poolSize: 20 });
    const { pool } = database;
    const tables = [intervalDdl, consumerDdl, mirrorDdl].map((ddl) => ddl('ops_analyst')).join('\n');
    await pool.query(`${busDdl(4)} create schema ops_analyst; ${tables}`);
    bus = new PostgresBus(pool, { connectionString: database.connectionString });
    const projection = intervalsOf('ops_analyst');
    const apply = projection.into('ops_analyst');
    const live = { transport: bus, group: 'ops-analyst', topics: TOPICS };
    consumer = new BusConsumer({
      ...live,
      company: 'acme',
      pool,
      schema: 'ops_analyst',
      batchSize: 17,
      handle: async (events, client) => void (await apply(events, client)),
    });
    rebuilds = new Rebuilds(pool, 'ops_analyst', 'acme');
    rebuilds.serve({ ...live, projection });
    await consumer.start();
  });
  afterAll(async () => {
    await rebuilds.stop();
    await consumer.stop();
    await bus.close();
    await database.drop();
  });

  it('are equal by their hash, whatever the batches were and in whatever order imports came', async () => {
    await bus.publish([clock(2, '2017-12-31')]);
    await bus.publish([clock(1, '2016-12-31')]);
    let round = 1;
    const arriving = (async () => {
      for (; round <= 40; round++) await bus.publish(history(round));
    })();
    for (const dryRun of [true, false, true]) {
      const id = await rebuilds.start('ops-analyst.intervals', { dryRun, by: 'operations' });
      await until(async () => (await rebuilds.run(id))?.state !== 'running');
      expect(await rebuilds.run(id)).toMatchObject({ state: 'done', problem: null, result: { equal: true } });
    }
    await arriving;
    await until(() => consumer.caughtUp());
    const { rows } = await database.pool.query(
      `select (select count(*)::int from ops_analyst.record_interval) as intervals,
              (select date::text from ops_analyst.business_clock) as day`,
    );
    expect(rows).toEqual([{ intervals: DEALS * 40, day: '2017-12-31' }]);
  });
});

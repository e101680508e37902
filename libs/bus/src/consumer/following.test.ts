import { eventStoreDdl } from '@salesagent/event-store';
import { testDatabase, type TestDatabase } from '@salesagent/servers/testing';
import { COMPANY, stageMoves, until } from '../../testing';
import { busDdl } from '../postgres/ddl';
import { PostgresBus } from '../postgres/postgres-bus';
import { BusConsumer } from './bus-consumer';
import { consumerDdl } from './ddl';

jest.setTimeout(60_000);

const KEYS = Array.from({ length: 60 }, (_, n) => `opportunity/${n}`);
const EACH = 12;
const SPOILT = 'opportunity/7';

describe('a consumer that follows another', () => {
  let database: TestDatabase;
  let transport: PostgresBus;
  const consumers: BusConsumer[] = [];

  beforeAll(async () => {
    database = await testDatabase({ poolSize: 20 });
    const schemas = ['leader', 'roomy', 'cramped', 'halfway', 'late'].map(
      (s) => `create schema ${s}; ${eventStoreDdl(s)} ${consumerDdl(s)}`,
    );
    await database.pool.query(`${busDdl(4)} ${schemas.join('\n')}`);
    transport = new PostgresBus(database.pool, { connectionString: database.connectionString });
  });
  afterAll(async () => {
    for (const consumer of consumers) await consumer.stop();
    await transport.close();
    await database.drop();
  });

  function reader(schema: string, given: Partial<ConstructorParameters<typeof BusConsumer>[0]> = {}) {
    const handled = new Map<string, number[]>();
    const consumer = new BusConsumer({
      group: schema,
      company: COMPANY,
      pool: database.pool,
      schema,
      transport,
      topics: ['crm.opportunity'],
      batchSize: 17,
      redriveEveryMilliseconds: 20,
      backoff: () => 3_600_000,
      handle: (events) => {
        if (schema === 'leader' && events.some((e) => e.key === SPOILT && e.sequence === 5)) throw new Error('spoilt');
        for (const { key, sequence } of events) handled.set(key, [...(handled.get(key) ?? []), sequence]);
        return Promise.resolve();
      },
      ...given,
    });
    consumers.push(consumer);
    return { consumer, handled };
  }
  const behind = (consumer: BusConsumer): Promise<number> => consumer.following!.behind(database.pool);

  it('goes on with keys it had only begun when it had to wait', async () => {
    const follows = { schema: 'halfway', group: 'halfway' };
    const [key] = ['opportunity/halfway'] as const;
    const before = reader('halfway');
    await transport.publish(stageMoves(key, 2));
    await before.consumer.start();
    await until(() => before.consumer.caughtUp());
    await before.consumer.stop();
    await transport.publish(stageMoves(key, 2, 3));
    const late = reader('late', { follows });
    await late.consumer.start();
    await until(async () => (await late.consumer.parked.count()).waiting === 2);
    expect(late.handled.get(key)).toEqual([1, 2]);
    await before.consumer.start();
    await until(async () => (await late.consumer.parked.count()).waiting === 0);
    expect(late.handled.get(key)).toEqual([1, 2, 3, 4]);
    expect(await behind(late.consumer)).toBe(0);
    for (const { consumer } of [before, late]) await consumer.stop();
  });

  it('comes level with it, each event once and in order, however few positions fit in memory', async () => {
    for (let from = 1; from <= EACH; from += 3) {
      await transport.publish(KEYS.flatMap((key) => stageMoves(key, 3, from)));
    }
    const leader = reader('leader');
    const followers = [
      reader('roomy', { follows: { schema: 'leader', group: 'leader' } }),
      reader('cramped', { follows: { schema: 'leader', group: 'leader', mostHeld: 8 } }),
    ];
    // The followers first: all comes before its turn. Then the leader, while they catch up.
    for (const { consumer } of followers) await consumer.start();
    await until(async () => (await followers[1]!.consumer.parked.count()).waiting > 100);
    await leader.consumer.start();
    await until(() => leader.consumer.caughtUp());
    await until(async () => (await leader.consumer.parked.count()).waiting === EACH - 5);
    for (const { consumer } of followers) await until(async () => (await behind(consumer)) === 0);
    const upToThere = (key: string): number[] => Array.from({ length: key === SPOILT ? 4 : EACH }, (_, n) => n + 1);
    for (const { handled } of followers) {
      for (const key of KEYS) expect([key, handled.get(key)]).toEqual([key, upToThere(key)]);
    }

    // Let go in the leader, it is let go in the followers, whose positions of that key were in memory or not.
    await leader.consumer.discard({ source: 'gateway', key: SPOILT }, 5, { by: 'operations', reason: 'spoilt' });
    await transport.publish(KEYS.flatMap((key) => stageMoves(key, 3, EACH + 1)));
    await until(async () => (await leader.consumer.parked.count()).waiting === 0 && (await leader.consumer.caughtUp()));
    for (const { consumer } of followers) await until(async () => (await behind(consumer)) === 0);
    const all = Array.from({ length: EACH + 3 }, (_, n) => n + 1);
    for (const { consumer, handled } of followers) {
      for (const key of KEYS) {
        expect([key, handled.get(key)]).toEqual([key, key === SPOILT ? all.filter((n) => n !== 5) : all]);
      }
      await consumer.stop();
      expect(await consumer.following!.keysBehind(database.pool, 5)).toEqual({ keys: 0, some: [] });
    }
  });

  it('says with which keys it is behind', async () => {
    const { consumer } = reader('roomy', { follows: { schema: 'leader', group: 'leader' } });
    await database.pool.query(`truncate roomy.consumer_position, roomy.parked`);
    expect(await behind(consumer)).toBe(KEYS.length * (EACH + 3) + 4);
    expect(await consumer.following!.keysBehind(database.pool, 2)).toEqual({
      keys: KEYS.length + 1,
      some: ['opportunity/0', 'opportunity/1'],
    });
  });
});

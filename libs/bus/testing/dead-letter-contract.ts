import { testDatabase, type TestDatabase } from '@salesagent/servers/testing';
import { BusConsumer } from '../src/consumer/bus-consumer';
import { consumerDdl } from '../src/consumer/ddl';
import type { BusTransport } from '../src/transport';
import { aCompany, eventsOf } from './an-integration-event';
import { Recorder, until } from './recorder';
import type { BusUnderTest } from './transport-contract';

/** What outsiders see of parked events, whatever carries them. */
export function describeDeadLetterContract(name: string, open: (company: string) => Promise<BusUnderTest>): void {
  const company = aCompany();
  const { stageMoves, aStageMove } = eventsOf(company);

  describe(`dead letters on ${name}`, () => {
    let bus: BusUnderTest;
    let transport: BusTransport;
    let database: TestDatabase;
    let reachable = true;
    const running: BusConsumer[] = [];

    beforeAll(async () => {
      bus = await open(company);
      transport = bus.connect();
      database = await testDatabase({ poolSize: 10 });
      await database.pool.query(`create schema service; ${consumerDdl('service')}`);
    });
    afterEach(async () => {
      await Promise.all(running.splice(0).map((consumer) => consumer.stop()));
    });
    afterAll(async () => {
      await transport.close();
      await bus.drop();
      await database.drop();
    });

    const start = async (group: string, poison: string): Promise<{ consumer: BusConsumer; handled: string[] }> => {
      const handled: string[] = [];
      // The same transport, but for a dead-letter topic that can be away on its own.
      const partly: BusTransport = {
        id: () => transport.id(),
        problems: () => transport.problems(),
        publish: (events) => transport.publish(events),
        consume: (...given) => transport.consume(...given),
        lag: (of) => transport.lag(of),
        close: () => Promise.resolve(),
        deadLetter: (...given) =>
          reachable ? transport.deadLetter(...given) : Promise.reject(new Error('topic is away')),
      };
      const consumer = new BusConsumer({
        group,
        company,
        pool: database.pool,
        schema: 'service',
        transport: partly,
        topics: ['crm.opportunity'],
        redriveEveryMilliseconds: 20,
        backoff: () => 3_600_000,
        handle: (events) => {
          if (events.some((event) => event.key === poison)) return Promise.reject(new Error('no, because…'));
          handled.push(...events.map((event) => event.key));
          return Promise.resolve();
        },
      });
      running.push(consumer);
      await consumer.start();
      return { consumer, handled };
    };

    const letters = async (reader: string): Promise<Recorder> => {
      const seen = new Recorder();
      await transport.consume(reader, [`${company}.dead-letter`], seen.onBatch);
      return seen;
    };
    const copied = async (group: string): Promise<number> => {
      const { rows } = await database.pool.query(
        'select from service.parked where consumer = $1 and dead_lettered_at is not null',
        [group],
      );
      return rows.length;
    };

    it('are a copy of what failed, with the reason and the consumer, and none of what only waits', async () => {
      const key = 'opportunity/poison';
      const seen = await letters('outsiders');
      const { consumer } = await start('first', key);
      const [first, second] = stageMoves(key, 2);
      await transport.publish([first!, second!]);
      await until(() => seen.deliveries.length > 0);
      await until(async () => (await consumer.parked.count()).waiting === 1);
      const [letter] = seen.deliveries;
      expect(letter?.key).toBe(key);
      expect(letter?.event).toMatchObject({ id: first!.id, type: first!.type, sequence: 1, data: first!.data });
      expect(letter?.deadLetter).toMatchObject({
        consumer: 'first',
        topic: `${company}.crm.opportunity`,
        reason: 'Error: no, because…',
      });
      expect(seen.deliveries).toHaveLength(1);
      // Noted once the topic has acknowledged it, which is after a reader may have it.
      await until(async () => (await copied('first')) === 1);
    });

    it('come later when their topic is away, which keeps nothing else waiting', async () => {
      const [key, good] = ['opportunity/late', 'opportunity/good'];
      const seen = await letters('patient-outsiders');
      reachable = false;
      const { consumer, handled } = await start('second', key);
      await transport.publish([aStageMove(key, 1), aStageMove(good, 1)]);
      await until(async () => handled.includes(good) && (await consumer.parked.list({ key })).length === 1);
      expect(await copied('second')).toBe(0);
      reachable = true;
      await until(() => seen.deliveries.some((d) => d.key === key));
    });
  });
}

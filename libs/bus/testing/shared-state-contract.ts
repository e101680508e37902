import type { IntegrationEvent } from '@salesagent/canon/events';
import { inTransaction } from '@salesagent/event-store';
import { InfrastructureError } from '../src/consumer/failure';
import { liftFence, raiseFence } from '../src/consumer/fence';
import { ParkedDesk } from '../src/consumer/parked-desk';
import { ParkedKeys } from '../src/consumer/parked-keys';
import type { BusTransport } from '../src/transport';
import { aCompany, eventsOf } from './an-integration-event';
import { ConsumersUnderTest } from './consumers-under-test';
import { until } from './recorder';
import type { BusUnderTest } from './transport-contract';

const DECISION = { by: 'person/1', reason: 'the rule is mended' };

/** What a consumer remembers of its keys is never believed against what others did in the database. */
export function describeSharedStateContract(name: string, open: (company: string) => Promise<BusUnderTest>): void {
  const COMPANY = aCompany();
  const { aStageMove, stageMoves } = eventsOf(COMPANY);

  describe(`a consumer on ${name} that is not alone`, () => {
    let under: ConsumersUnderTest;
    let transport: BusTransport;
    const start: ConsumersUnderTest['start'] = (...given) => under.start(...given);

    beforeAll(async () => {
      under = await ConsumersUnderTest.open(open, COMPANY);
      ({ transport } = under);
    });
    afterEach(() => under.stopAll());
    afterAll(() => under.close());

    /** What another process of the service would do, through nothing but the tables. */
    const elsewhere = {
      /** Another instance handled the key up to a sequence while this one looked away. */
      moved: (group: string, key: string, sequence: number) =>
        under.pool.query(
          `insert into service.consumer_position (consumer, source, key, sequence) values ($1, 'gateway', $2, $3)
           on conflict (consumer, source, key) do update set sequence = excluded.sequence`,
          [group, key, sequence],
        ),
      /** Another instance could not handle an event and parked it. */
      parked: (group: string, event: IntegrationEvent) =>
        inTransaction(under.pool, (client) =>
          new ParkedKeys(under.pool, 'service', group).add(client, [
            { event, reason: 'failed elsewhere', attempts: 2, retryInMilliseconds: 3_600_000 },
          ]),
        ),
      desk: () => new ParkedDesk(under.pool, 'service'),
    };

    it('believes the database when another instance has moved a key that it knew', async () => {
      const key = 'opportunity/moved-elsewhere';
      const { consumer, group, effects } = await start();
      await transport.publish(stageMoves(key, 2));
      await until(async () => (await effects(key)).length === 2);
      await elsewhere.moved(group, key, 4);
      await transport.publish(stageMoves(key, 3, 3)); // 3 and 4 were handled elsewhere
      await until(async () => (await effects(key)).includes(5));
      expect(await effects(key)).toEqual([1, 2, 5]);
      await elsewhere.moved(group, key, 7);
      await transport.publish([aStageMove(key, 8)]); // a gap, as far as it knows
      await until(async () => (await effects(key)).includes(8));
      expect(await effects(key)).toEqual([1, 2, 5, 8]);
      expect(await consumer.parked.list({ key })).toEqual([]);
    });

    it('leaves alone what another instance parked of a key that it knew, and what a person let go there', async () => {
      const key = 'opportunity/parked-elsewhere';
      const { consumer, group, settled, effects } = await start(undefined, { backoff: () => 3_600_000 });
      await transport.publish(stageMoves(key, 1));
      await until(async () => (await effects(key)).length === 1);
      await elsewhere.parked(group, aStageMove(key, 2));
      await transport.publish(stageMoves(key, 2, 2));
      await until(async () => (await consumer.parked.list({ key })).length === 2);
      await settled();
      expect(await effects(key)).toEqual([1]);
      await elsewhere.desk().discard({ consumer: group, source: 'gateway', key, sequence: 2 }, DECISION);
      await until(async () => (await effects(key)).includes(3));
      await transport.publish([aStageMove(key, 2), aStageMove(key, 4)]);
      await until(async () => (await effects(key)).includes(4));
      expect(await effects(key)).toEqual([1, 3, 4]);
    });

    it('goes on where a redrive asked for in another process has brought a key that it knew', async () => {
      const key = 'opportunity/redriven-elsewhere';
      let broken = true;
      const { consumer, settled, effects } = await start(
        (events) => {
          if (broken && events.some((event) => event.key === key && event.sequence === 2)) throw new Error('broken');
        },
        { backoff: () => 3_600_000 },
      );
      await transport.publish(stageMoves(key, 1));
      await until(async () => (await effects(key)).length === 1);
      await transport.publish(stageMoves(key, 2, 2));
      await until(async () => (await consumer.parked.list({ key })).length === 2);
      broken = false;
      await elsewhere.desk().redrive({ key }, DECISION);
      await until(async () => (await effects(key)).length === 3);
      await transport.publish(stageMoves(key, 3, 3)); // 3 comes again
      await until(async () => (await effects(key)).length === 5);
      await settled();
      expect(await effects(key)).toEqual([1, 2, 3, 4, 5]);
      expect(await consumer.parked.list({ key })).toEqual([]);
    });

    it('knows nothing of what was rolled back in the middle of a batch', async () => {
      const keys = ['opportunity/rolled-back-1', 'opportunity/rolled-back-2'];
      let fail = 0;
      const { consumer, settled, effects } = await start((events) => {
        const mine = events.filter((event) => keys.includes(event.key) && event.sequence > 1);
        if (mine.length > 0 && fail-- > 0) throw fail % 2 ? new InfrastructureError('away') : new Error('odd');
      });
      await transport.publish(keys.map((key) => aStageMove(key, 1)));
      await until(async () => (await effects(keys[1]!)).length === 1);
      fail = 3;
      await transport.publish([2, 3].flatMap((n) => keys.map((key) => aStageMove(key, n))));
      await until(async () => (await Promise.all(keys.map(effects))).every((done) => done.length === 3));
      await settled();
      for (const key of keys) {
        expect(await effects(key)).toEqual([1, 2, 3]);
        expect(await consumer.parked.list({ key })).toEqual([]);
      }
    });

    it('waits before a fence, and then goes on from what it knew', async () => {
      const key = 'opportunity/fenced';
      const { group, settled, effects } = await start();
      await transport.publish(stageMoves(key, 1));
      await until(async () => (await effects(key)).length === 1);
      const session = await under.pool.connect();
      await raiseFence(session, 'service', group);
      await transport.publish(stageMoves(key, 2, 2));
      await until(async () => {
        const { rows } = await session.query<{ n: number }>(
          `select count(*)::int as n from pg_locks where locktype = 'advisory' and mode = 'ShareLock' and not granted
           and database = (select oid from pg_database where datname = current_database())`,
        );
        return (rows[0]?.n ?? 0) > 0;
      });
      expect(await effects(key)).toEqual([1]);
      await elsewhere.moved(group, key, 2);
      await liftFence(session, 'service', group);
      session.release();
      await until(async () => (await effects(key)).includes(3));
      await settled();
      expect(await effects(key)).toEqual([1, 3]);
    });
  });
}

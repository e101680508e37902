import type { IntegrationEvent } from '@salesagent/canon/events';
import { InfrastructureError } from '../src/consumer/failure';
import type { BusTransport } from '../src/transport';
import { aCompany, anOfferOfTwoVersions, eventsOf } from './an-integration-event';
import { ConsumersUnderTest } from './consumers-under-test';
import { until } from './recorder';
import type { BusUnderTest } from './transport-contract';

const DECISION = { by: 'person/1', reason: 'the rule is mended' };

/** What a consumer makes of a transport: every effect once, in order per key. */
export function describeConsumerContract(name: string, open: (company: string) => Promise<BusUnderTest>): void {
  const COMPANY = aCompany();
  const { aStageMove, stageMoves } = eventsOf(COMPANY);

  describe(`a consumer on ${name}`, () => {
    let under: ConsumersUnderTest;
    let transport: BusTransport;
    const start: ConsumersUnderTest['start'] = (...given) => under.start(...given);

    beforeAll(async () => {
      under = await ConsumersUnderTest.open(open, COMPANY);
      ({ transport } = under);
    });
    afterEach(() => under.stopAll());
    afterAll(() => under.close());

    it('handles each event once, whatever is published again', async () => {
      const key = 'opportunity/once';
      await transport.publish(stageMoves(key, 5));
      await transport.publish(stageMoves(key, 5));
      const { settled, effects } = await start();
      await settled();
      await transport.publish(stageMoves(key, 6));
      await until(async () => (await effects(key)).length >= 6);
      expect(await effects(key)).toEqual([1, 2, 3, 4, 5, 6]);
    });

    it('lets later events wait for one that is missing, over batches and restarts, and then goes on in order', async () => {
      const key = 'opportunity/gap';
      await transport.publish([1, 3, 4].map((n) => aStageMove(key, n)));
      const first = await start();
      await first.settled();
      expect(await first.effects(key)).toEqual([1]);
      expect(await first.consumer.parked.count()).toEqual({ failed: 0, waiting: 2 });
      await first.consumer.stop();
      await transport.publish([aStageMove(key, 2), aStageMove(key, 5)]);
      const second = await start(undefined, { group: first.group });
      await until(async () => (await second.effects(key)).length === 5);
      expect(await second.effects(key)).toEqual([1, 2, 3, 4, 5]);
      expect(await second.consumer.parked.count()).toEqual({ failed: 0, waiting: 0 });
    });

    it('parks a message that fails and its key behind it, and lets every other key pass', async () => {
      const [bad, good] = ['opportunity/bad', 'opportunity/good'];
      let tries = 0;
      const { consumer, settled, effects } = await start(
        (events) => {
          if (!events.some((event) => event.key === bad && event.sequence === 2)) return;
          if (events.length === 1) tries += 1;
          throw new Error('cannot make sense of it');
        },
        { backoff: () => 3_600_000 },
      );
      await transport.publish([...stageMoves(bad, 4), ...stageMoves(good, 4)]);
      await until(async () => (await effects(good)).length === 4);
      await settled();
      expect(await effects(bad)).toEqual([1]);
      expect(await effects(good)).toEqual([1, 2, 3, 4]);
      expect(tries).toBe(2); // alone once, and one immediate retry
      const parked = await consumer.parked.list({ key: bad });
      expect(parked.map((row) => [row.sequence, row.attempts])).toEqual([
        [2, 2],
        [3, 0],
        [4, 0],
      ]);
      expect(parked[0]).toMatchObject({
        reason: 'Error: cannot make sense of it',
        topic: `${COMPANY}.crm.opportunity`,
      });
    });

    it('tries a parked key again after a pause, and handles what waited behind it in order', async () => {
      const key = 'opportunity/recovers';
      let broken = true;
      const { consumer, settled, effects } = await start((events) => {
        if (broken && events.some((event) => event.key === key && event.sequence === 1)) throw new Error('broken');
      });
      await transport.publish(stageMoves(key, 3));
      await until(async () => (await consumer.parked.list({ key })).some((row) => row.attempts > 3));
      await settled();
      expect(await effects(key)).toEqual([]);
      broken = false;
      await until(async () => (await effects(key)).length === 3);
      expect(await effects(key)).toEqual([1, 2, 3]);
      expect(await consumer.parked.list({ key })).toEqual([]);
      await transport.publish(stageMoves(key, 1, 4));
      await until(async () => (await effects(key)).length === 4);
    });

    it('goes on behind an event that a person discarded, and remembers who', async () => {
      const key = 'opportunity/discarded';
      const { consumer, effects } = await start(
        (events) => {
          if (events.some((event) => event.key === key && event.sequence === 1)) throw new Error('never');
        },
        { backoff: () => 3_600_000 },
      );
      await transport.publish(stageMoves(key, 3));
      await until(async () => (await consumer.parked.list({ key })).length === 3);
      expect(await consumer.discard({ source: 'gateway', key }, 1, DECISION)).toBe(true);
      expect(await effects(key)).toEqual([2, 3]);
      expect(await consumer.parked.list({ key })).toEqual([]);
      const [kept] = await consumer.parked.list({ key, discarded: true });
      expect(kept).toMatchObject({ sequence: 1, discardedBy: 'person/1' });
      await transport.publish([aStageMove(key, 1), aStageMove(key, 4)]);
      await until(async () => (await effects(key)).includes(4));
      expect(await effects(key)).toEqual([2, 3, 4]);
    });

    it('tries again at once when a person asks for it', async () => {
      const key = 'opportunity/redriven';
      let broken = true;
      const { consumer, effects } = await start(
        (events) => {
          if (broken && events.some((event) => event.key === key)) throw new Error('broken');
        },
        { backoff: () => 3_600_000 },
      );
      await transport.publish(stageMoves(key, 2));
      await until(async () => (await consumer.parked.list({ key })).length === 2);
      broken = false;
      expect(await consumer.redrive(DECISION, key)).toBe(1);
      expect(await effects(key)).toEqual([1, 2]);
    });

    it('waits for the infrastructure without parking anything', async () => {
      const key = 'opportunity/outage';
      let outage = 4;
      const { consumer, settled, effects } = await start((events) => {
        if (events.some((event) => event.key === key) && outage-- > 0) throw new InfrastructureError('model is away');
      });
      await transport.publish(stageMoves(key, 3));
      await until(async () => (await effects(key)).length === 3);
      await settled();
      expect(await effects(key)).toEqual([1, 2, 3]);
      expect(await consumer.parked.count()).toEqual({ failed: 0, waiting: 0 });
    });

    it('goes on after the database threw out its connections in the middle of a batch', async () => {
      const key = 'opportunity/thrown-out';
      let once = true;
      const { consumer, settled, effects } = await start(async (events, client) => {
        if (!once || !events.some((event) => event.key === key)) return;
        once = false;
        const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
        await under.pool.query('select pg_terminate_backend($1)', [rows[0]?.pid]);
        await client.query('select 1');
      });
      await transport.publish(stageMoves(key, 3));
      await until(async () => (await effects(key)).length === 3);
      await settled();
      expect(await effects(key)).toEqual([1, 2, 3]);
      expect(await consumer.parked.count()).toEqual({ failed: 0, waiting: 0 });
    });

    it.each([
      ['whose data does not fit its schema', { data: { nonsense: true } }, /data of OpportunityStageMoved/],
      ['of a version from the future', { version: 9 }, /version 9/],
      ['of another company', { company: 'somebody-else' }, /somebody-else/],
      ['without a valid envelope', { occurredAt: 'yesterday' }, /envelope/],
      ['larger than an event may be', { data: { by: 'x'.repeat(1_100_000) } }, /bytes are more than the 1000000/],
    ])('parks an event %s, with what is wrong, however often it is tried again', async (what, given, reason) => {
      const key = `opportunity/unsound-${what}`;
      const { consumer, effects } = await start(undefined, { backoff: () => 3_600_000 });
      await transport.publish([aStageMove(key, 1), aStageMove(key, 2, given), aStageMove(key, 3)]);
      await until(async () => (await consumer.parked.list({ key })).length === 2);
      expect(await effects(key)).toEqual([1]);
      const why = async () => (await consumer.parked.list({ key }))[0]?.reason;
      expect(await why()).toMatch(reason);
      await consumer.redrive(DECISION, key);
      expect(await why()).toMatch(reason);
    });

    it('hands over an old version as the newest says it, and parks it as it came', async () => {
      const key = 'opportunity/old-version';
      const handled: IntegrationEvent[] = [];
      let broken = true;
      const { consumer, effects } = await start(
        (events) => {
          if (broken && events.some((event) => event.sequence === 2)) throw new Error('broken');
          handled.push(...events);
        },
        { definitions: () => anOfferOfTwoVersions, backoff: () => 3_600_000 },
      );
      const offer = (sequence: number, version: number, data: unknown): IntegrationEvent =>
        aStageMove(key, sequence, { type: 'OfferMade', version, data });
      await transport.publish([
        offer(1, 1, { price: 7 }),
        offer(2, 1, { price: 8 }),
        offer(3, 2, { amount: 9, currency: 'EUR' }),
      ]);
      await until(async () => (await consumer.parked.list({ key })).length === 2);
      broken = false;
      await consumer.redrive(DECISION, key);
      expect(await effects(key)).toEqual([1, 2, 3]);
      expect(handled.map(({ version, data }) => [version, data])).toEqual([
        [2, { amount: 7, currency: 'USD' }],
        [2, { amount: 8, currency: 'USD' }],
        [2, { amount: 9, currency: 'EUR' }],
      ]);
    });

    it('passes by an event type that was invented after it', async () => {
      const key = 'opportunity/newer';
      await transport.publish([aStageMove(key, 1, { type: 'DealTeleported' }), aStageMove(key, 2)]);
      const { effects, settled } = await start();
      await settled();
      expect(await effects(key)).toEqual([2]);
    });

    it('keeps whole the sequence of a key whose events are spread over two topics', async () => {
      const key = 'deal-scoring:opportunity/1';
      const on = (topic: string, type: string, sequence: number, data: unknown): IntegrationEvent =>
        aStageMove(key, sequence, { source: 'qualification', topic: `${COMPANY}.agents.${topic}`, type, data });
      await transport.publish([
        on('insight', 'InsightRecorded', 1, {}),
        on('action', 'ProposalSuperseded', 2, { actionId: `${key}:1`, by: null, reason: 'new facts' }),
        on('insight', 'InsightRecorded', 3, {}),
        on('action', 'ProposalSuperseded', 4, { actionId: `${key}:2`, by: null, reason: 'new facts' }),
      ]);
      const { effects, settled, consumer } = await start(undefined, { topics: ['agents.action'] });
      await settled();
      expect(await effects(key)).toEqual([2, 4]);
      expect(await consumer.parked.count()).toEqual({ failed: 0, waiting: 0 });
    });

    it('does everything once when two processes believe that a key is theirs', async () => {
      const keys = Array.from({ length: 20 }, (_, n) => `opportunity/both-${n}`);
      // Two groups of the transport that share the consumer's name stand for a member and the zombie it replaced.
      const shared = 'two-processes';
      const zombie: BusTransport = {
        id: () => transport.id(),
        problems: () => transport.problems(),
        deadLetter: (...given) => transport.deadLetter(...given),
        publish: (events) => transport.publish(events),
        consume: (group, topics, onBatch, options) => transport.consume(`${group}-zombie`, topics, onBatch, options),
        lag: (group) => transport.lag(group),
        close: () => Promise.resolve(),
      };
      const one = await start(undefined, { group: shared, batchSize: 7 });
      const two = await start(undefined, { group: shared, batchSize: 11, transport: zombie });
      for (let n = 1; n <= 10; n++) await transport.publish(keys.map((key) => aStageMove(key, n)));
      await Promise.all([one.settled(), two.settled()]);
      const all = Array.from({ length: 10 }, (_, n) => n + 1);
      for (const key of keys) expect(await one.effects(key)).toEqual(all);
    });

    it('handles everything once, in order, while members of the group come and go', async () => {
      const keys = Array.from({ length: 30 }, (_, n) => `opportunity/moving-${n}`);
      const group = 'come-and-go';
      let sequence = 0;
      const publishRounds = async (n: number): Promise<void> => {
        for (let i = 0; i < n; i++) {
          sequence += 1;
          await transport.publish(keys.map((key) => aStageMove(key, sequence)));
        }
      };
      const first = await start(undefined, { group, batchSize: 20 });
      await publishRounds(5);
      const elsewhere = under.bus.connect();
      const second = await start(undefined, { group, batchSize: 20, transport: elsewhere });
      await publishRounds(10);
      await until(async () => (await first.effects(keys[0]!)).length > 0);
      await first.consumer.stop();
      await publishRounds(5);
      const third = await start(undefined, { group, batchSize: 20 });
      await publishRounds(5);
      await second.consumer.stop();
      await elsewhere.close();
      const all = Array.from({ length: sequence }, (_, n) => n + 1);
      await until(async () => (await third.effects(keys.at(-1)!)).length >= sequence && third.consumer.caughtUp());
      for (const key of keys) {
        expect(await third.effects(key)).toEqual(all);
        expect(await third.consumer.parked.list({ key })).toEqual([]);
      }
    });

    it('parks what failed in the database without saying so, instead of taking it for done', async () => {
      const key = 'opportunity/silent';
      const { consumer, effects } = await start(
        async (events, client) => {
          if (!events.some((event) => event.key === key && event.sequence === 2)) return;
          await client.query('select 1 / 0').catch(() => undefined);
        },
        { backoff: () => 3_600_000 },
      );
      await transport.publish(stageMoves(key, 3));
      await until(async () => (await consumer.parked.list({ key })).length === 2);
      expect(await effects(key)).toEqual([1]);
    });

    it('says after the commit what it handled', async () => {
      const key = 'opportunity/announced';
      const announced: number[] = [];
      const { effects } = await start(undefined, {
        afterCommit: async (events) => {
          const mine = events.filter((event) => event.key === key).map((event) => event.sequence);
          if (mine.length > 0 && (await effects(key)).length > 0) announced.push(...mine);
        },
      });
      await transport.publish(stageMoves(key, 2));
      await until(() => announced.length === 2);
      expect(announced).toEqual([1, 2]);
    });
  });
}

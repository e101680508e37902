import { EPHEMERAL_GROUP, type BusTransport, type Delivery } from '../src/transport';
import { aCompany, eventsOf } from './an-integration-event';
import { Recorder, until, withoutRepeats } from './recorder';

/** A bus that exists for one test file. */
export interface BusUnderTest {
  /** A connection to it, as one process has. */
  connect(): BusTransport;
  drop(): Promise<void>;
}

let groups = 0;
const aGroup = (): string => `group-${process.pid}-${(groups += 1)}`;

/** What every transport promises. */
export function describeTransportContract(name: string, open: (company: string) => Promise<BusUnderTest>): void {
  const COMPANY = aCompany();
  const { aStageMove, stageMoves } = eventsOf(COMPANY);
  const DEALS = `${COMPANY}.crm.opportunity`;
  const ACCOUNTS = `${COMPANY}.crm.account`;

  describe(`${name} as a transport`, () => {
    let bus: BusUnderTest;
    let transport: BusTransport;
    beforeAll(async () => {
      bus = await open(COMPANY);
      transport = bus.connect();
    });
    afterAll(async () => {
      await transport.close();
      await bus.drop();
    });

    it('delivers events as they were published', async () => {
      const event = aStageMove('opportunity/as-published', 1, { traceparent: '00-a-b-01' });
      await transport.publish([event]);
      const seen = new Recorder();
      const consumption = await transport.consume(aGroup(), [DEALS], seen.onBatch);
      await until(() => seen.sequencesOf(event.key).length > 0);
      await consumption.stop();
      const delivery = seen.deliveries.find((d) => d.key === event.key);
      expect(delivery).toMatchObject({ topic: DEALS, key: event.key, event });
    });

    it('keeps the order of a key over any number of publishes, and hands over batches', async () => {
      const keys = ['opportunity/o-1', 'opportunity/o-2', 'opportunity/o-3'];
      for (let round = 0; round < 5; round++) {
        await transport.publish(keys.flatMap((key) => stageMoves(key, 40, round * 40 + 1)));
      }
      const seen = new Recorder();
      const consumption = await transport.consume(aGroup(), [DEALS], seen.onBatch, { batchSize: 50 });
      await until(() => keys.every((key) => seen.sequencesOf(key).length >= 200));
      await consumption.stop();
      const all = Array.from({ length: 200 }, (_, n) => n + 1);
      for (const key of keys) expect(withoutRepeats(seen.sequencesOf(key))).toEqual(all);
      expect(seen.batches.length).toBeLessThan(seen.deliveries.length / 5);
    });

    it('delivers only the topics asked for, and is caught up behind the others', async () => {
      await transport.publish([aStageMove('account/other', 1, { topic: ACCOUNTS })]);
      const seen = new Recorder();
      const consumption = await transport.consume(aGroup(), [ACCOUNTS], seen.onBatch);
      await until(() => consumption.caughtUp());
      await consumption.stop();
      expect(new Set(seen.deliveries.map((d) => d.topic))).toEqual(new Set([ACCOUNTS]));
    });

    it('lets a group read from the beginning, and go on where it stopped', async () => {
      const key = 'opportunity/resumed';
      const group = aGroup();
      await transport.publish(stageMoves(key, 3));
      const before = new Recorder();
      const first = await transport.consume(group, [DEALS], before.onBatch);
      await until(() => first.caughtUp());
      await first.stop();
      await transport.publish(stageMoves(key, 2, 4));
      const after = new Recorder();
      const second = await transport.consume(group, [DEALS], after.onBatch);
      await until(() => after.sequencesOf(key).includes(5));
      await second.stop();
      expect(before.sequencesOf(key)).toEqual([1, 2, 3]);
      expect(after.sequencesOf(key)).toEqual([4, 5]);
    });

    it('gives a group the history of a topic that it asks for later', async () => {
      const group = aGroup();
      await transport.publish([aStageMove('account/late', 1, { topic: ACCOUNTS })]);
      const first = await transport.consume(group, [DEALS], new Recorder().onBatch);
      await until(() => first.caughtUp());
      await first.stop();
      const seen = new Recorder();
      const second = await transport.consume(group, [DEALS, ACCOUNTS], seen.onBatch);
      await until(() => seen.sequencesOf('account/late').length > 0);
      await second.stop();
    });

    it('forgets a group that was of one consumption only', async () => {
      const key = 'opportunity/passing-by';
      const group = `${EPHEMERAL_GROUP}${aGroup()}`;
      await transport.publish(stageMoves(key, 2));
      for (const _visit of ['first', 'second']) {
        const seen = new Recorder();
        const consumption = await transport.consume(group, [DEALS], seen.onBatch);
        await until(() => seen.sequencesOf(key).length >= 2);
        await consumption.stop();
        expect(withoutRepeats(seen.sequencesOf(key))).toEqual([1, 2]);
      }
    });

    it('delivers a batch again that was not accepted', async () => {
      const key = 'opportunity/again';
      await transport.publish(stageMoves(key, 3));
      let refusals = 0;
      const seen = new Recorder();
      const consumption = await transport.consume(aGroup(), [DEALS], async (batch) => {
        if (refusals < 2) {
          refusals += 1;
          throw new Error('not now');
        }
        await seen.onBatch(batch);
      });
      await until(() => seen.sequencesOf(key).length >= 3);
      await consumption.stop();
      expect(withoutRepeats(seen.sequencesOf(key))).toEqual([1, 2, 3]);
    });

    it('wakes a group that waits', async () => {
      const key = 'opportunity/woken';
      const seen = new Recorder();
      const consumption = await transport.consume(aGroup(), [DEALS], seen.onBatch);
      await until(() => consumption.caughtUp());
      const publisher = bus.connect();
      await publisher.publish(stageMoves(key, 1));
      await until(() => seen.sequencesOf(key).length === 1);
      await publisher.close();
      await consumption.stop();
    });

    it('shares the keys of a group between its members, and gives them to who is left', async () => {
      const group = aGroup();
      const keys = Array.from({ length: 60 }, (_, n) => `opportunity/shared-${n}`);
      const [one, two] = [bus.connect(), bus.connect()];
      const seen = [new Recorder(), new Recorder()] as const;
      const first = await one.consume(group, [DEALS], seen[0].onBatch);
      const second = await two.consume(group, [DEALS], seen[1].onBatch);
      let sequence = 0;
      const publishRound = (): Promise<void> => {
        sequence += 1;
        return transport.publish(keys.map((key) => aStageMove(key, sequence)));
      };
      const members = (): Set<number> =>
        new Set(seen.flatMap((r, i) => (r.deliveries.some((d) => keys.includes(d.key)) ? [i] : [])));
      await until(async () => {
        await publishRound();
        await new Promise((resolve) => setTimeout(resolve, 50));
        return members().size === 2;
      });
      await second.stop();
      await two.close();
      await publishRound();
      const all = Array.from({ length: sequence }, (_, n) => n + 1);
      const delivered = (key: string): Set<number> => new Set(seen.flatMap((r) => r.sequencesOf(key)));
      await until(() => keys.every((key) => delivered(key).size === sequence));
      await first.stop();
      await one.close();
      for (const key of keys) expect([...delivered(key)].sort((a, b) => a - b)).toEqual(all);
    });

    it('tells how far a group is behind', async () => {
      const group = aGroup();
      const consumption = await transport.consume(group, [DEALS], new Recorder().onBatch);
      await until(() => consumption.caughtUp());
      await consumption.stop();
      expect((await transport.lag(group)).lag).toBe(0);
      await transport.publish(stageMoves('opportunity/behind', 3));
      expect((await transport.lag(group)).lag).toBe(3);
    });

    it('never has two batches of a consumption under way', async () => {
      await transport.publish(stageMoves('opportunity/one-at-a-time', 200));
      let running = 0;
      let most = 0;
      const onBatch = async (_batch: Delivery[]): Promise<void> => {
        most = Math.max(most, (running += 1));
        await new Promise((resolve) => setTimeout(resolve, 2));
        running -= 1;
      };
      const consumption = await transport.consume(aGroup(), [DEALS], onBatch, { batchSize: 20 });
      await until(() => consumption.caughtUp());
      await consumption.stop();
      expect(most).toBe(1);
    });
  });
}

import { topicDefinitions, type IntegrationEvent } from '@salesagent/canon/events';
import { describeWithKafka, testDatabase, testKafka, type TestDatabase } from '@salesagent/servers/testing';
import { COMPANY, eventsOf } from '../../testing';
import { createTopics } from '../kafka/create-topics';
import { KafkaBus } from '../kafka/kafka-bus';
import { busDdl } from '../postgres/ddl';
import { PostgresBus } from '../postgres/postgres-bus';
import type { BusTransport } from '../transport';
import { Happened, type Kept } from './happened';

jest.setTimeout(120_000);

interface UnderTest {
  database: TestDatabase;
  bus: BusTransport;
  company: string;
}

const DAY = (n: number): string => new Date(Date.UTC(2017, 0, 1 + n)).toISOString();
const whole = (event: IntegrationEvent): Kept[] => [{ event, part: 0, undated: false, assumed: null }];

function describeHappened(name: string, open: () => Promise<UnderTest>): void {
  describe(`what happened, read from ${name}`, () => {
    let under: UnderTest;
    let happened: Happened | null = null;
    let builders: ReturnType<typeof eventsOf>;

    beforeAll(async () => {
      under = await open();
      builders = eventsOf(under.company);
      // Recorded in one order, true in another: a history that was back-dated, and one event delivered twice.
      const events = Array.from({ length: 50 }, (_, deal) =>
        [3, 1, 2].map((round, at) =>
          builders.aStageMove(`opportunity/${deal}`, at + 1, { occurredAt: DAY(round * 10 + (deal % 7)) }),
        ),
      ).flat();
      await under.bus.publish(events);
      await under.bus.publish(events.slice(0, 20));
    });
    afterEach(async () => {
      await happened?.close();
      happened = null;
    });
    afterAll(async () => {
      await under.bus.close();
      await under.database.drop();
    });

    const read = (keep = whole, signal?: AbortSignal) =>
      Happened.read({
        ...{ pool: under.database.pool, transport: under.bus, company: under.company, reader: 'a-test' },
        ...{ topics: ['crm.opportunity'], keep, ...(signal && { signal }) },
      });
    async function between(from: string | null, until: string): Promise<IntegrationEvent[]> {
      const all: IntegrationEvent[] = [];
      for await (const batch of happened!.between(from, until)) all.push(...batch);
      return all;
    }

    it('comes in the order of business time, each event once', async () => {
      happened = await read();
      const all = await between(null, DAY(365));
      expect([all.length, happened.events, happened.unreadable]).toEqual([150, 150, 0]);
      const times = all.map((e) => e.occurredAt);
      expect(times).toEqual([...times].sort());
      expect(new Set(all.map((e) => e.id)).size).toBe(150);
      expect(await happened.span()).toEqual({ first: DAY(10), last: DAY(36) });
    });

    it('comes from an instant on and until before another', async () => {
      happened = await read();
      const some = await between(DAY(20), DAY(22));
      expect(new Set(some.map((e) => e.occurredAt))).toEqual(new Set([DAY(20), DAY(21)]));
      expect(some.length + (await between(null, DAY(20))).length + (await between(DAY(22), DAY(365))).length).toBe(150);
    });

    it('holds a part that is assumed from its record’s first date on, or from the first of all', async () => {
      happened = await read((event) => {
        if (event.sequence !== 1) return whole(event);
        // The first recorded one counts as undated.
        const assumed = event.key === 'opportunity/3' ? 'start' : 'record';
        return [
          { event, part: 0, undated: true, assumed: null },
          { event: { ...event, type: 'OpportunityFieldsRevised' }, part: 1, undated: true, assumed },
        ];
      });
      const assumed = (await between(null, DAY(365))).filter((e) => e.type === 'OpportunityFieldsRevised');
      const of = (key: string) => assumed.find((e) => e.key === key)?.occurredAt;
      expect(assumed).toHaveLength(50);
      expect([of('opportunity/3'), of('opportunity/4'), of('opportunity/6')]).toEqual([DAY(10), DAY(14), DAY(16)]);
      expect(await happened.span()).toEqual({ first: DAY(10), last: DAY(36) });
    });

    it('ends at once for somebody who has gone', async () => {
      await expect(read(whole, AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone');
    });
  });
}

async function database(): Promise<TestDatabase> {
  const database = await testDatabase({ poolSize: 20 });
  await database.pool.query(busDdl(4));
  return database;
}

describeHappened('Postgres', async () => {
  const db = await database();
  return { database: db, bus: new PostgresBus(db.pool, { leaseSeconds: 1 }), company: COMPANY };
});

describeWithKafka('on Apache Kafka', () => {
  describeHappened('Kafka', async () => {
    const { address, company } = await testKafka();
    await createTopics({ brokers: [address] }, topicDefinitions(company, 4));
    return {
      database: await database(),
      bus: new KafkaBus({ brokers: [address], company, sessionTimeout: 6_000 }),
      company,
    };
  });
});

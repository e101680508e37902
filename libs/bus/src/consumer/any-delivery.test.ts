import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import type { IntegrationEvent } from '@salesagent/canon/events';
import { testDatabase, type TestDatabase } from '@salesagent/servers/testing';
import type { PoolClient } from 'pg';
import { aStageMove, COMPANY } from '../../testing/an-integration-event';
import { HandFedTransport } from '../../testing/hand-fed-transport';
import type { Delivery } from '../transport';
import { BusConsumer } from './bus-consumer';
import { consumerDdl } from './ddl';
import { InfrastructureError } from './failure';

/** One batch: what is in it, and what becomes of the process that handles it. */
interface Step {
  batch: Place[];
  end: 'goes on' | 'dies before its commit' | 'dies after its commit';
  /** Batches that come again after a death, the one it died at not counted. */
  again: number;
}
interface Place {
  key: string;
  sequence: number;
}
interface Scenario {
  /** How many events each key has, by key. */
  lengths: Record<string, number>;
  steps: Step[];
  /** What the log holds back until everything else was delivered. */
  late: Place[];
}

/** 10 ms apart: more than a busy machine needs to look at a parked key. */
const LOOKS = 1_000;
const KEYS = ['opportunity/a', 'opportunity/b', 'opportunity/c'];

/** Every event of every key at least once, in any order, some many times, some only at the end. */
const scenarios: fc.Arbitrary<Scenario> = fc
  .tuple(...KEYS.map(() => fc.integer({ min: 0, max: 7 })))
  .chain((counts) => {
    const places = KEYS.flatMap((key, k) =>
      Array.from({ length: counts[k] ?? 0 }, (_, n): Place => ({ key, sequence: n + 1 })),
    );
    const some = fc.subarray(places);
    const sizes = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 6 });
    return fc.tuple(some, some, sizes).chain(([late, repeated, batches]) => {
      const isLate = new Set(late);
      const delivered = [...places, ...repeated].filter((place) => !isLate.has(place));
      return fc.record({
        lengths: fc.constant(Object.fromEntries(KEYS.map((key, k) => [key, counts[k] ?? 0]))),
        steps: fc
          .shuffledSubarray(delivered, { minLength: delivered.length })
          .chain((order) => fc.tuple(...inBatches(order, batches).map(stepOf))),
        late: fc.shuffledSubarray(late, { minLength: late.length }),
      });
    });
  });

/** Batches of these sizes, over and over. */
function inBatches(order: readonly Place[], sizes: readonly number[]): Place[][] {
  const batches: Place[][] = [];
  for (let from = 0; from < order.length; from += batches.at(-1)!.length) {
    batches.push(order.slice(from, from + sizes[batches.length % sizes.length]!));
  }
  return batches;
}

function stepOf(batch: Place[]): fc.Arbitrary<Step> {
  return fc.record({
    batch: fc.constant(batch),
    end: fc.oneof(
      { weight: 4, arbitrary: fc.constant('goes on' as const) },
      { weight: 1, arbitrary: fc.constantFrom('dies before its commit' as const, 'dies after its commit' as const) },
    ),
    again: fc.nat({ max: 3 }),
  });
}

const eventOf = ({ key, sequence }: Place): IntegrationEvent => aStageMove(key, sequence);
const deliveryOf = (place: Place): Delivery => {
  const event = eventOf(place);
  return { topic: event.topic, partition: 0, offset: '0', key: event.key, event };
};

/** A fold that every repetition, omission and exchange of two events changes. */
const folded = (state: string, sequence: number): string =>
  createHash('md5').update(`${state}/${sequence}`).digest('hex');
const foldOf = (sequences: readonly number[]): string => sequences.reduce(folded, '');
const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1);

describe('a consumer, whatever is delivered how often in which order', () => {
  let database: TestDatabase;
  let groups = 0;
  beforeAll(async () => {
    database = await testDatabase({ poolSize: 10 });
    await database.pool.query(
      `create schema service; ${consumerDdl('service')}
       create table service.fold (consumer text, key text, state text not null, primary key (consumer, key))`,
    );
  });
  afterAll(() => database.drop());

  /** One consumer's life over several processes. */
  class Life {
    readonly group = `any-delivery-${process.pid}-${(groups += 1)}`;
    private readonly transport = new HandFedTransport();
    private consumer = this.process();
    private dying = false;
    private deaths: Promise<void> = Promise.resolve();

    start(): Promise<void> {
      return this.consumer.start();
    }

    async stop(): Promise<void> {
      await this.deaths;
      await this.consumer.stop();
    }

    async play(steps: readonly Step[]): Promise<void> {
      for (const [n, { batch, end, again }] of steps.entries()) {
        await this.take(batch, end);
        // A dead process's successor begins where was last noted: what it gets again is at least the last batch.
        if (end !== 'goes on')
          for (const step of steps.slice(Math.max(0, n - again), n + 1)) await this.take(step.batch);
      }
    }

    async take(batch: readonly Place[], end: Step['end'] = 'goes on'): Promise<void> {
      this.dying = end === 'dies before its commit';
      const read = await this.transport.deliver(batch.map(deliveryOf)).then(
        () => true,
        () => false,
      );
      // A batch with nothing to handle never comes to the handler, and so nobody dies in it.
      expect(read || end === 'dies before its commit').toBe(true);
      this.dying = false;
      if (end === 'goes on') return;
      await this.stop();
      this.consumer = this.process();
      await this.start();
    }

    parked() {
      return this.consumer.parked.list();
    }

    private process(): BusConsumer {
      const { group, transport } = this;
      const { pool } = database;
      const handle = (events: IntegrationEvent[], client: PoolClient) => this.fold(events, client);
      const options = {
        company: COMPANY,
        schema: 'service',
        topics: ['crm.opportunity'],
        redriveEveryMilliseconds: 10,
      };
      return new BusConsumer({ ...options, group, pool, transport, handle });
    }

    private async fold(events: IntegrationEvent[], client: PoolClient): Promise<void> {
      for (const { key, sequence } of events)
        await client.query(
          `insert into service.fold values ($1, $2, md5('/' || $3::text))
           on conflict (consumer, key) do update set state = md5(fold.state || '/' || $3::text)`,
          [this.group, key, sequence],
        );
      if (!this.dying) return;
      this.deaths = this.consumer.stop();
      throw new InfrastructureError('the process dies');
    }
  }

  const statesOf = async (group: string): Promise<Record<string, string>> => {
    const { rows } = await database.pool.query<{ key: string; state: string }>(
      'select key, state from service.fold where consumer = $1',
      [group],
    );
    return Object.fromEntries(rows.map(({ key, state }) => [key, state]));
  };
  /** Of each key that has any: the fold of its first events, as far as `length` says. */
  const expected = (length: (key: string) => number): Record<string, string> =>
    Object.fromEntries(KEYS.filter((key) => length(key) > 0).map((key) => [key, foldOf(upTo(length(key)))]));

  it('has the effects of every event once and in order, and keeps waiting what cannot be in order yet', async () => {
    await fc.assert(
      fc.asyncProperty(scenarios, async ({ lengths, steps, late }) => {
        const life = new Life();
        await life.start();
        try {
          await life.play(steps);
          const missing = (key: string): number =>
            Math.min(...late.filter((place) => place.key === key).map(({ sequence }) => sequence), lengths[key]! + 1);
          const before = expected((key) => missing(key) - 1);
          // What waits is what came and lies behind a gap; a successor looks at what its predecessor left undone.
          expect(await settled(() => statesOf(life.group), before)).toEqual(before);
          const held = new Set(late.map(({ key, sequence }) => `${key}@${sequence}`));
          const behind = KEYS.flatMap((key) =>
            upTo(lengths[key]!)
              .filter((sequence) => sequence > missing(key) && !held.has(`${key}@${sequence}`))
              .map((sequence) => `${key}@${sequence}: waits for the events before it`),
          );
          const waiting = (await life.parked()).map(({ key, sequence, reason }) => `${key}@${sequence}: ${reason}`);
          expect(waiting.sort()).toEqual(behind.sort());

          for (const place of late) await life.take([place]);
          const all = expected((key) => lengths[key]!);
          expect(await settled(() => statesOf(life.group), all)).toEqual(all);
          expect(await settled(() => life.parked(), [])).toEqual([]);
        } finally {
          await life.stop();
        }
      }),
      { numRuns: 60 },
    );
  });
});

/** Asks until the answer is the one that is wanted, for a few seconds; what it was last. */
async function settled<T>(ask: () => Promise<T>, wanted: T): Promise<T> {
  for (let looks = 0; ; looks += 1) {
    const answer = await ask();
    if (isDeepStrictEqual(answer, wanted) || looks === LOOKS) return answer;
    await new Promise((next) => setTimeout(next, 10));
  }
}

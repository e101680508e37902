import type { IntegrationEvent } from '@salesagent/canon/events';
import { migrate } from '@salesagent/platform';
import { testDatabase, type TestDatabase } from '@salesagent/servers/testing';
import { Pool, type PoolClient } from 'pg';
import { aStageMove, COMPANY, until } from '../../testing';
import { BusConsumer } from '../consumer/bus-consumer';
import { APPEND_ONLY } from '../consumer/ddl';
import { consumerMigrations } from '../consumer/migrations';
import { busDdl, busGrants } from '../postgres/ddl';
import { PostgresBus } from '../postgres/postgres-bus';
import type { Projection } from './projection';
import { Rebuilds, type RebuildRun } from './rebuilds';

const TOPICS = ['crm.opportunity'];
/** Held up in the shadow while a test looks at what is half built. */
let hold: Promise<void> | null = null;

/** Sum of the amounts of each key, and how many there were: order and repetition would show. */
const SUMS: Projection = {
  name: 'sums.totals',
  tables: ['total'],
  into: (schema) => async (events, client) => {
    if (schema === 'pg_temp' && hold) await hold;
    await sum(schema, events, client);
  },
};

async function sum(schema: string, events: readonly IntegrationEvent[], client: PoolClient): Promise<void> {
  await client.query(
    `insert into ${schema}.total as t (key, amount, events, last)
     select key, sum(amount), count(*), max(n) from unnest($1::text[], $2::numeric[], $3::int[]) as u(key, amount, n)
     group by key order by key
     on conflict (key) do update set amount = t.amount + excluded.amount, events = t.events + excluded.events,
       last = excluded.last`,
    [
      events.map((event) => event.key),
      events.map((event) => (event.data as { set: { amount: number } }).set.amount),
      events.map((event) => event.sequence),
    ],
  );
}

describe('a projection built again while it is live', () => {
  let database: TestDatabase;
  let pool: Pool;
  let transport: PostgresBus;
  let live: BusConsumer;
  let rebuilds: Rebuilds;
  let broken: string | null = null;
  const next = new Map<string, number>();

  beforeAll(async () => {
    database = await testDatabase({ poolSize: 20 });
    await migrate({
      url: database.connectionString,
      services: [{ schema: 'sums', migrations: consumerMigrations('sums'), appendOnly: APPEND_ONLY }],
      shared: [{ schema: 'bus', ddl: busDdl(4) }],
      grantsOf: (role) => [
        busGrants(role),
        `create table if not exists sums.total (
        key text primary key, amount numeric not null, events int not null, last int not null);
        grant select, insert, update, delete on sums.total to ${role}`,
      ],
      passwordOf: () => 'test',
    });
    pool = new Pool({ connectionString: database.as('salesagent_sums', 'test'), max: 10 });
    pool.on('error', () => undefined);
    transport = new PostgresBus(pool, { connectionString: database.connectionString });
    const apply = SUMS.into('sums');
    live = new BusConsumer({
      group: 'sums',
      company: COMPANY,
      pool,
      schema: 'sums',
      transport,
      topics: TOPICS,
      redriveEveryMilliseconds: 20,
      backoff: () => 3_600_000,
      handle: async (events, client) => {
        if (events.some((event) => `${event.key}@${event.sequence}` === broken)) throw new Error('broken');
        await apply(events, client);
      },
    });
    rebuilds = served();
    await live.start();
  });
  afterAll(async () => {
    await rebuilds.stop();
    await live.stop();
    await transport.close();
    await pool.end();
    await database.drop();
  });

  const served = (): Rebuilds => {
    const made = new Rebuilds(pool, 'sums', COMPANY);
    made.serve({ transport, group: 'sums', topics: TOPICS, projection: SUMS });
    return made;
  };

  async function publish(keys: number, rounds: number): Promise<void> {
    for (let round = 0; round < rounds; round++) {
      await transport.publish(
        Array.from({ length: keys }, (_, n) => {
          const key = `opportunity/${n}`;
          next.set(key, (next.get(key) ?? 0) + 1);
          return aStageMove(key, next.get(key)!);
        }),
      );
    }
  }
  const settled = (): Promise<void> => until(() => live.caughtUp());
  const content = async (): Promise<unknown[]> => (await pool.query('select * from sums.total order by key')).rows;

  async function run(dryRun: boolean): Promise<RebuildRun> {
    const id = await rebuilds.start(SUMS.name, { dryRun, by: 'operations' });
    await until(async () => (await rebuilds.run(id))?.state !== 'running');
    const ended = await rebuilds.run(id);
    expect(ended?.problem).toBeNull();
    return ended!;
  }

  it('is equal by its hash when nothing is wrong, and leaves nothing behind', async () => {
    await publish(200, 10);
    await settled();
    const before = await content();
    const { result } = await run(false);
    expect(result).toMatchObject({ equal: true, events: 2_000, hashBefore: result!.hash });
    expect(await content()).toEqual(before);
    const [state] = await rebuilds.list({ hash: true });
    expect(state).toMatchObject({
      name: SUMS.name,
      rows: 200,
      hash: result!.hash,
      latest: { startedBy: 'operations' },
    });
    const { rows } = await database.pool.query(
      `select group_name from bus.group_partition where starts_with(group_name, 'ephemeral/')
       union select group_name from bus.member where starts_with(group_name, 'ephemeral/')`,
    );
    expect(rows).toEqual([]);
  });

  it('is equal by its hash while events keep arriving, and the live consumer goes on where it was', async () => {
    let publishing = true;
    const arriving = (async () => {
      while (publishing) await publish(50, 1);
    })();
    const { result } = await run(true);
    const again = await run(false);
    publishing = false;
    await arriving;
    await settled();
    expect([result?.equal, again.result?.equal]).toEqual([true, true]);
    const rows = (await content()) as { key: string; events: number; last: number }[];
    for (const row of rows)
      expect([row.key, row.events, row.last]).toEqual([row.key, next.get(row.key), next.get(row.key)]);
    expect(await live.parked.count()).toEqual({ failed: 0, waiting: 0 });
  });

  it('finds rows that were changed by hand, says which, and repairs them', async () => {
    await settled();
    const right = await content();
    await pool.query(`update sums.total set amount = amount + 1 where key = 'opportunity/7'`);
    await pool.query(`delete from sums.total where key = 'opportunity/8'`);
    await pool.query(`insert into sums.total values ('opportunity/never', 1, 1, 1)`);
    const dry = await run(true);
    expect(dry.result?.equal).toBe(false);
    expect(dry.result?.hashBefore).not.toBe(dry.result?.hash);
    expect(dry.result?.tables).toMatchObject([{ table: 'total', missing: 1, extra: 1, different: 1 }]);
    expect(dry.result?.tables[0]?.first).toEqual(
      expect.arrayContaining([
        { key: 'opportunity/7', what: 'different' },
        { key: 'opportunity/8', what: 'missing' },
        { key: 'opportunity/never', what: 'extra' },
      ]),
    );
    expect(await content()).not.toEqual(right);
    const { result } = await run(false);
    expect(result?.hash).toBe(dry.result?.hash);
    expect(await content()).toEqual(right);
    expect((await run(true)).result?.equal).toBe(true);
  });

  it('does not overtake a key that is parked, and passes what was discarded', async () => {
    await settled();
    const [parked, discarded] = ['opportunity/parked', 'opportunity/discarded'];
    for (const key of [discarded, parked]) {
      broken = `${key}@2`;
      await transport.publish([1, 2, 3].map((n) => aStageMove(key, n)));
      await until(async () => (await live.parked.list({ key })).length === 2);
    }
    await live.discard({ source: 'gateway', key: discarded }, 2, { by: 'operations', reason: 'never existed' });
    await settled();
    // The rule is mended, but the live consumer has not tried again: a rebuild must not be ahead of it.
    const before = await content();
    expect((await run(true)).result?.equal).toBe(true);
    broken = null;
    await pool.query(`update sums.total set amount = 0 where key = $1`, [parked]);
    await run(false);
    expect(await content()).toEqual(before);
    await live.redrive({ by: 'operations', reason: 'mended' }, parked);
    const rows = (await content()) as { key: string; events: number }[];
    expect(rows.find((row) => row.key === parked)?.events).toBe(3);
  });

  it('refuses a second rebuild of the same projection, with what to do', async () => {
    let release = (): void => undefined;
    hold = new Promise((resolve) => (release = resolve));
    const id = await rebuilds.start(SUMS.name, { dryRun: false, by: 'operations' });
    await expect(served().start(SUMS.name, { dryRun: true, by: 'somebody' })).rejects.toMatchObject({
      message: 'sums.totals is being rebuilt already.',
      remedy: expect.stringContaining('salesagent rebuild'),
    });
    const [state] = await rebuilds.list();
    expect(state?.latest).toMatchObject({ id, state: 'running' });
    hold = null;
    release();
    await until(async () => (await rebuilds.run(id))?.state === 'done');
  });

  it('leaves the live tables alone when its service stops half way, and can begin again', async () => {
    await pool.query(`update sums.total set amount = 0 where key = 'opportunity/1'`);
    const half = await content();
    let release = (): void => undefined;
    hold = new Promise((resolve) => (release = resolve));
    const stopping = served();
    const id = await stopping.start(SUMS.name, { dryRun: false, by: 'operations' });
    const stopped = stopping.stop();
    hold = null;
    release();
    await stopped;
    expect(await rebuilds.run(id)).toMatchObject({ state: 'failed', problem: expect.stringContaining('stopping') });
    expect(await content()).toEqual(half);
    expect((await run(false)).result?.equal).toBe(false);
    expect((await run(true)).result?.equal).toBe(true);
  });

  it('leaves the live tables alone when its connection is killed half way, and can begin again', async () => {
    await pool.query(`update sums.total set amount = 0 where key = 'opportunity/1'`);
    const half = await content();
    let release = (): void => undefined;
    hold = new Promise((resolve) => (release = resolve));
    const id = await rebuilds.start(SUMS.name, { dryRun: false, by: 'operations' });
    const killed = async (): Promise<boolean> => {
      const { rowCount } = await database.pool.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where application_name = 'rebuild sums.totals' and datname = current_database()`,
      );
      return (rowCount ?? 0) > 0;
    };
    await until(killed);
    hold = null;
    release();
    await until(async () => (await rebuilds.run(id))?.state === 'failed');
    expect(await content()).toEqual(half);
    // The server says that the session ends before it has dropped what was the session's.
    const left = `select from pg_class where relname = 'total' and relpersistence = 't'`;
    await until(async () => (await database.pool.query(left)).rowCount === 0);
    expect((await run(false)).result?.equal).toBe(false);
    expect((await run(true)).result?.equal).toBe(true);
  });
});

import { randomUUID } from 'node:crypto';
import { Client, Pool } from 'pg';
import { eventStoreDdl, EventStore, jsonList, type EventToAppend } from '@salesagent/event-store';

/**
 * What the event store costs: events a second through `append` and `appendMany`, beside the same rows written by
 * bare batched INSERTs into a table of the same shape in the same run. `TEST_DATABASE_URL` names a server and an
 * owner; a database is made and removed.
 */
const IMPORT = 30_000;
const SINGLE = 3_000;
const WRITERS = 16;
const ROWS_PER_INSERT = 4_000;

const anEvent = (): EventToAppend => ({
  id: randomUUID(),
  type: 'OpportunityStageMoved',
  data: {
    recordType: 'opportunity',
    recordId: randomUUID(),
    recordVersion: 1,
    set: { subStage: '4.2', amount: 1234.5, nextStep: 'call the buyer about the second meeting', ownerId: 'P17' },
    by: 'import',
  },
  occurredAt: new Date('2017-06-30T12:00:00Z'),
  correlationId: 'bench',
  causationId: 'bench',
  actor: 'bench',
});

async function measure(what: string, events: number, work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  const rate = Math.round((events / (performance.now() - started)) * 1_000);
  console.log(`${what.padEnd(62)} ${String(rate).padStart(7)} events/s`);
  return rate;
}

async function bareInsert(pool: Pool, table: string, events: readonly EventToAppend[], rows: number): Promise<void> {
  for (let from = 0; from < events.length; from += rows) {
    const some = events.slice(from, from + rows);
    await pool.query(
      `insert into ${table}.event (stream, stream_version, sequence, integration, id, type, version, data, occurred_at,
         correlation_id, causation_id, actor)
       select 'bare/' || n, 1, 1, true, id, 'OpportunityStageMoved', 1, data, now(), 'bench', 'bench', 'bench'
       from unnest($1::text[], string_to_array($2, chr(31))::json[], $3::int[]) as e(id, data, n)`,
      [some.map((e) => e.id), jsonList(some.map((e) => JSON.stringify(e.data))), some.map((_, i) => from + i)],
    );
  }
}

async function run(pool: Pool): Promise<void> {
  const store = new EventStore(pool, { schema: 'log', isIntegration: () => true });
  const events = Array.from({ length: IMPORT }, anEvent);
  const bare = await measure(`bare INSERT, ${ROWS_PER_INSERT} rows each`, IMPORT, () =>
    bareInsert(pool, 'bare', events, ROWS_PER_INSERT),
  );
  const bulk = await measure('appendMany, 30,000 events to 10,000 streams in one call', IMPORT, async () => {
    const batches = Array.from({ length: IMPORT / 3 }, (_, n) => ({
      stream: `opportunity/${n}`,
      expected: 'none' as const,
      events: events.slice(n * 3, n * 3 + 3),
    }));
    await store.appendMany(batches);
  });
  await measure('appendMany again: everything is known already', IMPORT, async () => {
    await store.appendMany(
      events.map((event, n) => ({ stream: `opportunity/${n}`, expected: 'any', events: [event] })),
    );
  });
  const singles = Array.from({ length: SINGLE }, anEvent);
  const bareSingle = await measure('bare INSERT, one row each, one connection', SINGLE, () =>
    bareInsert(pool, 'bare_single', singles, 1),
  );
  const single = await measure('append, one event each, one writer', SINGLE, async () => {
    for (const [n, event] of singles.entries()) await store.append(`single/${n % 50}`, 'any', [event]);
  });
  await measure(`append, one event each, ${WRITERS} writers on 50 streams`, SINGLE, async () => {
    let next = 0;
    const writer = async (): Promise<void> => {
      for (let n = next++; n < SINGLE; n = next++) await store.append(`many/${n % 50}`, 'any', [anEvent()]);
    };
    await Promise.all(Array.from({ length: WRITERS }, writer));
  });
  console.log(
    `appendMany / bare: ${(bulk / bare).toFixed(2)}   append / bare single: ${(single / bareSingle).toFixed(2)}`,
  );
}

async function main(): Promise<void> {
  const server = process.env['TEST_DATABASE_URL'];
  if (!server) throw new Error('Set TEST_DATABASE_URL to a server and its owner.');
  const name = `bench_${randomUUID().replaceAll('-', '')}`;
  const owner = new Client({ connectionString: server });
  await owner.connect();
  await owner.query(`create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  const pool = new Pool({ connectionString: url.href, max: WRITERS + 2 });
  pool.on('error', () => undefined);
  try {
    for (const schema of ['log', 'bare', 'bare_single']) {
      await pool.query(`create schema ${schema}; ${eventStoreDdl(schema)}`);
    }
    await run(pool);
  } finally {
    await pool.end();
    await owner.query(`drop database ${name} with (force)`);
    await owner.end();
  }
}

void main();

import { Pool } from 'pg';
import { BusConsumer, busDdl, consumerDdl, PostgresBus, Rebuilds, type Projection } from '@salesagent/bus';
import { RECORDS } from '@salesagent/canon/sales';
import { MirrorBuilding, mirrorDdl, MirrorProjection } from '@salesagent/mirror';
import { migrate } from '@salesagent/platform';
import { vaultDdl } from '@salesagent/sealing';
import { ConsoleProjection, READ_MODELS } from '../../apps/console/src/projection/console-projection';
import { schema as consoleSchema } from '../../apps/console/src/schema';
import { withDatabase } from '../server';
import { perSecond, printTable } from '../table';
import { COMPANY, EVENTS_A_DEAL, publishHistory } from './history';
import { bareMirror, bareReadModels } from './peers';

/**
 * How long `salesagent rebuild` takes for a whole history: EVENTS (a million unless given) of deals with twenty events
 * each on the Postgres bus. The live tables are made by the live consumer; then the same is built again beside them,
 * twice: compared only, and put in place after every row of the live tables was lost. A second parameter names the
 * projection where only one is wanted.
 */
const EVENTS = Number(process.argv[2] ?? 1_000_000);
const ONLY = process.argv[3];
const GOAL_SECONDS = 60;

interface Subject {
  schema: string;
  topics: readonly string[];
  projection: Projection;
  bare: (pool: Pool, live: string) => Promise<number>;
}

const MIRRORED = { opportunity: Object.keys(RECORDS.opportunity) };
const SUBJECTS: readonly Subject[] = [
  {
    schema: 'agent',
    topics: ['crm.opportunity'],
    projection: {
      name: 'agent.mirror',
      tables: ['mirror'],
      into: (schema) => {
        const mirror = new MirrorProjection({ schema, declares: MIRRORED });
        return (events, client) => mirror.apply(events, client);
      },
      building: (schema) => new MirrorBuilding({ schema, declares: MIRRORED }),
    },
    bare: bareMirror,
  },
  { schema: 'console', topics: ConsoleProjection.topics, projection: READ_MODELS, bare: bareReadModels },
];

async function liveConsumer(pool: Pool, transport: PostgresBus, { schema, topics, projection }: Subject) {
  const into = projection.into(schema);
  let events = 0;
  const consumer = new BusConsumer({
    group: schema,
    company: COMPANY,
    pool,
    schema,
    transport,
    topics,
    batchSize: 2_000,
    handle: async (some, client) => {
      await into(some, client);
      events += some.length;
    },
  });
  const began = performance.now();
  await consumer.start();
  while (!(await consumer.caughtUp())) await new Promise((resolve) => setTimeout(resolve, 100));
  return { consumer, events, milliseconds: performance.now() - began };
}

async function rebuilt(rebuilds: Rebuilds, name: string, dryRun: boolean) {
  const id = await rebuilds.start(name, { dryRun, by: 'bench' });
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    const run = await rebuilds.run(id);
    if (run?.problem) throw new Error(run.problem);
    if (run?.result) return run.result;
  }
}

async function measure(pool: Pool, transport: PostgresBus, subject: Subject): Promise<string[][]> {
  const { schema, topics, projection } = subject;
  const bare = await subject.bare(pool, schema);
  const live = await liveConsumer(pool, transport, subject);
  const rebuilds = new Rebuilds(pool, schema, COMPANY);
  rebuilds.serve({ transport, group: schema, topics, projection });
  const row = (what: string, milliseconds: number, events: number | null, rest: string[]): string[] => [
    `${projection.name}: ${what}`,
    (milliseconds / 1_000).toFixed(1),
    events === null ? '' : perSecond(events, milliseconds).toLocaleString('en-US'),
    ...rest,
  ];
  const rows = [
    row('bare insert … select of the same rows', bare, null, ['', '', '']),
    row('live consumer from the beginning', live.milliseconds, live.events, ['', '', '']),
  ];
  for (const dryRun of [true, false]) {
    if (!dryRun) await pool.query(projection.tables.map((table) => `delete from ${schema}.${table}`).join('; '));
    const result = await rebuilt(rebuilds, projection.name, dryRun);
    const { milliseconds, fencedMilliseconds, events, equal } = result;
    const again = dryRun ? equal : result.hash === (await rebuilds.list({ hash: true }))[0]?.hash;
    rows.push(
      row(dryRun ? 'dry run' : 'every row missing, put in place', milliseconds, events, [
        again ? 'yes' : '**no**',
        `${(fencedMilliseconds / 1_000).toFixed(1)} s`,
        milliseconds < GOAL_SECONDS * 1_000 ? 'yes' : '**no**',
      ]),
    );
  }
  await rebuilds.stop();
  await live.consumer.stop();
  return rows;
}

async function main(): Promise<void> {
  await withDatabase(async (connectionString) => {
    const pool = new Pool({ connectionString, max: 20 });
    pool.on('error', () => undefined);
    await migrate({
      url: connectionString,
      services: [consoleSchema],
      shared: [
        { schema: 'bus', ddl: busDdl() },
        { schema: 'vault', ddl: vaultDdl() },
      ],
      passwordOf: () => 'bench',
    });
    await pool.query(`create schema agent; ${consumerDdl('agent')} ${mirrorDdl('agent')}`);
    const deals = Math.ceil(EVENTS / EVENTS_A_DEAL);
    const published = await publishHistory(pool, deals);
    const transport = new PostgresBus(pool, { connectionString });
    const rows: string[][] = [];
    for (const subject of SUBJECTS) {
      if (ONLY && subject.projection.name !== ONLY) continue;
      rows.push(...(await measure(pool, transport, subject)));
    }
    printTable(
      `Rebuild from ${published.toLocaleString('en-US')} events of ${deals.toLocaleString('en-US')} deals`,
      ['what', 'seconds', 'events/s', 'hash equal', 'live consumer waited', `< ${GOAL_SECONDS} s`],
      rows,
    );
    await transport.close();
    await pool.end();
  });
}

void main().then(() => process.exit());

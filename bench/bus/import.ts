import { randomUUID } from 'node:crypto';
import { Client, Pool } from 'pg';
import { BusConsumer, busDdl, consumerDdl, PostgresBus, Relay } from '@salesagent/bus';
import { eventId, isIntegrationEvent } from '@salesagent/canon/events';
import { RECORDS } from '@salesagent/canon/sales';
import { EventStore, eventStoreDdl, type StreamBatch } from '@salesagent/event-store';
import { mirrorDdl, MirrorProjection } from '@salesagent/mirror';

/**
 * How long a backfill takes from the first append until every service has projected it: one log, one relay, eight
 * consumers with a mirror each. `TEST_DATABASE_URL` names a server and an owner; a database is made and removed.
 */
const DEALS = 8_800;
const CONSUMERS = 8;

function deal(n: number): StreamBatch {
  const id = `D${n}`;
  const event = (type: string, set: Record<string, unknown>, version: number) => ({
    id: eventId('import', `opportunity/${id}`, type),
    type,
    data: { recordType: 'opportunity', recordId: id, recordVersion: version, set, by: 'import' },
    occurredAt: new Date(Date.UTC(2017, n % 12, 1 + (n % 28))),
    correlationId: 'import/1',
    causationId: 'import/1',
    actor: 'import',
  });
  return {
    stream: `opportunity/${id}`,
    expected: 'none',
    events: [
      event('OpportunityCreated', { crmStage: 'Engaging', subStage: '4.1', engagedAt: '2017-03-01T00:00:00.000Z' }, 1),
      event('OpportunityWon', { outcome: 'won', subStage: '5.3', amount: n, closedAt: '2017-05-01T00:00:00.000Z' }, 1),
      event('OpportunityFieldsRevised', { accountId: `A${n % 85}`, ownerId: `P${n % 35}`, productId: `X${n % 7}` }, 1),
    ],
  };
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
  const pool = new Pool({ connectionString: url.href, max: 60 });
  pool.on('error', () => undefined);
  try {
    const schemas = Array.from({ length: CONSUMERS }, (_, n) => `service_${n}`);
    await pool.query(`create schema gateway; ${eventStoreDdl('gateway')} ${busDdl()}`);
    for (const schema of schemas) {
      await pool.query(`create schema ${schema}; ${consumerDdl(schema)} ${mirrorDdl(schema)}`);
    }
    await measure(pool, url.href, schemas);
  } finally {
    await pool.end();
    await owner.query(`drop database ${name} with (force)`);
    await owner.end();
  }
}

async function measure(pool: Pool, connectionString: string, schemas: readonly string[]): Promise<void> {
  const store = new EventStore(pool, { schema: 'gateway', isIntegration: isIntegrationEvent });
  const transport = new PostgresBus(pool, { connectionString });
  const relay = new Relay({ store, transport, company: 'bench', source: 'gateway' });
  const consumers = schemas.map((schema) => {
    const mirror = new MirrorProjection({ schema, declares: { opportunity: Object.keys(RECORDS.opportunity) } });
    return new BusConsumer({
      group: schema,
      company: 'bench',
      pool,
      schema,
      transport,
      topics: mirror.topics(),
      batchSize: Number(process.env['BATCH'] ?? 500),
      handle: async (events, client) => {
        await mirror.apply(events, client);
      },
    });
  });
  for (const consumer of consumers) await consumer.start();
  relay.start();
  const started = performance.now();
  const seconds = (): string => ((performance.now() - started) / 1_000).toFixed(2);
  const deals = Array.from({ length: DEALS }, (_, n) => deal(n));
  for (let from = 0; from < DEALS; from += 2_000) await store.appendMany(deals.slice(from, from + 2_000));
  console.log(`appended  ${DEALS * 3} events after ${seconds()} s`);
  await relay.flush();
  console.log(`published after ${seconds()} s`);
  for (const consumer of consumers) {
    while (!(await consumer.caughtUp())) await new Promise((resolve) => setTimeout(resolve, 20));
  }
  console.log(`projected by ${CONSUMERS} services after ${seconds()} s`);
  const { rows } = await pool.query('select count(*)::int as n from service_0.mirror');
  console.log(
    `mirror rows: ${JSON.stringify(rows[0])}, cpu of this process ${(process.cpuUsage().user / 1e6).toFixed(1)} s`,
  );
  for (const consumer of consumers) await consumer.stop();
  await relay.stop();
  await transport.close();
}

void main();

import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool } from 'pg';
import {
  BusConsumer,
  busDdl,
  consumerDdl,
  createTopics,
  KafkaBus,
  PostgresBus,
  type BusTransport,
} from '@salesagent/bus';
import { eventsOf } from '@salesagent/bus/testing';
import { topicDefinitions, type IntegrationEvent } from '@salesagent/canon/events';
import { kafkaLacks, startKafka } from '@salesagent/servers';
import { withDatabase } from '../server';
import { median, perSecond, printTable } from '../table';

/**
 * What it costs to take events off the bus with all that is promised: each is validated against its schema, its key's
 * position moves in the transaction of the effect, and the effect is one row of a read model. Beside it, on the same servers in turn:
 * the same rows written by bare batched INSERTs from memory, and kafkajs' `eachBatch` that only parses JSON.
 */
const EVENTS = 40_000;
const KEYS = 4_000;
const BATCH = 500;
const ROUNDS = 3;
const COMPANY = `bench-${randomBytes(4).toString('hex')}`;
const TOPIC = `${COMPANY}.crm.opportunity`;

function events(): IntegrationEvent[] {
  const { aStageMove } = eventsOf(COMPANY);
  return Array.from({ length: EVENTS }, (_, n) => aStageMove(`opportunity/${n % KEYS}`, Math.floor(n / KEYS) + 1));
}

const INSERT = `insert into consumer.effect (key, sequence, at, data)
  select k, s, a, d::jsonb from unnest($1::text[], $2::int[], $3::timestamptz[], $4::text[]) as e(k, s, a, d)`;

function effectOf(some: readonly IntegrationEvent[]): { name: string; text: string; values: unknown[] } {
  const values = [
    some.map((event) => event.key),
    some.map((event) => event.sequence),
    some.map((event) => event.occurredAt),
    some.map((event) => JSON.stringify(event.data)),
  ];
  return { name: 'effect', text: INSERT, values };
}

async function bareInsert(pool: Pool): Promise<number> {
  const all = events();
  await pool.query('truncate consumer.effect');
  const began = performance.now();
  for (let from = 0; from < all.length; from += BATCH) await pool.query(effectOf(all.slice(from, from + BATCH)));
  return perSecond(EVENTS, performance.now() - began);
}

/** @param batchSize a fixed one; without it the consumer takes more at once while much is left to do */
async function consume(pool: Pool, transport: BusTransport, round: number, batchSize?: number): Promise<number> {
  await pool.query('truncate consumer.effect, consumer.consumer_position');
  let handled = 0;
  let done: () => void = () => undefined;
  const all = new Promise<void>((resolve) => (done = resolve));
  let began = 0;
  const consumer = new BusConsumer({
    group: `${COMPANY}-${transport.constructor.name}-${batchSize ?? 'own'}-${round}`,
    company: COMPANY,
    pool,
    schema: 'consumer',
    transport,
    topics: ['crm.opportunity'],
    ...(batchSize === undefined ? {} : { batchSize }),
    handle: async (some, client) => {
      if (began === 0) began = performance.now();
      await client.query(effectOf(some));
    },
    afterCommit: (some) => {
      handled += some.length;
      if (handled >= EVENTS) done();
    },
  });
  await consumer.start();
  await all;
  const rate = perSecond(EVENTS, performance.now() - began);
  await consumer.stop();
  return rate;
}

/** From the first batch on, as the others: joining a group is not what is compared. */
async function rawEachBatch(brokers: string[], round: number): Promise<number> {
  const { Kafka, logLevel } = createRequire(__filename)('kafkajs') as typeof import('kafkajs');
  const consumer = new Kafka({ brokers, logLevel: logLevel.ERROR }).consumer({ groupId: `${COMPANY}-raw-${round}` });
  await consumer.connect();
  await consumer.subscribe({ topics: [TOPIC], fromBeginning: true });
  let seen = 0;
  let began = 0;
  await new Promise<void>((done) => {
    void consumer.run({
      autoCommit: true,
      eachBatch: ({ batch }) => {
        if (began === 0) began = performance.now();
        for (const { value } of batch.messages) if (JSON.parse(String(value))) seen += 1;
        if (seen >= EVENTS) done();
        return Promise.resolve();
      },
    });
  });
  const rate = perSecond(EVENTS, performance.now() - began);
  await consumer.disconnect();
  return rate;
}

async function measure(connectionString: string, brokers: string[] | null): Promise<void> {
  const pool = new Pool({ connectionString, max: 20 });
  pool.on('error', () => undefined);
  await pool.query(`create schema consumer; ${consumerDdl('consumer')} ${busDdl(4)}
    create table consumer.effect (key text, sequence integer, at timestamptz not null, data jsonb not null,
      primary key (key, sequence))`);
  const postgres = new PostgresBus(pool, { connectionString });
  const contenders: [string, (round: number) => Promise<number>][] = [
    ['bare batched INSERT of the effect', () => bareInsert(pool)],
    ['consumer on the Postgres bus', (round) => consume(pool, postgres, round)],
    [`the same, ${BATCH} a transaction`, (round) => consume(pool, postgres, round, BATCH)],
  ];
  const transports: BusTransport[] = [postgres];
  if (brokers) {
    await createTopics({ brokers }, topicDefinitions(COMPANY, 3));
    const kafka = new KafkaBus({ brokers, company: COMPANY });
    transports.push(kafka);
    contenders.push(['consumer on Kafka', (round) => consume(pool, kafka, round)]);
    contenders.push([`the same, ${BATCH} a transaction`, (round) => consume(pool, kafka, round, BATCH)]);
    contenders.push(['raw kafkajs eachBatch, JSON parsed', (round) => rawEachBatch(brokers, round)]);
  }
  for (const transport of transports) {
    const all = events();
    for (let from = 0; from < all.length; from += 2_000) await transport.publish(all.slice(from, from + 2_000));
  }
  const rates = contenders.map(() => [] as number[]);
  for (let round = -1; round < ROUNDS; round++) {
    for (const [at, [, run]] of contenders.entries()) {
      const rate = await run(round);
      if (round >= 0) rates[at]?.push(rate);
    }
  }
  const rows = contenders.map(([name], at) => {
    const share = median((rates[at] ?? []).map((rate, round) => rate / (rates[0]?.[round] ?? 1)));
    return [name, median(rates[at] ?? []).toLocaleString('en-US'), `${Math.round(share * 100)} %`];
  });
  printTable(
    `Consume ${EVENTS.toLocaleString('en-US')} events of ${KEYS.toLocaleString('en-US')} keys, events a second (median of ${ROUNDS} rounds, INSERTs of ${BATCH})`,
    ['who', 'events/s', 'of the bare INSERT'],
    rows,
  );
  await Promise.all(transports.map((transport) => transport.close()));
  await pool.end();
}

async function main(): Promise<void> {
  const lacks = kafkaLacks();
  if (lacks) console.log(`Without Kafka: ${lacks}`);
  const directory = mkdtempSync(join(tmpdir(), 'salesagent-bench-kafka-'));
  const kafka = lacks ? null : await startKafka({ directory });
  try {
    await withDatabase((connectionString) => measure(connectionString, kafka && [kafka.address]));
  } finally {
    await kafka?.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

void main().then(() => process.exit());

import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { Pool } from 'pg';
import { eventStoreDdl, EventStore, jsonList, type EventToAppend } from '@salesagent/event-store';

/** Somebody who writes batches of events, each to a stream of its own, and lets go of what it holds. */
export interface Contender {
  name: string;
  append(stream: string, events: readonly EventToAppend[]): Promise<unknown>;
  close(): Promise<void>;
}

/** An event of about 1 KB, as a record change is. */
export function anEvent(): EventToAppend {
  return {
    id: randomUUID(),
    type: 'OpportunityStageMoved',
    data: {
      recordType: 'opportunity',
      recordId: randomUUID(),
      recordVersion: 1,
      set: {
        subStage: '4.2',
        amount: 1234.5,
        ownerId: 'P17',
        nextStep: 'call the buyer about the meeting '.repeat(20),
      },
      by: 'import',
    },
    occurredAt: new Date('2017-06-30T12:00:00Z'),
    correlationId: 'bench',
    causationId: 'bench',
    actor: 'bench',
  };
}

export async function eventStore(connectionString: string): Promise<Contender> {
  const pool = await poolWith(connectionString, 'ours');
  const store = new EventStore(pool, { schema: 'ours', isIntegration: () => true });
  return {
    name: 'event store',
    append: (stream, events) => store.append(stream, 'none', events),
    close: () => pool.end(),
  };
}

/** The same columns and indexes, one statement, nothing checked and nothing locked: what the database itself takes. */
export async function bareInsert(connectionString: string): Promise<Contender> {
  const pool = await poolWith(connectionString, 'bare');
  return {
    name: 'bare INSERT',
    append: (stream, events) =>
      pool.query({
        name: 'bare-insert',
        text: `insert into bare.event (stream, stream_version, sequence, integration, id, type, version, data,
                 occurred_at, correlation_id, causation_id, actor)
               select $1, n, n, true, id, type, 1, data, occurred_at, correlation_id, causation_id, actor
               from unnest($2::text[], $3::text[], string_to_array($4, chr(31))::json[], $5::timestamptz[], $6::text[],
                 $7::text[], $8::text[]) with ordinality
                 as e(id, type, data, occurred_at, correlation_id, causation_id, actor, n)`,
        values: [
          stream,
          events.map((event) => event.id),
          events.map((event) => event.type),
          jsonList(events.map((event) => JSON.stringify(event.data))),
          events.map((event) => event.occurredAt.toISOString()),
          events.map((event) => event.correlationId),
          events.map((event) => event.causationId),
          events.map((event) => event.actor),
        ],
      }),
    close: () => pool.end(),
  };
}

interface EmmettStore {
  appendToStream(stream: string, events: unknown[], options: { expectedStreamVersion: unknown }): Promise<unknown>;
  close(): Promise<void>;
}

/** The peer: an event store for Node on the same database. */
export async function emmett(connectionString: string): Promise<Contender> {
  const require = createRequire(join(resolve(__dirname, '../../..'), 'bench/peers/package.json'));
  const peer = require('@event-driven-io/emmett-postgresql') as {
    getPostgreSQLEventStore(connectionString: string, options: object): EmmettStore;
  };
  const { Pool: PeerPool } = require('pg') as { Pool: typeof Pool };
  const pool = new PeerPool({ connectionString, max: 16 });
  pool.on('error', () => undefined);
  const { STREAM_DOES_NOT_EXIST: none } = require('@event-driven-io/emmett') as { STREAM_DOES_NOT_EXIST: unknown };
  const store = peer.getPostgreSQLEventStore(connectionString, { connectionOptions: { pool } });
  const append = (stream: string, events: readonly EventToAppend[]): Promise<unknown> =>
    store.appendToStream(
      stream,
      events.map(({ id, type, data, correlationId, causationId }) => ({
        type,
        data,
        metadata: { messageId: id, correlationId, causationId },
      })),
      { expectedStreamVersion: none },
    );
  await append(`made/${randomUUID()}`, [anEvent()]); // makes its tables
  const close = async (): Promise<void> => {
    await store.close();
    await pool.end();
  };
  return { name: 'Emmett', append, close };
}

async function poolWith(connectionString: string, schema: string): Promise<Pool> {
  const pool = new Pool({ connectionString, max: 16 });
  pool.on('error', () => undefined);
  await pool.query(`create schema ${schema}; ${eventStoreDdl(schema)}`);
  return pool;
}

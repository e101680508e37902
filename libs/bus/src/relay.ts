import { Logger } from '@nestjs/common';
import type { IntegrationEvent, Source } from '@salesagent/canon/events';
import { FollowLoop, type Cursor, type EventStore } from '@salesagent/event-store';
import type { PoolClient } from 'pg';
import { toIntegration } from './to-integration';
import type { BusTransport } from './transport';

export interface RelayOptions {
  store: EventStore;
  transport: BusTransport;
  company: string;
  source: Source;
  /** Events read and published at once (1,000). */
  batchSize?: number;
}

/**
 * The cursor on the log for a bus. Each bus has its own, by which a bus that a service has not written to before gets
 * everything from the beginning, and one it comes back to goes on where it was left.
 */
export function cursorOf(busId: string): string {
  return busId === 'postgres' ? 'relay' : `relay:${busId}`;
}

/**
 * The outbox: a cursor on the service's log. Of several processes one is the relay, by a session lock that ends with
 * its connection; what a dying relay published without noting it is published again and dropped by the consumers.
 */
export class Relay {
  private readonly logger = new Logger(Relay.name);
  private readonly loop: FollowLoop;
  private client: PoolClient | null = null;
  private cursor: Cursor | null = null;
  private cursorName: string | null = null;
  private turn: Promise<unknown> = Promise.resolve();
  private stopListening: (() => void) | null = null;

  constructor(private readonly options: RelayOptions) {
    this.loop = new FollowLoop(
      () => this.inTurn(() => this.step()),
      (error, attempt) => this.logger.warn(`Relay cannot publish (attempt ${attempt}), trying again: ${String(error)}`),
      { apart: 10 },
    );
  }

  start(): void {
    this.stopListening ??= this.options.store.onAppend(() => this.loop.wake());
    this.loop.start();
  }

  async stop(): Promise<void> {
    this.stopListening?.();
    this.stopListening = null;
    await this.loop.stop();
    await this.inTurn(() => this.resign());
  }

  /** Publishes everything that was committed when it was called, here or by the process that is the relay. */
  async flush(): Promise<void> {
    const { store } = this.options;
    const { rows } = await store.pool.query<{ transaction_id: string; position: string }>(
      `select transaction_id::text as transaction_id, position from ${store.schema}.event
       order by event.transaction_id desc, position desc limit 1`,
    );
    const newest = rows[0];
    if (!newest) return;
    const name = await this.name();
    for (;;) {
      await this.inTurn(() => this.step());
      const { rows: reached } = await store.pool.query(
        `select from ${store.schema}.subscription
         where name = $1 and (transaction_id, position) >= ($2::xid8, $3::bigint)`,
        [name, newest.transaction_id, newest.position],
      );
      if (reached.length > 0) return;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  /** Events of the log that are not yet on the bus. */
  async lag(): Promise<number> {
    const { store } = this.options;
    const name = await this.name();
    const { rows } = await store.pool.query<{ n: number }>(
      `select count(*)::int as n from ${store.schema}.event e
       where e.integration and (e.transaction_id, e.position) > (
         select coalesce(max(s.transaction_id::text), '0')::xid8, coalesce(max(s.position), 0)
         from ${store.schema}.subscription s where s.name = $1)`,
      [name],
    );
    return rows[0]?.n ?? 0;
  }

  private async name(): Promise<string> {
    return (this.cursorName ??= cursorOf(await this.options.transport.id()));
  }

  private async step(): Promise<boolean> {
    const { store, transport, company, source, batchSize = 1_000 } = this.options;
    const client = await this.elect();
    if (!client) return false;
    try {
      const events = await store.readAll(this.cursor, batchSize, client);
      const last = events.at(-1);
      if (!last) return false;
      const outgoing = events
        .map((event) => toIntegration(event, company, source))
        .filter((event): event is IntegrationEvent => event !== null);
      await transport.publish(outgoing);
      await client.query(
        `update ${store.schema}.subscription set transaction_id = $2::xid8, position = $3, updated_at = now()
         where name = $1`,
        [await this.name(), last.cursor.transactionId, last.cursor.position],
      );
      this.cursor = last.cursor;
      return events.length === batchSize;
    } catch (error) {
      await this.resign();
      throw error;
    }
  }

  /** The connection that holds the relay's lock, or null when another process has it. */
  private async elect(): Promise<PoolClient | null> {
    if (this.client) return this.client;
    const { store } = this.options;
    const name = await this.name();
    const client = await store.pool.connect();
    try {
      const { rows } = await client.query<{ elected: boolean }>(
        `select pg_try_advisory_lock(hashtextextended('relay/' || $1, 0)) as elected`,
        [store.schema],
      );
      if (!rows[0]?.elected) {
        client.release();
        return null;
      }
      await client.query(`insert into ${store.schema}.subscription (name) values ($1) on conflict do nothing`, [name]);
      const held = await client.query<{ transaction_id: string; position: string }>(
        `select transaction_id::text as transaction_id, position from ${store.schema}.subscription where name = $1`,
        [name],
      );
      const row = held.rows[0]!;
      this.cursor = { transactionId: row.transaction_id, position: Number(row.position) };
      client.on('error', () => undefined); // the next query says so too
      this.client = client;
      return client;
    } catch (error) {
      client.release(true);
      throw error;
    }
  }

  /** Ends the session, and with it the lock. */
  private async resign(): Promise<void> {
    const client = this.client;
    this.client = null;
    client?.release(true);
    await Promise.resolve();
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.turn.then(work);
    this.turn = result.catch(() => undefined);
    return result;
  }
}

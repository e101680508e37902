import { Logger } from '@nestjs/common';
import type { PoolClient } from 'pg';
import type { EventStore } from './event-store';
import { FollowLoop } from './follow-loop';
import { inTransaction } from './transaction';
import type { Cursor, StoredEvent } from './types';

export interface ProjectorOptions {
  /** Name of the cursor in `{schema}.subscription`. */
  name: string;
  /** Runs in the transaction that moves the cursor: what it writes with `client` happens exactly once. */
  handler: (events: StoredEvent[], client: PoolClient) => Promise<void>;
  /** Most events in one transaction (500). */
  batchSize?: number;
  /** Called when the handler failed; the batch is tried again after a pause, without limit. */
  onError?: (error: unknown, attempt: number) => void;
}

/** Follows its own service's log. Of several processes with the same name one works and the others stand by. */
export class Projector {
  private readonly loop: FollowLoop;
  private readonly logger = new Logger(Projector.name);
  private stopListening: (() => void) | null = null;
  private registered = false;

  constructor(
    private readonly store: EventStore,
    private readonly options: ProjectorOptions,
  ) {
    const report = (error: unknown, attempt: number): void =>
      this.logger.error(`Follower "${options.name}" failed (attempt ${attempt}), trying again: ${String(error)}`);
    this.loop = new FollowLoop(() => this.runOnce(), options.onError ?? report);
  }

  start(): void {
    this.stopListening ??= this.store.onAppend(() => this.loop.wake());
    this.loop.start();
  }

  async stop(): Promise<void> {
    this.stopListening?.();
    this.stopListening = null;
    await this.loop.stop();
  }

  /** One batch in one transaction; true when there may be more. */
  async runOnce(): Promise<boolean> {
    const { schema, pool } = this.store;
    const batchSize = this.options.batchSize ?? 500;
    if (!this.registered) {
      await pool.query(`insert into ${schema}.subscription (name) values ($1) on conflict do nothing`, [
        this.options.name,
      ]);
      this.registered = true;
    }
    const cursor = await this.cursor();
    if ((await this.store.readAll(cursor, 1)).length === 0) return false;
    return inTransaction(pool, async (client) => {
      const held = await client.query<{ transaction_id: string; position: string }>(
        `select transaction_id::text as transaction_id, position from ${schema}.subscription
         where name = $1 for update skip locked`,
        [this.options.name],
      );
      const row = held.rows[0];
      if (!row) return false; // another process is at it
      const after = { transactionId: row.transaction_id, position: Number(row.position) };
      const events = await this.store.readAll(after, batchSize, client);
      const last = events.at(-1);
      if (last) {
        await this.options.handler(events, client);
        await client.query(
          `update ${schema}.subscription set transaction_id = $2::xid8, position = $3, updated_at = now()
           where name = $1`,
          [this.options.name, last.cursor.transactionId, last.cursor.position],
        );
      }
      return events.length === batchSize;
    });
  }

  /** True when every event that may be read has been handled. */
  async caughtUp(): Promise<boolean> {
    return (await this.store.readAll(await this.cursor(), 1)).length === 0;
  }

  private async cursor(): Promise<Cursor | null> {
    const { rows } = await this.store.pool.query<{ transaction_id: string; position: string }>(
      `select transaction_id::text as transaction_id, position from ${this.store.schema}.subscription where name = $1`,
      [this.options.name],
    );
    const row = rows[0];
    return row ? { transactionId: row.transaction_id, position: Number(row.position) } : null;
  }
}

/** Starts a {@link Projector}. */
export function subscribe(
  store: EventStore,
  name: string,
  handler: ProjectorOptions['handler'],
  options: Omit<ProjectorOptions, 'name' | 'handler'> = {},
): Projector {
  const projector = new Projector(store, { ...options, name, handler });
  projector.start();
  return projector;
}

import type { UpcasterLadder } from '@salesagent/canon/events';
import type { Pool, PoolClient } from 'pg';
import { appendBatches, fitInOneCall } from './append';
import { InvalidEventError, StreamNotLockedError } from './errors';
import { schemaName } from './identifier';
import { EVENT_COLUMNS, toStoredEvent, type EventRow } from './rows';
import { serialiseData } from './serialise';
import { inTransaction, withClient } from './transaction';
import type {
  AppendResult,
  Cursor,
  EventToAppend,
  Expected,
  StoredEvent,
  StoreTransaction,
  StreamBatch,
} from './types';
import { withVersions } from './upcasting';

export interface EventStoreOptions {
  /** Schema whose log this is; one log a service. */
  schema: string;
  /** Whether events of a type leave the service; those get a gap-free sequence per stream. */
  isIntegration: (type: string) => boolean;
  /** From every old version to the newest; what is read is the newest, what is appended is taken for it. */
  upcasters?: UpcasterLadder;
}

/**
 * A service's event log on Postgres. Every stream has one writing service; any number of its processes and
 * connections may write at the same time.
 */
export class EventStore {
  readonly schema: string;
  private readonly upcasters: UpcasterLadder;
  private readonly listeners = new Set<() => void>();

  constructor(
    readonly pool: Pool,
    private readonly options: EventStoreOptions,
  ) {
    this.schema = schemaName(options.schema);
    this.upcasters = options.upcasters ?? {};
  }

  /**
   * Takes the locks of `streams`, then runs `work` in one transaction. Streams not named cannot be appended to.
   * @throws whatever `work` throws, after rolling back; ConcurrencyError, StreamNotLockedError, InvalidEventError
   */
  async transact<T>(streams: readonly string[], work: (tx: StoreTransaction) => Promise<T>): Promise<T> {
    const result = await inTransaction(this.pool, (client) => this.join(client, streams, work));
    this.announce();
    return result;
  }

  /**
   * Like {@link transact} in a transaction the caller began (a TypeORM QueryRunner's, say) and will commit.
   * It must be the transaction's first work: a lock taken after a transaction id could invert a stream.
   */
  async join<T>(
    client: PoolClient,
    streams: readonly string[],
    work: (tx: StoreTransaction) => Promise<T>,
  ): Promise<T> {
    const named = new Set(streams);
    await client.query({
      name: `event-store-lock-${this.schema}`,
      text: `select ${this.schema}.lock_streams($1::text[])`,
      values: [[...named]],
    });
    const appendMany = (batches: readonly StreamBatch[]): Promise<AppendResult[]> => {
      const foreign = batches.find((batch) => !named.has(batch.stream));
      if (foreign) throw new StreamNotLockedError(foreign.stream);
      return this.write(client, batches, false);
    };
    return work({
      client,
      append: async (stream, expected, events) => (await appendMany([{ stream, expected, events }]))[0]!,
      appendMany: async (batches) => appendMany(batches),
      read: (stream, fromVersion) => this.readFrom(client, stream, fromVersion),
    });
  }

  /** Appends to one stream in a transaction of its own. @throws ConcurrencyError, InvalidEventError */
  append(stream: string, expected: Expected, events: readonly EventToAppend[]): Promise<AppendResult> {
    return this.appendMany([{ stream, expected, events }]).then(([result]) => result!);
  }

  /** Appends to many streams, all or nothing, set-based. Several batches may name the same stream. */
  async appendMany(batches: readonly StreamBatch[]): Promise<AppendResult[]> {
    if (!fitInOneCall(batches)) {
      return this.transact(
        batches.map((batch) => batch.stream),
        (tx) => tx.appendMany(batches),
      );
    }
    // One statement is its own transaction: it takes the locks, decides and writes in one round trip.
    const results = await withClient(this.pool, (client) => this.write(client, batches, true));
    this.announce();
    return results;
  }

  /** Why the log would not take an event; null when it would. Asked after a batch was refused, to find whose it is. */
  refusal(event: EventToAppend): InvalidEventError | null {
    try {
      serialiseData(event, this.options.isIntegration(event.type));
      return null;
    } catch (error) {
      if (error instanceof InvalidEventError) return error;
      throw error;
    }
  }

  /** A stream's events in order; `fromVersion` is the first version wanted (1 when absent). */
  read(stream: string, fromVersion = 1): Promise<StoredEvent[]> {
    return this.readFrom(this.pool, stream, fromVersion);
  }

  /**
   * Events after a cursor, in the order of `(transaction id, position)`, of transactions older than any that still
   * runs: nothing can be committed before what is returned, so a reader that stores the last cursor misses nothing.
   */
  async readAll(after: Cursor | null, limit: number, client: Pool | PoolClient = this.pool): Promise<StoredEvent[]> {
    // Ordered by the column, not by the text of the same name that is selected: as text 1000 comes before 999.
    const { rows } = await client.query<EventRow>({
      name: `event-store-follow-${this.schema}`,
      text: `select ${EVENT_COLUMNS} from ${this.schema}.event
             where (transaction_id, position) > ($1::xid8, $2::bigint)
               and transaction_id < pg_snapshot_xmin(pg_current_snapshot())
             order by event.transaction_id, event.position limit $3`,
      values: [after?.transactionId ?? '0', after?.position ?? 0, limit],
    });
    return rows.map((row) => toStoredEvent(row, this.upcasters));
  }

  /** Cursor of the newest event a follower could see now; null when the log is empty. */
  async tail(): Promise<Cursor | null> {
    const { rows } = await this.pool.query<{ transaction_id: string; position: string }>(
      `select transaction_id::text as transaction_id, position from ${this.schema}.event
       where transaction_id < pg_snapshot_xmin(pg_current_snapshot())
       order by event.transaction_id desc, position desc limit 1`,
    );
    const row = rows[0];
    return row ? { transactionId: row.transaction_id, position: Number(row.position) } : null;
  }

  /** Calls `listener` after each append of this process; returns how to stop. Other processes are seen by polling. */
  onAppend(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Wakes this process's followers, after a transaction begun elsewhere ({@link join}) was committed. */
  announce(): void {
    for (const listener of this.listeners) listener();
  }

  private write(client: PoolClient, batches: readonly StreamBatch[], takeLocks: boolean): Promise<AppendResult[]> {
    const { isIntegration } = this.options;
    const versioned = withVersions(this.upcasters, batches);
    return appendBatches(client, versioned, { schema: this.schema, isIntegration, takeLocks });
  }

  private async readFrom(client: Pool | PoolClient, stream: string, fromVersion = 1): Promise<StoredEvent[]> {
    const { rows } = await client.query<EventRow>({
      name: `event-store-read-${this.schema}`,
      text: `select ${EVENT_COLUMNS} from ${this.schema}.event
             where stream = $1 and stream_version >= $2 order by stream_version`,
      values: [stream, fromVersion],
    });
    return rows.map((row) => toStoredEvent(row, this.upcasters));
  }
}

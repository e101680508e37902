import { schemaName } from '@salesagent/event-store';
import type { IntegrationEvent } from '@salesagent/canon/events';
import type { Pool, PoolClient } from 'pg';
import { noted } from './parked-history';

/** An event that waits, as an operator sees it. */
export interface ParkedEvent {
  consumer: string;
  source: string;
  key: string;
  sequence: number;
  topic: string;
  event: unknown;
  /** Why it failed, or what it waits for. */
  reason: string;
  /** 0 = it did not fail itself. */
  attempts: number;
  nextAttemptAt: Date | null;
  parkedAt: Date;
  discardedAt: Date | null;
  discardedBy: string | null;
}

export interface LaneName {
  source: string;
  key: string;
}

/** The events of a consumer that cannot be handled now. */
export class ParkedKeys {
  private readonly schema: string;

  constructor(
    private readonly pool: Pool,
    schema: string,
    readonly consumer: string,
  ) {
    this.schema = schemaName(schema);
  }

  /** Oldest first; discarded ones only when asked for. */
  async list(options: { key?: string; limit?: number; discarded?: boolean } = {}): Promise<ParkedEvent[]> {
    const { rows } = await this.pool.query<ParkedEvent & { sequence: string }>(
      `select consumer, source, key, sequence, topic, event, reason, attempts, next_attempt_at as "nextAttemptAt",
              parked_at as "parkedAt", discarded_at as "discardedAt", discarded_by as "discardedBy"
       from ${this.schema}.parked
       where consumer = $1 and ($2::text is null or key = $2) and (discarded_at is not null) = $3
       order by parked_at, source, key, sequence limit $4`,
      [this.consumer, options.key ?? null, options.discarded ?? false, options.limit ?? 100],
    );
    return rows.map((row) => ({ ...row, sequence: Number(row.sequence) }));
  }

  async count(): Promise<{ failed: number; waiting: number }> {
    const { rows } = await this.pool.query<{ failed: number; waiting: number }>(
      `select count(*) filter (where attempts > 0)::int as failed, count(*) filter (where attempts = 0)::int as waiting
       from ${this.schema}.parked where consumer = $1 and discarded_at is null`,
      [this.consumer],
    );
    return rows[0] ?? { failed: 0, waiting: 0 };
  }

  /** Adds events in the consumer's transaction. `attempts` 0 for those that only wait. */
  async add(
    client: PoolClient,
    rows: readonly { event: IntegrationEvent; reason: string; attempts: number; retryInMilliseconds: number | null }[],
  ): Promise<void> {
    if (rows.length === 0) return;
    await client.query(
      noted(
        this.schema,
        `insert into ${this.schema}.parked
           (consumer, source, key, sequence, topic, event, reason, attempts, next_attempt_at)
         select $1, p.source, p.key, p.sequence, p.topic, p.event, p.reason, p.attempts,
                clock_timestamp() + make_interval(secs => p.retry / 1000.0)
         from unnest($2::text[], $3::text[], $4::bigint[], $5::text[], $6::json[], $7::text[], $8::int[], $9::float8[])
           as p(source, key, sequence, topic, event, reason, attempts, retry)
         on conflict do nothing returning consumer, source, key, sequence, attempts, reason`,
        { what: `'parked'`, reason: 'reason' },
      ),
      [
        this.consumer,
        rows.map((row) => row.event.source),
        rows.map((row) => row.event.key),
        rows.map((row) => row.event.sequence),
        rows.map((row) => row.event.topic),
        rows.map((row) => JSON.stringify(row.event)),
        rows.map((row) => row.reason),
        rows.map((row) => row.attempts),
        rows.map((row) => row.retryInMilliseconds),
      ],
    );
  }

  /** Keys of which something is due; without those that only wait when `waiting` is false. */
  async due(limit = 100, waiting = true): Promise<LaneName[]> {
    const { rows } = await this.pool.query<LaneName>({
      name: `bus-due-${this.schema}`,
      text: `select distinct source, key from ${this.schema}.parked
             where consumer = $1 and next_attempt_at <= clock_timestamp()
             union
             -- What waited, and whose turn came while nobody looked: two processes handled the key at once.
             select w.source, w.key from ${this.schema}.parked w
             left join ${this.schema}.consumer_position p using (consumer, source, key)
             where w.consumer = $1 and (w.attempts = 0 and $3 or w.discarded_at is not null)
               and w.sequence = coalesce(p.sequence, 0) + 1
             limit $2`,
      values: [this.consumer, limit, waiting],
    });
    return rows;
  }

  /** The position of a key and its parked events in order, locked until the transaction ends; null when taken. */
  async lock(
    client: PoolClient,
    lane: LaneName,
    limit: number,
  ): Promise<{ position: number; rows: ParkedRow[] } | null> {
    const values = [this.consumer, lane.source, lane.key];
    const taken = await client.query<{ free: boolean }>(
      `select pg_try_advisory_xact_lock(hashtextextended('parked/' || $1 || '/' || $2 || '/' || $3, 0)) as free`,
      values,
    );
    if (!taken.rows[0]?.free) return null;
    const position = await client.query<{ sequence: string }>(
      `select sequence from ${this.schema}.consumer_position where consumer = $1 and source = $2 and key = $3`,
      values,
    );
    const { rows } = await client.query<Omit<ParkedRow, 'sequence'> & { sequence: string }>(
      `select sequence, topic, event, attempts, discarded_at is not null as discarded,
              attempts > 0 and next_attempt_at > clock_timestamp() as rests from ${this.schema}.parked
       where consumer = $1 and source = $2 and key = $3 and sequence > $5 order by sequence limit $4`,
      [...values, limit, position.rows[0]?.sequence ?? 0],
    );
    return {
      position: Number(position.rows[0]?.sequence ?? 0),
      rows: rows.map((row) => ({ ...row, sequence: Number(row.sequence) })),
    };
  }

  /** Forgets events of a key that were handled; discarded ones stay on record but are due no more. */
  async settle(client: PoolClient, lane: LaneName, upTo: number): Promise<void> {
    const values = [this.consumer, lane.source, lane.key, upTo];
    const where = 'consumer = $1 and source = $2 and key = $3 and sequence <= $4';
    await client.query(
      noted(
        this.schema,
        `delete from ${this.schema}.parked where ${where} and discarded_at is null
         returning consumer, source, key, sequence, attempts, reason`,
        { what: `'handled'` },
      ),
      values,
    );
    await client.query(
      `update ${this.schema}.parked set next_attempt_at = null where ${where} and next_attempt_at is not null`,
      values,
    );
  }

  /** Notes that an event failed again, or that one which waited has now failed itself. */
  async failedAgain(
    lane: LaneName,
    sequence: number,
    reason: string,
    retryIn: (attempts: number) => number,
  ): Promise<void> {
    const values = [this.consumer, lane.source, lane.key, sequence];
    const where = 'consumer = $1 and source = $2 and key = $3 and sequence = $4';
    const { rows } = await this.pool.query<{ attempts: number }>(
      noted(
        this.schema,
        `update ${this.schema}.parked set attempts = attempts + 1, reason = $5 where ${where}
         returning consumer, source, key, sequence, attempts, reason`,
        { what: `'failed'`, reason: 'reason' },
      ),
      [...values, reason],
    );
    const attempts = rows[0]?.attempts;
    if (attempts === undefined) return;
    await this.pool.query(
      `update ${this.schema}.parked set next_attempt_at = clock_timestamp() + make_interval(secs => $5) where ${where}`,
      [...values, retryIn(attempts) / 1_000],
    );
  }

  /** Stops trying a key for now whose next event is not here (its predecessor has yet to arrive). */
  async rest(client: PoolClient, lane: LaneName): Promise<void> {
    await client.query(
      `update ${this.schema}.parked set next_attempt_at = null
       where consumer = $1 and source = $2 and key = $3 and next_attempt_at is not null
         and (attempts = 0 or discarded_at is not null)`,
      [this.consumer, lane.source, lane.key],
    );
  }
}

export interface ParkedRow {
  sequence: number;
  topic: string;
  event: unknown;
  attempts: number;
  discarded: boolean;
  /** It failed, and its pause is not over. */
  rests: boolean;
}

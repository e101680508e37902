import type { Pool, PoolClient } from 'pg';
import type { Delivery } from '../transport';
import type { Followed } from './following';
import type { Incoming } from './incoming';
import type { LaneName } from './parked-keys';

/** The events that a follower keeps until the followed consumer has handled them: those of `parked` that never failed. */
export class KeptEvents {
  private readonly bounds: string;

  /** @param schema the follower's own schema, e.g. `pg_temp` */
  constructor(
    private readonly schema: string,
    private readonly consumer: string,
    private readonly followed: Followed,
  ) {
    this.bounds = `${followed.schema}.consumer_position`;
  }

  /** Kept events whose turn may have come, in order per key. */
  async takeable(pool: Pool, limit: number): Promise<Delivery[]> {
    const { rows } = await pool.query<{ topic: string; key: string; event: unknown }>(
      `select p.topic, p.key, p.event from ${this.schema}.parked p
       join ${this.bounds} b on b.consumer = $2 and b.source = p.source and b.key = p.key and b.sequence >= p.sequence
       left join ${this.schema}.consumer_position o
         on o.consumer = p.consumer and o.source = p.source and o.key = p.key
       where p.consumer = $1 and p.attempts = 0 and p.discarded_at is null
         and not exists (select from ${this.schema}.parked f where f.consumer = p.consumer and f.source = p.source
           and f.key = p.key and (f.attempts > 0 or f.discarded_at is not null) and f.sequence < p.sequence
           and f.sequence > coalesce(o.sequence, 0))
       order by p.source, p.key, p.sequence limit $3`,
      [this.consumer, this.followed.group, limit],
    );
    return rows.map((row) => ({ ...row, partition: 0, offset: '0' }));
  }

  /** Takes events out of the waiting ones; those that still have to wait are put back in the same transaction. */
  async take(client: PoolClient, batch: readonly Incoming[]): Promise<void> {
    await client.query(
      `delete from ${this.schema}.parked p
       using unnest($2::text[], $3::text[], $4::bigint[]) as t(source, key, sequence)
       where p.consumer = $1 and p.source = t.source and p.key = t.key and p.sequence = t.sequence and p.attempts = 0`,
      [
        this.consumer,
        batch.map(({ event }) => event.source),
        batch.map(({ event }) => event.key),
        batch.map(({ event }) => event.sequence),
      ],
    );
  }

  /** Lets go what a person let go in the followed consumer; returns the keys of what was not let go before. */
  async discardAlike(client: PoolClient): Promise<LaneName[]> {
    const { rows } = await client.query<LaneName>(
      `insert into ${this.schema}.parked (consumer, source, key, sequence, topic, event, reason, attempts,
         next_attempt_at, discarded_at, discarded_by)
       select $1, source, key, sequence, topic, event, reason, attempts, clock_timestamp(), discarded_at, discarded_by
       from ${this.followed.schema}.parked
       where consumer = $2 and discarded_at is not null and not starts_with(source, 'unreadable/')
       on conflict (consumer, source, key, sequence) do update
         set discarded_at = excluded.discarded_at, discarded_by = excluded.discarded_by,
             next_attempt_at = excluded.next_attempt_at where parked.discarded_at is null
       returning source, key`,
      [this.consumer, this.followed.group],
    );
    return rows;
  }
}

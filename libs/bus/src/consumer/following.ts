import { schemaName } from '@salesagent/event-store';
import type { Pool, PoolClient } from 'pg';
import type { Delivery } from '../transport';
import type { LaneState } from './arrange';
import { laneOf, type Incoming } from './incoming';
import { lanesOf, type Lanes } from './lanes';
import type { LaneName } from './parked-keys';
import { readStates } from './positions';

/** A consumer that another one follows and never overtakes. */
export interface Followed {
  schema: string;
  group: string;
}

/** Kept events taken at once. */
const KEPT_BATCH = 2_000;

/**
 * The wait of a consumer that follows another: it handles an event only once the followed one has. Events that come
 * before their turn are kept in its `parked` table and taken from there many at a time.
 */
export class Following implements Lanes {
  readonly following = true;
  private readonly bounds: string;

  /** @param schema the follower's own schema, e.g. `pg_temp` */
  constructor(
    private readonly schema: string,
    private readonly consumer: string,
    private readonly followed: Followed,
  ) {
    this.bounds = `${schemaName(followed.schema)}.consumer_position`;
  }

  /** It passes no fence: whoever raises one around the followed consumer waits for this one to be level. */
  async begin(client: PoolClient): Promise<void> {
    await client.query('begin');
  }

  async statesOf(client: PoolClient, batch: readonly Incoming[]): Promise<Map<string, LaneState>> {
    const lanes = lanesOf(batch);
    const names = [...lanes.values()];
    const states = await readStates(client, this.schema, this.consumer, names);
    const bounds = await this.boundsOf(client, names);
    for (const lane of lanes.keys()) {
      const state = states.get(lane) ?? { position: 0, parked: new Set(), failed: false };
      states.set(lane, { ...state, until: bounds.get(lane) ?? 0 });
    }
    return states;
  }

  async boundOf(client: PoolClient, { source, key }: LaneName): Promise<number> {
    return (await this.boundsOf(client, [{ source, key }])).get(laneOf(source, key)) ?? 0;
  }

  /** Nothing is remembered: every state was read. */
  committed(): void {}

  forget(): void {}

  /** Hands over kept events whose turn has come; true when there may be more. */
  async catchUp(pool: Pool, handle: (kept: Delivery[]) => Promise<void>): Promise<boolean> {
    await this.discardAlike(pool);
    const batch = await this.takeable(pool, KEPT_BATCH);
    await handle(batch);
    return batch.length === KEPT_BATCH;
  }

  /** How far the followed consumer has come with each of the keys; those that are missing it has not begun. */
  private async boundsOf(client: PoolClient, lanes: readonly LaneName[]): Promise<Map<string, number>> {
    const { rows } = await client.query<{ source: string; key: string; until: string }>({
      name: `bus-bounds-${this.schema}`,
      text: `select source, key, sequence as until
             from unnest($2::text[], $3::text[]) as l(source, key) join ${this.bounds} b using (source, key)
             where b.consumer = $1`,
      values: [this.followed.group, lanes.map((lane) => lane.source), lanes.map((lane) => lane.key)],
    });
    return new Map(rows.map((row) => [laneOf(row.source, row.key), Number(row.until)]));
  }

  /** Kept events whose turn may have come, in order per key. */
  private async takeable(pool: Pool, limit: number): Promise<Delivery[]> {
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

  /** Lets go what a person let go in the followed consumer. */
  private async discardAlike(pool: Pool): Promise<void> {
    await pool.query(
      `insert into ${this.schema}.parked (consumer, source, key, sequence, topic, event, reason, attempts,
         next_attempt_at, discarded_at, discarded_by)
       select $1, source, key, sequence, topic, event, reason, attempts, clock_timestamp(), discarded_at, discarded_by
       from ${this.followed.schema}.parked
       where consumer = $2 and discarded_at is not null and not starts_with(source, 'unreadable/')
       on conflict (consumer, source, key, sequence) do update
         set discarded_at = excluded.discarded_at, discarded_by = excluded.discarded_by,
             next_attempt_at = excluded.next_attempt_at where parked.discarded_at is null`,
      [this.consumer, this.followed.group],
    );
  }
}

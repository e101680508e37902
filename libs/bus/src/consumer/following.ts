import { inTransaction, schemaName } from '@salesagent/event-store';
import type { Pool, PoolClient } from 'pg';
import type { Delivery } from '../transport';
import type { LaneState } from './arrange';
import { HeldPositions, heldFromTheStart, type Held } from './held-positions';
import { laneOf, type Incoming } from './incoming';
import { KeptEvents } from './kept-events';
import { lanesOf, nameOf, type Lanes } from './lanes';
import type { LaneName } from './parked-keys';
import { movePositions, readStates } from './positions';

/** A consumer that another one follows and never overtakes. */
export interface Followed {
  schema: string;
  group: string;
  /** Keys of which the follower holds the position in memory (500,000; some 90 MB). */
  mostHeld?: number;
}

/** Kept events taken at once. */
const KEPT_BATCH = 2_000;

/**
 * The wait of a consumer that follows another: it handles an event only once the followed one has. Events that come
 * before their turn are kept in its `parked` table and taken from there many at a time.
 *
 * It is alone in its group, so it needs no table to know where it is: positions are held in memory, and written down
 * (`stored`) only of keys with parked events, as everything that looks at those expects, and of the oldest keys when
 * there are too many.
 */
export class Following implements Lanes {
  readonly following = true;
  private readonly bounds: string;
  /** Whether there may be anything in the tables. */
  private stored = false;
  /** Keys whose positions the transaction under way writes down, and those that it begins to hold. */
  private readonly storing = new Set<string>();
  private readonly beginning = new Map<string, Held>();
  private readonly kept: KeptEvents;
  private readonly held: HeldPositions;

  /** @param schema the follower's own schema, e.g. `pg_temp` */
  constructor(
    private readonly schema: string,
    private readonly consumer: string,
    private readonly followed: Followed,
  ) {
    this.held = new HeldPositions(followed.mostHeld);
    this.bounds = `${schemaName(followed.schema)}.consumer_position`;
    this.kept = new KeptEvents(schema, consumer, followed);
  }

  /** It passes no fence: whoever raises one around the followed consumer waits for this one to be level. */
  async begin(client: PoolClient): Promise<void> {
    this.storing.clear();
    this.beginning.clear();
    await client.query('begin');
  }

  /** @param certain something is to be parked: then the positions of the whole batch are written down */
  async statesOf(client: PoolClient, batch: readonly Incoming[], certain: boolean): Promise<Map<string, LaneState>> {
    await this.store(client, this.held.surplus());
    if (certain) {
      this.stored = true;
      await this.store(client, lanesOf(batch).keys());
    }
    const states = new Map<string, LaneState>();
    const elsewhere = new Map<string, LaneName>();
    const unbound = new Map<string, LaneName>();
    for (const { lane, event } of batch) {
      const held = this.heldOf(lane);
      if (!held) elsewhere.set(lane, event);
      else if (event.sequence > held.until) unbound.set(lane, event);
      if (held) states.set(lane, held);
    }
    const names = [...elsewhere.values()];
    const known = await this.storedOf(client, names);
    const bounds = await this.boundsOf(client, [...names, ...unbound.values()]);
    for (const lane of unbound.keys()) this.held.get(lane)!.until = bounds.get(lane) ?? 0;
    this.beginning.clear();
    for (const lane of elsewhere.keys()) {
      const until = bounds.get(lane) ?? 0;
      const state = known.get(lane);
      states.set(lane, state ? { ...state, until } : heldFromTheStart(until));
      if (!state && !certain) this.beginning.set(lane, states.get(lane) as Held);
    }
    return states;
  }

  async boundOf(client: PoolClient, { source, key }: LaneName): Promise<number> {
    return (await this.boundsOf(client, [{ source, key }])).get(laneOf(source, key)) ?? 0;
  }

  async move(client: PoolClient, moves: ReadonlyMap<string, { from: number; to: number }>): Promise<void> {
    const stored = new Map([...moves].filter(([lane]) => !this.heldOf(lane) && !this.beginning.has(lane)));
    if (stored.size > 0) await movePositions(client, this.schema, this.consumer, stored);
  }

  committed(_states: ReadonlyMap<string, LaneState>, moves: ReadonlyMap<string, { to: number }>): void {
    for (const lane of this.storing) this.held.release(lane);
    for (const [lane, held] of this.beginning) this.held.add(lane, held);
    this.storing.clear();
    this.beginning.clear();
    for (const [lane, { to }] of moves) this.held.move(lane, to);
  }

  /** What is held was committed, whatever became of the transaction after it. */
  forget(): void {}

  /**
   * How many events the followed consumer has handled that this one has not. As it never overtakes with any key, it is
   * level with every one when that is 0. Exact while neither of them moves.
   */
  async behind(client: Pool | PoolClient): Promise<number> {
    const { rows } = await client.query<{ followed: string; stored: string }>(
      `select (select coalesce(sum(sequence), 0) from ${this.bounds} where consumer = $1) as followed,
              (select coalesce(sum(sequence), 0) from ${this.schema}.consumer_position where consumer = $2) as stored`,
      [this.followed.group, this.consumer],
    );
    return Number(rows[0]!.followed) - Number(rows[0]!.stored) - this.held.sum;
  }

  /** Some keys with which it is behind. Must not be called while a batch is handled. */
  async keysBehind(pool: Pool, limit: number): Promise<{ keys: number; some: string[] }> {
    await this.alone(pool, (client) => this.store(client, this.held.all()));
    const { rows } = await pool.query<{ keys: number; some: string[] | null }>(
      `select count(*)::int as keys, (array_agg(l.key order by l.key))[1:$3] as some
       from ${this.bounds} l
       left join ${this.schema}.consumer_position s on s.consumer = $2 and s.source = l.source and s.key = l.key
       where l.consumer = $1 and coalesce(s.sequence, 0) < l.sequence`,
      [this.followed.group, this.consumer, limit],
    );
    return { keys: rows[0]?.keys ?? 0, some: rows[0]?.some ?? [] };
  }

  /** A transaction in which no batch is handled. */
  private async alone(pool: Pool, work: (client: PoolClient) => Promise<void>): Promise<void> {
    await inTransaction(pool, work, (client) => this.begin(client));
    this.committed(new Map(), new Map());
  }

  private heldOf(lane: string): Held | undefined {
    return this.storing.has(lane) ? undefined : this.held.get(lane);
  }

  private async storedOf(client: PoolClient, lanes: readonly LaneName[]): Promise<Map<string, LaneState>> {
    return this.stored && lanes.length > 0 ? readStates(client, this.schema, this.consumer, lanes) : new Map();
  }

  /** Writes positions down in the transaction of `client`; they are held until it has committed. */
  private async store(client: PoolClient, lanes: Iterable<string>): Promise<void> {
    const rows: (LaneName & { position: number })[] = [];
    for (const lane of lanes) {
      const held = this.heldOf(lane);
      if (!held) continue;
      this.storing.add(lane);
      if (held.position > 0) rows.push({ ...nameOf(lane), position: held.position });
    }
    this.stored ||= this.storing.size > 0;
    if (rows.length === 0) return;
    await client.query(
      `insert into ${this.schema}.consumer_position (consumer, source, key, sequence)
       select $1, * from unnest($2::text[], $3::text[], $4::bigint[])`,
      [this.consumer, rows.map((row) => row.source), rows.map((row) => row.key), rows.map((row) => row.position)],
    );
  }

  /** Hands over kept events whose turn has come; true when there may be more. */
  async catchUp(pool: Pool, handle: (kept: Delivery[]) => Promise<void>): Promise<boolean> {
    await this.alone(pool, async (client) => {
      const discarded = await this.kept.discardAlike(client);
      this.stored ||= discarded.length > 0;
      await this.store(
        client,
        discarded.map(({ source, key }) => laneOf(source, key)),
      );
    });
    const batch = await this.kept.takeable(pool, KEPT_BATCH);
    await handle(batch);
    return batch.length === KEPT_BATCH;
  }

  /** Takes kept events out; those that still have to wait are kept again in the same transaction. */
  take(client: PoolClient, batch: readonly Incoming[]): Promise<void> {
    return this.kept.take(client, batch);
  }

  /** How far the followed consumer has come with each of the keys; those that are missing it has not begun. */
  private async boundsOf(client: PoolClient, lanes: readonly LaneName[]): Promise<Map<string, number>> {
    if (lanes.length === 0) return new Map();
    const { rows } = await client.query<{ source: string; key: string; until: string }>({
      name: `bus-bounds-${this.schema}`,
      text: `select source, key, sequence as until
             from unnest($2::text[], $3::text[]) as l(source, key) join ${this.bounds} b using (source, key)
             where b.consumer = $1`,
      values: [this.followed.group, lanes.map((lane) => lane.source), lanes.map((lane) => lane.key)],
    });
    return new Map(rows.map((row) => [laneOf(row.source, row.key), Number(row.until)]));
  }
}

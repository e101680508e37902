import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { FollowLoop, LARGEST_EVENT_BYTES, type Found } from '@salesagent/event-store';
import type { Pool } from 'pg';
import type { Consumption, DeadLetterNote, Delivery } from '../transport';
import { Membership, type OwnedPartition } from './membership';

interface LogRow {
  partition: number;
  head: string;
  position: string | null;
  topic: string;
  key: string;
  event: unknown;
  bytes: number;
}

/** What an envelope may add to the data. */
const ENVELOPE_BYTES = 16_384;

export interface PostgresConsumptionOptions {
  pool: Pool;
  group: string;
  topics: readonly string[];
  onBatch: (batch: Delivery[]) => Promise<void>;
  batchSize: () => number;
  ahead: (batch: Delivery[]) => void;
  leaseSeconds: number;
}

interface Fetched {
  deliveries: Delivery[];
  /** Where the partitions stand after them. */
  positions: OwnedPartition[];
  more: boolean;
}

/** Milliseconds between two notes of where the group is, while there is more to read. */
const COMMIT_EVERY = 200;
/**
 * A wake-up comes after the commit that it tells of, so there is no need to look again soon. What comes within a few
 * milliseconds is one batch: a transaction an event would cost every consumer several times the processor.
 */
const PACE = { idle: 1_000, shortest: 1_000, apart: 30 };

/** Reads the partitions of one member of a group, batch after batch. */
export class PostgresConsumption implements Consumption {
  private readonly logger = new Logger(PostgresConsumption.name);
  private readonly membership: Membership;
  private readonly loop: FollowLoop;
  private owned: OwnedPartition[] = [];
  private rebalanceAt = 0;
  private commitAt = 0;
  private ahead: Promise<Fetched> | null = null;
  private readonly uncommitted = new Map<number, OwnedPartition>();
  private busy = false;
  private renewal: NodeJS.Timeout | null = null;

  constructor(private readonly options: PostgresConsumptionOptions) {
    const { pool, group, leaseSeconds } = options;
    this.membership = new Membership(pool, group, randomUUID(), leaseSeconds);
    this.loop = new FollowLoop(
      () => this.step(),
      (error, attempt) =>
        this.logger.warn(`Group "${group}" cannot go on (attempt ${attempt}), trying again: ${String(error)}`),
      PACE,
    );
  }

  async start(): Promise<void> {
    await this.membership.register(this.options.topics);
    const renewEvery = (this.options.leaseSeconds * 1_000) / 3;
    this.renewal = setInterval(() => {
      if (this.busy) this.membership.renew().catch((error) => this.logger.warn(`Lease not renewed: ${String(error)}`));
    }, renewEvery);
    this.loop.start();
  }

  wake(): void {
    this.loop.wake();
  }

  async stop(): Promise<void> {
    if (this.renewal) clearInterval(this.renewal);
    this.renewal = null;
    await this.loop.stop();
    await this.commit().catch((error) => this.logger.warn(`Positions not stored: ${String(error)}`));
    await this.membership.leave().catch((error) => this.logger.warn(`Group not left cleanly: ${String(error)}`));
  }

  async caughtUp(): Promise<boolean> {
    if (this.busy) return false;
    const { rows } = await this.options.pool.query<{ behind: boolean }>(
      `select exists (select from bus.group_partition g join bus.partition p on p.id = g.partition
                      where g.group_name = $1 and g.position < p.head) as behind`,
      [this.options.group],
    );
    return !this.busy && rows[0]?.behind === false;
  }

  private async step(): Promise<Found> {
    if (performance.now() >= this.rebalanceAt) await this.rebalance();
    if (this.owned.length === 0) return false;
    const { deliveries, positions, more } = await this.next();
    if (positions.length > 0) await this.handle(deliveries, positions, more);
    if (this.uncommitted.size > 0) {
      const due = this.commitAt - performance.now();
      if (due <= 0) await this.commit();
      else if (!more) return due;
    }
    return more;
  }

  private async handle(deliveries: Delivery[], positions: OwnedPartition[], more: boolean): Promise<void> {
    this.busy = true;
    try {
      // What comes next is read while this is worked on: the database is asked by nobody meanwhile.
      if (more) this.ahead = this.readAhead(positions);
      if (deliveries.length > 0) await this.options.onBatch(deliveries);
      this.moveTo(positions);
    } catch (error) {
      this.ahead = null;
      throw error;
    } finally {
      this.busy = false;
    }
  }

  private async rebalance(): Promise<void> {
    await this.commit();
    this.ahead = null;
    this.owned = await this.membership.rebalance();
    this.rebalanceAt = performance.now() + (this.options.leaseSeconds * 1_000) / 3;
  }

  private next(): Promise<Fetched> {
    const ahead = this.ahead ?? this.fetch(this.owned);
    this.ahead = null;
    return ahead;
  }

  private readAhead(positions: readonly OwnedPartition[]): Promise<Fetched> {
    const ahead = this.fetch(after(this.owned, positions));
    ahead.then(
      ({ deliveries }) => this.options.ahead(deliveries),
      () => undefined, // said when it is asked for
    );
    return ahead;
  }

  private moveTo(positions: readonly OwnedPartition[]): void {
    this.owned = after(this.owned, positions);
    for (const position of positions) this.uncommitted.set(position.partition, position);
  }

  /**
   * Stores where the group is. Not after every batch: what is read again after a crash is dropped by the consumers,
   * who keep positions of their own.
   */
  private async commit(): Promise<void> {
    this.commitAt = performance.now() + COMMIT_EVERY;
    if (this.uncommitted.size === 0) return;
    const positions = [...this.uncommitted.values()];
    const kept = await this.membership.commit(positions);
    this.uncommitted.clear();
    const lost = new Set(positions.map((p) => p.partition).filter((partition) => !kept.has(partition)));
    if (lost.size === 0) return;
    this.owned = this.owned.filter((p) => !lost.has(p.partition));
    this.ahead = null;
  }

  /** Next events of every own partition, and where each stands after them: at its head when there were no more. */
  private async fetch(owned: readonly OwnedPartition[]): Promise<Fetched> {
    const { pool, topics, batchSize } = this.options;
    const limit = Math.ceil(batchSize() / owned.length);
    const { rows } = await pool.query<LogRow>({
      name: 'bus-fetch',
      text: `select p.partition, h.head, l.position, l.topic, l.key, l.event, octet_length(l.event::text) as bytes
             from unnest($1::int[], $2::bigint[]) as p(partition, position)
             join bus.partition h on h.id = p.partition and h.head > p.position
             left join lateral (
               select position, topic, key, event from bus.log
               where log.partition = p.partition and log.position > p.position and topic = any($3::text[])
               order by log.position limit $4
             ) l on true`,
      values: [owned.map((p) => p.partition), owned.map((p) => p.position), topics, limit],
    });
    // They come in order or nearly so; the server would sort them with all they hold.
    rows.sort((a, b) => a.partition - b.partition || Number(a.position) - Number(b.position));
    const deliveries: Delivery[] = [];
    const counts = new Map<number, { n: number; last: number; head: number }>();
    for (const row of rows) {
      const count = counts.get(row.partition) ?? { n: 0, last: 0, head: Number(row.head) };
      counts.set(row.partition, count);
      if (row.position === null) continue;
      count.n += 1;
      count.last = Number(row.position);
      deliveries.push({
        topic: row.topic,
        partition: row.partition,
        offset: row.position,
        key: row.key,
        ...asDelivered(row.event, row.bytes),
      });
    }
    const positions = owned.flatMap((p) => {
      const count = counts.get(p.partition);
      return count ? [{ ...p, position: count.n === limit ? count.last : count.head }] : [];
    });
    return { deliveries, positions, more: [...counts.values()].some((count) => count.n === limit) };
  }
}

/** A dead letter carries what happened to it beside the event. What is too large is delivered without its data. */
function asDelivered(stored: unknown, bytes: number): Pick<Delivery, 'event' | 'undecodable' | 'deadLetter'> {
  if (typeof stored !== 'object' || stored === null) return { event: stored };
  if (bytes > LARGEST_EVENT_BYTES + ENVELOPE_BYTES) {
    const undecodable = `${bytes} bytes are more than the ${LARGEST_EVENT_BYTES} an event may have`;
    return { event: { ...stored, data: null }, undecodable };
  }
  if (!('deadLetter' in stored)) return { event: stored };
  const { deadLetter, ...event } = stored;
  return { event, deadLetter: deadLetter as DeadLetterNote };
}

/** The partitions, those that moved where they moved to. */
function after(owned: readonly OwnedPartition[], moved: readonly OwnedPartition[]): OwnedPartition[] {
  const to = new Map(moved.map((position) => [position.partition, position]));
  return owned.map((position) => to.get(position.partition) ?? position);
}

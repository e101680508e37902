import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { FollowLoop } from '@salesagent/event-store';
import type { Pool } from 'pg';
import type { Consumption, Delivery } from '../transport';
import { Membership, type OwnedPartition } from './membership';

interface LogRow {
  partition: number;
  head: string;
  position: string | null;
  topic: string;
  key: string;
  event: unknown;
}

export interface PostgresConsumptionOptions {
  pool: Pool;
  group: string;
  topics: readonly string[];
  onBatch: (batch: Delivery[]) => Promise<void>;
  batchSize: number;
  ephemeral: boolean;
  leaseSeconds: number;
}

/** Reads the partitions of one member of a group, batch after batch. */
export class PostgresConsumption implements Consumption {
  private readonly logger = new Logger(PostgresConsumption.name);
  private readonly membership: Membership;
  private readonly loop: FollowLoop;
  private owned: OwnedPartition[] = [];
  private rebalanceAt = 0;
  private busy = false;
  private renewal: NodeJS.Timeout | null = null;

  constructor(private readonly options: PostgresConsumptionOptions) {
    const { pool, group, leaseSeconds } = options;
    this.membership = new Membership(pool, group, randomUUID(), leaseSeconds);
    this.loop = new FollowLoop(
      () => this.step(),
      (error, attempt) =>
        this.logger.warn(`Group "${group}" cannot go on (attempt ${attempt}), trying again: ${String(error)}`),
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
    const leave = this.options.ephemeral ? this.membership.forget() : this.membership.leave();
    await leave.catch((error) => this.logger.warn(`Group not left cleanly: ${String(error)}`));
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

  private async step(): Promise<boolean> {
    if (performance.now() >= this.rebalanceAt) {
      this.owned = await this.membership.rebalance();
      this.rebalanceAt = performance.now() + (this.options.leaseSeconds * 1_000) / 3;
    }
    if (this.owned.length === 0) return false;
    const { deliveries, positions, more } = await this.fetch();
    if (positions.length === 0) return false;
    this.busy = true;
    try {
      if (deliveries.length > 0) await this.options.onBatch(deliveries);
      const kept = await this.membership.commit(positions);
      const moved = new Map(positions.map((p) => [p.partition, p]));
      this.owned = this.owned
        .filter((p) => !moved.has(p.partition) || kept.has(p.partition))
        .map((p) => moved.get(p.partition) ?? p);
    } finally {
      this.busy = false;
    }
    return more;
  }

  /** Next events of every own partition, and where each stands after them: at its head when there were no more. */
  private async fetch(): Promise<{ deliveries: Delivery[]; positions: OwnedPartition[]; more: boolean }> {
    const { pool, topics, batchSize } = this.options;
    const limit = Math.ceil(batchSize / this.owned.length);
    const { rows } = await pool.query<LogRow>({
      name: 'bus-fetch',
      text: `select p.partition, h.head, l.position, l.topic, l.key, l.event
             from unnest($1::int[], $2::bigint[]) as p(partition, position)
             join bus.partition h on h.id = p.partition and h.head > p.position
             left join lateral (
               select position, topic, key, event from bus.log
               where log.partition = p.partition and log.position > p.position and topic = any($3::text[])
               order by log.position limit $4
             ) l on true
             order by p.partition, l.position`,
      values: [this.owned.map((p) => p.partition), this.owned.map((p) => p.position), topics, limit],
    });
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
        event: row.event,
      });
    }
    const positions = this.owned.flatMap((p) => {
      const count = counts.get(p.partition);
      return count ? [{ ...p, position: count.n === limit ? count.last : count.head }] : [];
    });
    return { deliveries, positions, more: [...counts.values()].some((count) => count.n === limit) };
  }
}

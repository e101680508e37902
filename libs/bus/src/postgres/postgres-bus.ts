import type { Pool } from 'pg';
import { DEAD_LETTER_TOPIC, type IntegrationEvent } from '@salesagent/canon/events';
import {
  batchSizeOf,
  noteOf,
  type BusTransport,
  type ConsumeOptions,
  type Consumption,
  type DeadLetter,
  type Delivery,
  type GroupLag,
} from '../transport';
import { PostgresConsumption } from './consumption';
import { CHANNEL, publishEvents } from './publish';
import { WakeListener } from './wake';

export interface PostgresBusOptions {
  /** Connection to LISTEN with; the pool's own settings when absent. */
  connectionString?: string;
  /** How long a member that stopped answering keeps its partitions, in seconds (10). */
  leaseSeconds?: number;
}

/** The embedded default: the bus in the database that is there anyway. */
export class PostgresBus implements BusTransport {
  private readonly consumptions = new Set<PostgresConsumption>();
  private listener: WakeListener | null = null;
  private partitions: number | null = null;

  constructor(
    private readonly pool: Pool,
    private readonly options: PostgresBusOptions = {},
  ) {}

  id(): Promise<string> {
    return Promise.resolve('postgres');
  }

  async publish(events: readonly IntegrationEvent[]): Promise<void> {
    if (events.length > 0) await publishEvents(this.pool, await this.partitionCount(), events);
  }

  async deadLetter(company: string, letters: readonly DeadLetter[]): Promise<void> {
    const topic = `${company}.${DEAD_LETTER_TOPIC}`;
    const copies = letters.map((letter) => ({
      ...(letter.event as object),
      key: letter.key,
      topic,
      deadLetter: noteOf(letter),
    }));
    if (copies.length > 0) await publishEvents(this.pool, await this.partitionCount(), copies);
  }

  async consume(
    group: string,
    topics: readonly string[],
    onBatch: (batch: Delivery[]) => Promise<void>,
    options: ConsumeOptions = {},
  ): Promise<Consumption> {
    const consumption = new PostgresConsumption({
      pool: this.pool,
      group,
      topics,
      onBatch,
      batchSize: batchSizeOf(options),
      ahead: options.ahead ?? (() => undefined),
      leaseSeconds: this.options.leaseSeconds ?? 10,
    });
    await consumption.start();
    this.consumptions.add(consumption);
    await this.listen();
    return {
      stop: async () => {
        this.consumptions.delete(consumption);
        await consumption.stop();
      },
      caughtUp: () => consumption.caughtUp(),
    };
  }

  async lag(group: string): Promise<GroupLag> {
    const { rows } = await this.pool.query<{ partition: number; position: string; head: string; owner: string | null }>(
      `select p.id as partition, coalesce(g.position, 0) as position, p.head, g.owner
       from bus.partition p left join bus.group_partition g on g.partition = p.id and g.group_name = $1 order by p.id`,
      [group],
    );
    const partitions = rows.map((row) => ({
      partition: row.partition,
      position: Number(row.position),
      head: Number(row.head),
      owner: row.owner,
    }));
    return { group, lag: partitions.reduce((sum, p) => sum + p.head - p.position, 0), partitions };
  }

  /** None of its own: a database that is away is the service's own trouble already. */
  problems(): string[] {
    return [];
  }

  async close(): Promise<void> {
    await Promise.all([...this.consumptions].map((consumption) => consumption.stop()));
    this.consumptions.clear();
    await this.listener?.close();
    this.listener = null;
  }

  private async listen(): Promise<void> {
    if (this.listener) return;
    const { connectionString } = this.options;
    this.listener = new WakeListener(connectionString ? { connectionString } : this.pool.options, CHANNEL, () => {
      for (const consumption of this.consumptions) consumption.wake();
    });
    await this.listener.open();
  }

  private async partitionCount(): Promise<number> {
    if (this.partitions === null) {
      const { rows } = await this.pool.query<{ n: number }>('select count(*)::int as n from bus.partition');
      this.partitions = rows[0]?.n ?? 0;
      if (this.partitions === 0) throw new Error('The bus has no partitions: run the migrations first.');
    }
    return this.partitions;
  }
}

import type { IntegrationEvent } from '@salesagent/canon/events';
import { eventStoreDdl } from '@salesagent/event-store';
import { testDatabase, type TestDatabase } from '@salesagent/servers/testing';
import type { Pool, PoolClient } from 'pg';
import { BusConsumer, type ConsumerOptions } from '../src/consumer/bus-consumer';
import { consumerDdl } from '../src/consumer/ddl';
import type { BusTransport } from '../src/transport';
import { until } from './recorder';
import type { BusUnderTest } from './transport-contract';

export interface StartedConsumer {
  consumer: BusConsumer;
  group: string;
  /** Everything published was handled or parked. */
  settled(): Promise<void>;
  /** Sequences of a key in the order in which they were handled. */
  effects(key: string): Promise<number[]>;
}

/** An empty bus and a service's database, on which consumers are started. */
export class ConsumersUnderTest {
  readonly transport: BusTransport;
  private groups = 0;
  private readonly running: BusConsumer[] = [];

  private constructor(
    readonly bus: BusUnderTest,
    private readonly database: TestDatabase,
    private readonly company: string,
  ) {
    this.transport = bus.connect();
  }

  static async open(open: (company: string) => Promise<BusUnderTest>, company: string): Promise<ConsumersUnderTest> {
    const bus = await open(company);
    const database = await testDatabase({ poolSize: 20 });
    await database.pool.query(
      `create schema service; ${eventStoreDdl('service')} ${consumerDdl('service')}
       create table service.effect (n bigserial, consumer text, key text, sequence int)`,
    );
    return new ConsumersUnderTest(bus, database, company);
  }

  get pool(): Pool {
    return this.database.pool;
  }

  /** A consumer that writes down what it handled, after `check` has let it. */
  async start(
    check: (events: IntegrationEvent[], client: PoolClient) => void | Promise<void> = () => undefined,
    options: Partial<ConsumerOptions> = {},
  ): Promise<StartedConsumer> {
    const group = options.group ?? `consumer-${process.pid}-${(this.groups += 1)}`;
    const consumer = new BusConsumer({
      company: this.company,
      pool: this.pool,
      schema: 'service',
      transport: this.transport,
      topics: ['crm.opportunity'],
      redriveEveryMilliseconds: 20,
      backoff: () => 20,
      ...options,
      group,
      handle: async (events, client) => {
        await client.query(
          'insert into service.effect (consumer, key, sequence) select $1, * from unnest($2::text[], $3::int[])',
          [group, events.map((event) => event.key), events.map((event) => event.sequence)],
        );
        await check(events, client);
      },
    });
    this.running.push(consumer);
    await consumer.start();
    return {
      consumer,
      group,
      settled: () => until(() => consumer.caughtUp()),
      effects: async (key) => {
        const { rows } = await this.pool.query<{ sequence: number }>(
          'select sequence from service.effect where consumer = $1 and key = $2 order by n',
          [group, key],
        );
        return rows.map((row) => row.sequence);
      },
    };
  }

  async stopAll(): Promise<void> {
    await Promise.all(this.running.splice(0).map((consumer) => consumer.stop()));
  }

  async close(): Promise<void> {
    await this.transport.close();
    await this.bus.drop();
    await this.database.drop();
  }
}

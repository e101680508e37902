import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import type { Pool } from 'pg';
import { BusConsumer, PostgresBus } from '@salesagent/bus';
import type { IntegrationEvent } from '@salesagent/canon/events';
import { CONFIG, POOL, ServiceStatus, type Config } from '@salesagent/platform';
import { Sealer } from '@salesagent/sealing';
import { Changes } from '../live/changes';
import { ConsoleProjection } from './console-projection';

const GROUP = 'console';

/** Reads the bus into the console's read models and tells open pages. */
@Injectable()
export class ProjectionService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly bus: PostgresBus;
  private readonly consumer: BusConsumer;
  private started = false;

  constructor(
    @Inject(POOL) pool: Pool,
    @Inject(CONFIG) config: Config,
    private readonly status: ServiceStatus,
    changes: Changes,
    sealer: Sealer,
  ) {
    const projection = new ConsoleProjection();
    this.bus = new PostgresBus(pool, { connectionString: config.database.url });
    this.consumer = new BusConsumer({
      group: GROUP,
      company: config.company,
      pool,
      schema: 'console',
      transport: this.bus,
      topics: ConsoleProjection.topics,
      handle: (events, client) => projection.apply(events, client),
      afterCommit: (events) => {
        sealer.forget(erasedIn(events));
        changes.committed(events);
      },
    });
    this.status.register({
      name: 'projection',
      ready: () => this.started,
      progress: async () => {
        const [caughtUp, { lag }] = await Promise.all([this.consumer.caughtUp(), this.consumer.lag()]);
        return [{ group: GROUP, caughtUp, lag }];
      },
    });
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.consumer.start();
    this.started = true;
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.started = false;
    await this.consumer.stop();
    await this.bus.close();
  }
}

/** Subjects whose keys must be forgotten before their time in the cache is over. */
function erasedIn(events: readonly IntegrationEvent[]): string[] {
  return events.flatMap(({ type, data }) =>
    type === 'SubjectErased' ? (data as { sealedSubjects: string[] }).sealedSubjects : [],
  );
}

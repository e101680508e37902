import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import type { Pool } from 'pg';
import { BusConsumer, busReadiness, openBus, Rebuilds, type BusTransport } from '@salesagent/bus';
import { CONFIG, POOL, ServiceStatus, type Config } from '@salesagent/platform';
import { EventFeed } from '../events/event-feed';
import type { IntegrationEvent } from '@salesagent/canon/events';
import { Sealer } from '@salesagent/sealing';
import { Changes } from '../live/changes';
import { PlaybookInForce } from '../playbook/playbook-in-force';
import { ConsoleProjection, READ_MODELS } from './console-projection';

const GROUP = 'console';

/** Reads the bus into the console's read models and tells open pages. */
@Injectable()
export class ProjectionService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly bus: BusTransport;
  private readonly consumer: BusConsumer;
  private started = false;

  constructor(
    @Inject(POOL) pool: Pool,
    @Inject(CONFIG) config: Config,
    private readonly status: ServiceStatus,
    changes: Changes,
    feed: EventFeed,
    private readonly rebuilds: Rebuilds,
    sealer: Sealer,
    playbook: PlaybookInForce,
  ) {
    const projection = new ConsoleProjection();
    this.bus = openBus({ ...config.bus, company: config.company, connectionString: config.database.url }, pool);
    feed.readFrom(this.bus);
    rebuilds.serve({
      transport: this.bus,
      group: GROUP,
      topics: ConsoleProjection.topics,
      projection: { ...READ_MODELS, swapped: () => Promise.resolve(changes.everything()) },
    });
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
        if (events.some(({ type }) => type === 'PlaybookPublished')) void playbook.refresh();
        changes.committed(events);
        feed.committed(events);
      },
    });
    this.status.register(busReadiness(this.bus));
    this.status.register({
      name: 'projection',
      ready: () => this.started,
      progress: async () => [await this.consumer.progress()],
    });
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.consumer.start();
    this.started = true;
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.started = false;
    await this.rebuilds.stop();
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

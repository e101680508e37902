import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { BusConsumer, busReadiness, openBus, Rebuilds, Relay, type BusTransport } from '@salesagent/bus';
import { INTEGRATION_EVENTS } from '@salesagent/canon/events';
import { EventStore, FollowLoop } from '@salesagent/event-store';
import { BusinessClockProjection } from '@salesagent/mirror';
import { CONFIG, createPool, POOL, ServiceStatus, type Config } from '@salesagent/platform';
import type { Pool } from 'pg';
import { Analyst } from './analysis/analyst';
import { AskedDay } from './api/asked';
import { RECORD_TOPICS } from './projection/declared';
import { IntervalProjection, intervalsOf } from './projection/interval-projection';
import { FirstImport } from './publish/first-import';
import { Publisher } from './publish/publisher';
import { WorkList, workOf } from './publish/work';
import { SCHEMA } from './schema';

const SERVICE = 'ops-analyst';
/** Milliseconds after the start, when the other services are up too. */
const WARM_AFTER = 3_000;

/** Follows the bus, keeps the dated intervals, and publishes what they mean. */
@Injectable()
export class OpsAnalystService implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(OpsAnalystService.name);
  private readonly busPool: Pool;
  private readonly transport: BusTransport;
  private readonly relay: Relay;
  private readonly consumer: BusConsumer;
  private readonly loop: FollowLoop;
  private readonly list = new WorkList(SCHEMA);
  private started = false;
  private warming: NodeJS.Timeout | null = null;

  constructor(
    @Inject(CONFIG) config: Config,
    @Inject(POOL) private readonly pool: Pool,
    @Inject(Analyst) private readonly analyst: Analyst,
    @Inject(AskedDay) private readonly asked: AskedDay,
    @Inject(FirstImport) imports: FirstImport,
    @Inject(ServiceStatus) status: ServiceStatus,
    @Inject(Rebuilds) private readonly rebuilds: Rebuilds,
  ) {
    const store = new EventStore(pool, { schema: SCHEMA, ...INTEGRATION_EVENTS });
    this.busPool = createPool({ ...config.database, poolSize: 4, applicationName: `${SERVICE} bus` });
    this.transport = openBus(
      { ...config.bus, company: config.company, connectionString: config.database.url },
      this.busPool,
    );
    this.relay = new Relay({ store, transport: this.transport, company: config.company, source: SERVICE });
    const intervals = new IntervalProjection({ schema: SCHEMA });
    const clock = new BusinessClockProjection({ schema: SCHEMA });
    const topics = [...RECORD_TOPICS, 'crm.import', 'lifecycle.request'];
    rebuilds.serve({ transport: this.transport, group: SERVICE, topics, projection: intervalsOf(SCHEMA) });
    this.consumer = new BusConsumer({
      group: SERVICE,
      company: config.company,
      pool,
      schema: SCHEMA,
      transport: this.transport,
      topics,
      handle: async (events, client) => {
        await intervals.apply(events, client);
        await clock.apply(events, client);
        await imports.note(events, client);
        await this.list.add(workOf(events), client);
      },
      afterCommit: () => this.loop.wake(),
    });
    const publisher = new Publisher({
      store,
      analyst,
      list: this.list,
      imports,
      company: config.company,
      today: () => asked.today(),
    });
    // Keys arrive in no order between them, so the end of an import may come before its deals: first catch up.
    this.loop = new FollowLoop(
      async () => (await this.consumer.caughtUp()) && (await publisher.step()),
      (error, attempt) => this.logger.error(`A measurement failed (attempt ${attempt}): ${String(error)}`),
    );
    status.register(busReadiness(this.transport));
    status.register({
      name: SERVICE,
      ready: () => this.started,
      progress: async () => {
        const progress = await this.consumer.progress();
        const measured = progress.caughtUp && (await this.list.counts(this.pool)).waiting === 0;
        return [{ ...progress, caughtUp: measured }];
      },
      details: async () => ({ measurements: await this.list.counts(this.pool) }),
    });
  }

  async onApplicationBootstrap(): Promise<void> {
    this.relay.start();
    await this.consumer.start();
    this.loop.start();
    this.started = true;
    this.warming = setTimeout(() => {
      void this.warm().catch((error: unknown) => this.logger.warn(`The first answers could not be prepared: ${error}`));
    }, WARM_AFTER);
  }

  /** Prepares what the first page asks, so that nobody waits for the replays after a start. */
  private async warm(): Promise<void> {
    if (!(await this.consumer.caughtUp())) return; // an import is on its way, and its end measures
    const day = await this.asked.of({});
    await this.analyst.kpis(day, 'all');
    await this.analyst.forecast(day);
  }

  async onModuleDestroy(): Promise<void> {
    if (this.warming) clearTimeout(this.warming);
    await this.rebuilds.stop();
    await this.consumer.stop();
    await this.loop.stop();
    await this.relay.stop();
    await this.transport.close();
    await this.busPool.end();
  }
}

import {
  Inject,
  Injectable,
  Logger,
  Module,
  type DynamicModule,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { AuthModule } from '@salesagent/auth';
import { BusConsumer, busReadiness, openBus, Rebuilds, Relay, type BusTransport } from '@salesagent/bus';
import { INTEGRATION_EVENTS } from '@salesagent/canon/events';
import type { Agent } from '@salesagent/canon/sales';
import { EventStore } from '@salesagent/event-store';
import { modelFrom, PostgresLedger, type LanguageModel } from '@salesagent/llm';
import { OperationsModule } from '@salesagent/operations';
import { CLOCK, CONFIG, createPool, POOL, ServiceStatus, type Clock, type Config } from '@salesagent/platform';
import { tryCompile, type PlaybookFile } from '@salesagent/playbook';
import { Sealer } from '@salesagent/sealing';
import type { Pool } from 'pg';
import { Affected, AffectedController } from './affected/affected.controller';
import { AgentRuntime } from './agent-runtime';
import { BacktestController } from './backtest/backtest.controller';
import { Backtests } from './backtest/backtests';
import type { Action } from './define';
import { openDocuments, type OpenDocuments } from './documents';
import { triggerCycles } from './cycle';
import { playbookAtStart, type PlaybookAtStart } from './playbook-at-start';

export interface AgentServiceOptions {
  service: Agent;
  actions: readonly Action[];
  /** Whether it reads or drafts personal text; the database role decides in the end. */
  personal?: boolean;
}

const OPTIONS = Symbol('AgentServiceOptions');
const AT_START = Symbol('PlaybookAtStart');
const schemaOf = ({ service }: AgentServiceOptions): string => service.replaceAll('-', '_');

/** Starts and stops the parts of an agent service in their order: relay, worker, consumer; and the way back. */
@Injectable()
export class AgentService implements OnApplicationBootstrap, OnModuleDestroy {
  readonly runtime: AgentRuntime;
  readonly backtests: Backtests;
  readonly affected: Affected;
  private readonly logger = new Logger(AgentService.name);
  private readonly consumer: BusConsumer;
  private readonly relay: Relay;
  private readonly transport: BusTransport;
  private readonly busPool: Pool;
  private readonly documents: OpenDocuments | null;
  private started = false;

  constructor(
    @Inject(OPTIONS) options: AgentServiceOptions,
    @Inject(CONFIG) config: Config,
    @Inject(POOL) pool: Pool,
    @Inject(CLOCK) clock: Clock,
    @Inject(ServiceStatus) status: ServiceStatus,
    @Inject(Rebuilds) private readonly rebuilds: Rebuilds,
    @Inject(AT_START) atStart: PlaybookAtStart,
  ) {
    const schema = schemaOf(options);
    const store = new EventStore(pool, { schema, ...INTEGRATION_EVENTS });
    // The relay and the consumers hold connections for long; the runtime must never wait for one of theirs.
    this.busPool = createPool({ ...config.database, poolSize: 4, applicationName: `${options.service} bus` });
    this.transport = openBus(
      { ...config.bus, company: config.company, connectionString: config.database.url },
      this.busPool,
    );
    const { playbooksDir, company } = config;
    const compile = (published: readonly PlaybookFile[]) => tryCompile(playbooksDir, { company, published }).playbook;
    const sealer = options.personal ? new Sealer(pool) : null;
    // What a model writes is kept sealed, so a service that may not seal asks none.
    const onUnclosed = (id: string, error: unknown) =>
      this.logger.warn(
        `Call ${id} of a model stays reserved until the day ends, it could not be closed: ${String(error)}`,
      );
    const model = sealer ? modelFrom(config, { ledger: new PostgresLedger(pool), onUnclosed }) : undefined;
    const asks = options.actions.some((action) => action.asks);
    this.documents = asks
      ? openDocuments({ database: config.database, service: options.service, company }, () => this.runtime.playbook)
      : null;
    this.runtime = new AgentRuntime({
      store,
      ...atStart,
      compile,
      actions: options.actions,
      clock,
      sealer,
      caughtUp: () => this.consumer.caughtUp(),
      company: config.company,
      ...(model && { model }),
      ...(this.documents && { documents: this.documents }),
    });
    this.backtests = new Backtests({
      ...{ service: options.service, company, pool, transport: this.transport, actions: options.actions },
      playbook: () => this.runtime.playbook,
      open: (value) => sealer?.openDeep(value) ?? Promise.resolve(value),
    });
    this.affected = new Affected(options.service, this.runtime, playbooksDir, company);
    this.relay = new Relay({ store, transport: this.transport, company: config.company, source: options.service });
    rebuilds.serve({
      transport: this.transport,
      group: options.service,
      topics: this.runtime.topics(),
      projection: this.runtime.projection(`${options.service}.mirror`),
    });
    this.consumer = new BusConsumer({
      group: options.service,
      company: config.company,
      pool,
      schema,
      transport: this.transport,
      topics: this.runtime.topics(),
      handle: (events, client) => this.runtime.handle(events, client),
      afterCommit: () => this.runtime.wake(),
    });
    const cycles = triggerCycles(options.actions);
    if (cycles.length > 0) throw new Error(`Actions would wake each other for ever: ${JSON.stringify(cycles)}`);
    status.register(busReadiness(this.transport));
    status.register({
      name: 'agent',
      ready: () => this.started,
      progress: async () => {
        const progress = await this.consumer.progress();
        return [{ ...progress, caughtUp: progress.caughtUp && (await this.runtime.waiting()) === 0 }];
      },
      details: async () => ({
        evaluationsWaiting: await this.runtime.waiting(),
        actions: this.actions(),
        playbook: this.runtime.playbookOrigin,
        drafts: draftsBy(model),
        model: model?.configured ? model.name : null,
      }),
    });
  }

  /** Which actions are on, and why the others are off. */
  actions(): Record<string, string> {
    return Object.fromEntries([...this.runtime.switches].map(([id, s]) => [id, s.on ? 'on' : `off: ${s.reason}`]));
  }

  async onApplicationBootstrap(): Promise<void> {
    this.relay.start();
    this.runtime.start();
    await this.consumer.start();
    this.started = true;
    this.logger.log(this.actions());
  }

  async onModuleDestroy(): Promise<void> {
    await this.rebuilds.stop();
    await this.consumer.stop();
    await this.runtime.stop();
    await this.relay.stop();
    await this.transport.close();
    await this.documents?.close();
    await this.busPool.end();
  }
}

/** Whose words drafts are in, as the status of a service says it. */
function draftsBy(model: LanguageModel | undefined): string {
  if (!model) return 'templates of the playbook';
  return model.configured
    ? `${model.name}, else templates of the playbook`
    : 'templates of the playbook: no model is configured';
}

/** The whole wiring of an agent service: `imports: [AgentModule.forService({ service, actions })]`. */
@Module({})
export class AgentModule {
  static forService(options: AgentServiceOptions): DynamicModule {
    return {
      module: AgentModule,
      imports: [AuthModule.forService(), OperationsModule.forSchema(schemaOf(options))],
      controllers: [BacktestController, AffectedController],
      providers: [
        { provide: OPTIONS, useValue: options },
        {
          provide: AT_START,
          inject: [CONFIG, POOL],
          useFactory: ({ playbooksDir: dir, company }: Config, pool: Pool) =>
            playbookAtStart(pool, { schema: schemaOf(options), dir, company }),
        },
        AgentService,
        { provide: Backtests, inject: [AgentService], useFactory: (service: AgentService) => service.backtests },
        { provide: Affected, inject: [AgentService], useFactory: (service: AgentService) => service.affected },
      ],
      exports: [AgentService],
    };
  }
}

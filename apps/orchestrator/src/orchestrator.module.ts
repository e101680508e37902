import { Inject, Injectable, Logger, Module, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Client } from '@salesagent/workflow';
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Pool } from 'pg';
import { AuthModule } from '@salesagent/auth';
import { BusConsumer, busReadiness, openBus, Rebuilds, Relay, type BusTransport } from '@salesagent/bus';
import { INTEGRATION_EVENTS } from '@salesagent/canon/events';
import { DocumentReader } from '@salesagent/documents/reading';
import { EventStore, inTransaction } from '@salesagent/event-store';
import { SqlMirror } from '@salesagent/mirror';
import { OperationsModule } from '@salesagent/operations';
import { readPolicyFiles } from '@salesagent/playbook';
import { CLOCK, CONFIG, createPool, POOL, ServiceStatus, type Clock, type Config } from '@salesagent/platform';
import { startWorker, TASK_QUEUES, temporalClient, workflowBundle, type RunningWorker } from '@salesagent/workflow';
import { AuditController } from './audit/audit.controller';
import { AUDIT_KEEPER } from './audit/audit.provider';
import { AuditKeeper } from './audit/audit-keeper';
import { notePlaybook } from './audit/playbook-adopted';
import { notePolicy } from './audit/policy-adopted';
import { ChannelLinks } from './channels/channel-links';
import { ChannelsController } from './channels/channels.controller';
import { SlackController } from './channels/slack.controller';
import { SlackDesk } from './channels/slack-desk';
import { DecisionsController } from './api/decisions.controller';
import { GateController } from './api/gate.controller';
import { AbsencesController } from './api/absences.controller';
import { HandoffsController } from './api/handoffs.controller';
import { LadderController } from './api/ladder.controller';
import { CrmFieldsController } from './api/crm-fields.controller';
import { PlaybookController } from './api/playbook.controller';
import { PolicyController } from './api/policy.controller';
import { Decisions } from './gate/decisions';
import { DecisionSeal } from './gate/decision-seal';
import { permitSigner } from './gate/permits';
import { Absences } from './gate/absences';
import { CrmFields } from './gate/crm-fields';
import { PlaybookInForce } from './gate/playbook-in-force';
import { Playbooks } from './gate/playbooks';
import { Policies } from './gate/policies';
import { settlePolicy } from './gate/policy-store';
import { Tierings } from './gate/tierings';
import { Handoffs } from './lifecycles/handoffs';
import { Checks } from './ladder/checks';
import { Ladder } from './ladder/ladder';
import { lifecyclesOf } from './lifecycles/lifecycles-of';
import { ensureRhythm, rhythmCalendar } from './lifecycles/rhythm';
import { MIRROR, Orchestration } from './orchestration';
import { PassagesController } from './passages/passages.controller';
import { PassagesService, READER } from './passages/passages.service';

const SERVICE = 'orchestrator';
const TEMPORAL_CLIENT = Symbol('TemporalClient');

/** Starts and stops the parts of the service in their order: policy, relay, consumer, loops, worker; and back. */
@Injectable()
export class OrchestratorService implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(OrchestratorService.name);
  private readonly busPool: Pool;
  private readonly transport: BusTransport;
  private readonly relay: Relay;
  private readonly consumer: BusConsumer;
  private readonly client: Client;
  private worker: Promise<RunningWorker> | null = null;
  private running: RunningWorker | null = null;
  private stopping = false;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(POOL) private readonly pool: Pool,
    @Inject(Orchestration) private readonly orchestration: Orchestration,
    @Inject(TEMPORAL_CLIENT) client: Client,
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(ServiceStatus) status: ServiceStatus,
    @Inject(Rebuilds) private readonly rebuilds: Rebuilds,
    @Inject(AuditKeeper) private readonly audit: AuditKeeper,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(PlaybookInForce) private readonly playbook: PlaybookInForce,
  ) {
    this.client = client;
    // The relay and the consumer hold connections for long; requests and activities must never wait for them.
    this.busPool = createPool({ ...config.database, poolSize: 4, applicationName: `${SERVICE} bus` });
    this.transport = openBus(
      { ...config.bus, company: config.company, connectionString: config.database.url },
      this.busPool,
    );
    this.relay = new Relay({ store, transport: this.transport, company: config.company, source: SERVICE });
    rebuilds.serve({ transport: this.transport, group: SERVICE, topics: orchestration.topics, projection: MIRROR });
    this.consumer = new BusConsumer({
      group: SERVICE,
      company: config.company,
      pool,
      schema: SERVICE,
      transport: this.transport,
      topics: orchestration.topics,
      handle: (events, db) => orchestration.handle(events, db),
      afterCommit: () => orchestration.wake(),
    });
    status.register(busReadiness(this.transport));
    status.register({
      name: SERVICE,
      ready: () => this.running?.running() ?? false,
      progress: async () => [await this.consumer.progress()],
      details: async () => ({
        docket: await this.docketCounts(),
        lifecycles: await orchestration.starter.counts(),
        audit: await this.audit.status(),
      }),
    });
  }

  async onApplicationBootstrap(): Promise<void> {
    // A mistake in its files ends the start before anything is noted.
    await this.playbook.of(this.pool);
    const files = readPolicyFiles(this.config.playbooksDir, this.config.company);
    const inForce = await inTransaction(this.pool, (client) => settlePolicy(client, files));
    this.logger.log(inForce.words);
    for (const one of inForce.loosened) this.logger.warn(one);
    await notePolicy(this.store, this.clock, inForce);
    this.logger.log(await notePlaybook(this.store, this.clock, this.playbook));
    this.audit.start();
    this.relay.start();
    await this.consumer.start();
    this.orchestration.start();
    // Not awaited: the API answers while Temporal is still on its way; readiness waits for the worker.
    const { rhythm } = lifecyclesOf(this.config.playbooksDir, this.config.company);
    const calendar = rhythmCalendar(inForce.policy, rhythm);
    this.worker = this.startTemporal(calendar, inForce.policy.calendar.timeZone);
    this.worker.catch((error: unknown) => this.logger.error(`No Temporal worker: ${String(error)}`));
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping = true;
    await this.rebuilds.stop();
    await this.consumer.stop();
    await this.orchestration.stop();
    await (await this.worker?.catch(() => null))?.stop();
    await this.client.connection.close();
    await this.audit.stop();
    await this.relay.stop();
    await this.transport.close();
    await this.busPool.end();
  }

  private async startTemporal(calendar: ReturnType<typeof rhythmCalendar>, timeZone: string): Promise<RunningWorker> {
    const root = repositoryRoot(__dirname);
    const bundle = await workflowBundle({
      workflowsPath: require.resolve('./workflows'),
      root,
      cacheFolder: join(this.config.home, 'cache'),
    });
    for (let attempt = 1; ; attempt++) {
      try {
        const worker = await startWorker(
          {
            ...this.config.temporal,
            taskQueue: TASK_QUEUES.orchestrator,
            activities: this.orchestration.activities,
            workflowBundle: bundle,
          },
          (error) => this.logger.warn(`Temporal worker, trying again: ${String(error)}`),
        );
        this.running = worker;
        await ensureRhythm(this.client, calendar, timeZone).catch((error: unknown) =>
          this.logger.error(`The schedules of the operating rhythm could not be set: ${String(error)}`),
        );
        return worker;
      } catch (error) {
        if (this.stopping) throw error;
        this.logger.warn(`Temporal at ${this.config.temporal.address} (attempt ${attempt}): ${String(error)}`);
        await new Promise((wait) => setTimeout(wait, Math.min(250 * attempt, 5_000)));
      }
    }
  }

  private async docketCounts(): Promise<Record<string, number>> {
    const { rows } = await this.pool.query<{ state: string; n: number }>(
      'select state, count(*)::int as n from orchestrator.docket group by state',
    );
    return Object.fromEntries(rows.map((r) => [r.state, r.n]));
  }
}

/** The folder under which `libs/` lies: the checkout, or `dist` when built. */
function repositoryRoot(from: string): string {
  let folder = from;
  while (!existsSync(join(folder, 'libs', 'workflow')) && dirname(folder) !== folder) folder = dirname(folder);
  return resolve(folder);
}

@Module({
  imports: [
    AuthModule.forService({
      directory: {
        inject: [POOL],
        useFactory: (pool: Pool) => ({
          people: async () =>
            (await new SqlMirror(pool, SERVICE).all('person')).map(({ id, fields }) => ({
              id,
              managerId: typeof fields['managerId'] === 'string' ? fields['managerId'] : null,
            })),
        }),
      },
    }),
    OperationsModule.forSchema(SERVICE),
  ],
  controllers: [
    DecisionsController,
    GateController,
    PolicyController,
    PlaybookController,
    PassagesController,
    CrmFieldsController,
    AbsencesController,
    LadderController,
    AuditController,
    HandoffsController,
    SlackController,
    ChannelsController,
  ],
  providers: [
    {
      provide: EventStore,
      inject: [POOL],
      useFactory: (pool: Pool) => new EventStore(pool, { schema: SERVICE, ...INTEGRATION_EVENTS }),
    },
    { provide: TEMPORAL_CLIENT, inject: [CONFIG], useFactory: (config: Config) => temporalClient(config.temporal) },
    {
      provide: Orchestration,
      inject: [EventStore, CLOCK, TEMPORAL_CLIENT, CONFIG],
      useFactory: (store: EventStore, clock: Clock, client: Client, config: Config) => {
        const file = config.permits.privateKeyFile;
        if (!file) throw new Error('PERMIT_PRIVATE_KEY_FILE is not set: without it no permit can be signed');
        const logger = new Logger(Orchestration.name);
        const onError = (error: unknown): void => logger.error(error instanceof Error ? (error.stack ?? error) : error);
        const lifecycles = lifecyclesOf(config.playbooksDir, config.company);
        const policyFiles = () => readPolicyFiles(config.playbooksDir, config.company);
        const sign = permitSigner(file);
        const seal = new DecisionSeal(file);
        return new Orchestration({ store, clock, client, sign, seal, lifecycles, policyFiles, onError });
      },
    },
    AUDIT_KEEPER,
    { provide: Decisions, inject: [Orchestration], useFactory: (o: Orchestration) => o.decisions },
    { provide: Absences, inject: [Orchestration], useFactory: (o: Orchestration) => o.absences },
    {
      provide: ChannelLinks,
      inject: [EventStore, CLOCK],
      useFactory: (store: EventStore, clock: Clock) => new ChannelLinks(store, clock),
    },
    {
      provide: SlackDesk,
      inject: [Decisions, ChannelLinks],
      useFactory: (decisions: Decisions, links: ChannelLinks) => new SlackDesk(decisions, links),
    },
    { provide: Policies, inject: [Orchestration], useFactory: (o: Orchestration) => o.policies },
    {
      provide: PlaybookInForce,
      inject: [CONFIG],
      useFactory: ({ playbooksDir: dir, company }: Config) => new PlaybookInForce({ dir, company }),
    },
    {
      provide: Playbooks,
      inject: [EventStore, CLOCK, PlaybookInForce, PassagesService],
      useFactory: (store: EventStore, clock: Clock, inForce: PlaybookInForce, passages: PassagesService) =>
        new Playbooks(store, clock, inForce, () => passages.wake()),
    },
    { provide: READER, useFactory: () => new DocumentReader() },
    PassagesService,
    { provide: CrmFields, inject: [Orchestration], useFactory: (o: Orchestration) => o.crmFields },
    { provide: Handoffs, inject: [Orchestration], useFactory: (o: Orchestration) => o.handoffs },
    { provide: Ladder, inject: [Orchestration], useFactory: (o: Orchestration) => o.ladder },
    { provide: Checks, inject: [Orchestration], useFactory: (o: Orchestration) => o.checks },
    { provide: Tierings, inject: [Orchestration], useFactory: (o: Orchestration) => o.tierings },
    OrchestratorService,
  ],
})
export class OrchestratorModule {}

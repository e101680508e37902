import { Inject, Logger, Module, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { readFileSync } from 'node:fs';
import type { JWK } from 'jose';
import type { Pool } from 'pg';
import { BusConsumer, type BusTransport } from '@salesagent/bus';
import { documentModelSchema, renderDocx } from '@salesagent/documents';
import { PostgresCrm } from '@salesagent/crm';
import { EventStore } from '@salesagent/event-store';
import { CLOCK, CONFIG, POOL, ServiceStatus, type Clock, type Config } from '@salesagent/platform';
import { Sealer } from '@salesagent/sealing';
import { ExecutionWorker } from '../activities/execution-worker';
import { CrmApiModule } from '../crm-api/crm-api.module';
import { CrmWakeUp } from '../crm-wakeup';
import { HOSTED_CRM, HOSTED_FIELDS, type FieldsInCrm, type HostedConnector } from '../hosted-crm.module';
import { BUS, LogModule } from '../log.module';
import { SessionLocks } from '../session-locks';
import { CrmFieldMaker } from './crm-fields';
import { CrmFieldsController } from './crm-fields.controller';
import { DocumentsController } from './documents.controller';
import { ExecutionsController } from './executions.controller';
import { Executor } from './executor';
import { HostedCarrier } from './hosted/hosted-carrier';
import { Settler } from './hosted/settler';
import { PAYLOAD_TOPICS, storePayloads } from './payloads';
import { PermitVerifier } from './permit';
import { Preview } from './preview';
import { Undo } from './undo';

const logger = new Logger('execution');

/** Where permitted changes go out: payloads by digest, the worker that executes them, undo. */
@Module({
  imports: [LogModule, CrmApiModule],
  controllers: [ExecutionsController, DocumentsController, CrmFieldsController],
  providers: [
    {
      provide: PermitVerifier,
      inject: [CONFIG, CLOCK],
      useFactory: ({ permits }: Config, clock: Clock) => new PermitVerifier(publicKey(permits.publicKeyFile), clock),
    },
    {
      provide: CrmFieldMaker,
      inject: [EventStore, PermitVerifier, CLOCK, HOSTED_FIELDS],
      useFactory: (store: EventStore, permits: PermitVerifier, clock: Clock, fields: FieldsInCrm | null) =>
        fields && new CrmFieldMaker({ store, permits, clock, ...fields }),
    },
    {
      provide: HostedCarrier,
      inject: [POOL, EventStore, Sealer, PermitVerifier, CLOCK, CrmWakeUp, HOSTED_CRM, SessionLocks],
      useFactory: (
        pool: Pool,
        store: EventStore,
        sealer: Sealer,
        permits: PermitVerifier,
        clock: Clock,
        { changed }: CrmWakeUp,
        connector: HostedConnector,
        locks: SessionLocks,
      ) => connector && new HostedCarrier({ pool, store, sealer, permits, clock, changed, connector, locks }),
    },
    {
      provide: Preview,
      inject: [POOL, Sealer, CLOCK, HOSTED_CRM, PostgresCrm],
      useFactory: (pool: Pool, sealer: Sealer, clock: Clock, hosted: HostedConnector, own: PostgresCrm) =>
        new Preview({ pool, sealer, clock, connector: hosted ?? own }),
    },
    {
      provide: Settler,
      inject: [HostedCarrier],
      useFactory: (carrier: HostedCarrier | null) =>
        carrier &&
        new Settler(carrier, (error) => logger.warn(`A write is under way still, trying again: ${String(error)}`)),
    },
    {
      provide: Executor,
      inject: [POOL, EventStore, Sealer, PermitVerifier, CLOCK, CrmWakeUp, HostedCarrier],
      useFactory: (
        pool: Pool,
        store: EventStore,
        sealer: Sealer,
        permits: PermitVerifier,
        clock: Clock,
        { changed }: CrmWakeUp,
        hosted: HostedCarrier | null,
      ) =>
        new Executor({
          pool,
          store,
          sealer,
          permits,
          clock,
          changed,
          hosted,
          render: (c) => renderDocx(documentModelSchema.parse(c)),
        }),
    },
    {
      provide: Undo,
      inject: [EventStore, Sealer, CLOCK, CrmWakeUp, HostedCarrier],
      useFactory: (
        store: EventStore,
        sealer: Sealer,
        clock: Clock,
        { changed }: CrmWakeUp,
        hosted: HostedCarrier | null,
      ) => new Undo({ store, sealer, clock, changed, hosted }),
    },
    {
      provide: BusConsumer,
      inject: [POOL, BUS, CONFIG],
      useFactory: (pool: Pool, transport: BusTransport, { company }: Config) =>
        new BusConsumer({
          group: 'gateway.payloads',
          company,
          pool,
          schema: 'gateway',
          transport,
          topics: PAYLOAD_TOPICS,
          handle: storePayloads,
        }),
    },
    {
      provide: ExecutionWorker,
      inject: [Executor, CONFIG],
      useFactory: (executor: Executor, { temporal }: Config) =>
        new ExecutionWorker(
          temporal,
          (request) => executor.execute(request),
          (error) => logger.warn(`Temporal is not there, trying again: ${String(error)}`),
        ),
    },
  ],
})
export class ExecutionModule implements OnApplicationBootstrap, OnModuleDestroy {
  private consuming = false;

  constructor(
    @Inject(BusConsumer) private readonly consumer: BusConsumer,
    @Inject(ExecutionWorker) private readonly worker: ExecutionWorker,
    @Inject(ServiceStatus) private readonly status: ServiceStatus,
    @Inject(Settler) private readonly settler: Settler | null,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.status.register({
      name: 'payload consumer',
      ready: () => this.consuming,
      progress: async () => [await this.consumer.progress()],
    });
    this.status.register({ name: 'execution worker', ready: () => this.worker.running() });
    this.worker.start();
    this.settler?.start();
    await this.consumer.start();
    this.consuming = true;
  }

  async onModuleDestroy(): Promise<void> {
    await this.consumer.stop();
    await this.settler?.stop();
    await this.worker.stop();
  }
}

function publicKey(file: string | undefined): JWK {
  if (!file) throw new Error('PERMIT_PUBLIC_KEY_FILE is not set: gateway cannot tell which permits are orchestrator’s');
  return JSON.parse(readFileSync(file, 'utf8')) as JWK;
}

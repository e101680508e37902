import { Inject, Logger, Module, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Pool } from 'pg';
import { WakeListener } from '@salesagent/bus';
import { CLOCK, CONFIG, POOL, ServiceStatus, type Clock, type Config } from '@salesagent/platform';
import { CRM_NAMES } from '../crm-names';
import { CrmWakeUp } from '../crm-wakeup';
import { HOSTED_CRM, type HostedConnector } from '../hosted-crm.module';
import { LogModule } from '../log.module';
import { Erasure } from '../personal-data/erasure';
import { PersonalDataModule } from '../personal-data/personal-data.module';
import { SessionLocks } from '../session-locks';
import { CopyFollower } from './copy-follower';
import { observeSync } from './metrics';
import { ReconcileController } from './reconcile.controller';
import { Reconciler } from './reconciler';
import { SyncController } from './sync.controller';
import { syncStatus } from './sync-status';
import { WAKE_CHANNEL } from './wake-channel';
import { PrivacyDeletions } from './webhooks/privacy-deletions';
import { WebhooksController } from './webhooks/webhooks.controller';

const logger = new Logger('crm sync');

/** Keeps the copy of a hosted CRM in schema `crm`; does nothing where the CRM is our own. */
@Module({
  imports: [LogModule, PersonalDataModule],
  controllers: [SyncController, ReconcileController, WebhooksController],
  providers: [
    {
      provide: CopyFollower,
      inject: [POOL, CLOCK, CONFIG, HOSTED_CRM, SessionLocks, CrmWakeUp],
      useFactory: (
        pool: Pool,
        clock: Clock,
        { crm }: Config,
        connector: HostedConnector,
        locks: SessionLocks,
        { changed }: CrmWakeUp,
      ) =>
        connector &&
        new CopyFollower({ pool, connector, clock, crm: crm.kind }, locks, {
          pollMs: crm.pollMs,
          changed,
          onError: (error) => logger.warn(`The CRM is not read, trying again: ${String(error)}`),
        }),
    },
    {
      provide: Reconciler,
      inject: [POOL, CLOCK, CONFIG, HOSTED_CRM, SessionLocks, CrmWakeUp],
      useFactory: (
        pool: Pool,
        clock: Clock,
        { crm }: Config,
        connector: HostedConnector,
        locks: SessionLocks,
        { changed }: CrmWakeUp,
      ) =>
        connector &&
        new Reconciler({ pool, connector, clock, crm: crm.kind }, locks, {
          hour: crm.reconcileHour,
          timeZone: crm.timeZone,
          changed,
          onError: (error) => logger.warn(`The CRM was not reconciled: ${String(error)}`),
        }),
    },
    {
      provide: PrivacyDeletions,
      inject: [POOL, CONFIG, HOSTED_CRM, Erasure],
      useFactory: (pool: Pool, { crm }: Config, connector: HostedConnector, erasure: Erasure) =>
        connector &&
        new PrivacyDeletions({
          ...{ pool, erasure, crm: CRM_NAMES[crm.kind] },
          onErased: (ref) =>
            logger.log(`${ref} was deleted for privacy in ${CRM_NAMES[crm.kind]}, and is erased here.`),
          onError: (error) => logger.warn(`A person is not erased yet, trying again: ${String(error)}`),
        }),
    },
  ],
  exports: [CopyFollower],
})
export class SyncModule implements OnApplicationBootstrap, OnModuleDestroy {
  private unobserve = (): void => undefined;
  private listener: WakeListener | null = null;

  constructor(
    @Inject(POOL) private readonly pool: Pool,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(HOSTED_CRM) private readonly connector: HostedConnector,
    @Inject(CopyFollower) private readonly follower: CopyFollower | null,
    @Inject(Reconciler) private readonly reconciler: Reconciler | null,
    @Inject(PrivacyDeletions) private readonly privacyDeletions: PrivacyDeletions | null,
    @Inject(ServiceStatus) private readonly status: ServiceStatus,
  ) {}

  onApplicationBootstrap(): void {
    const { connector, follower, pool } = this;
    if (!connector || !follower) return;
    const read = () => syncStatus(pool, this.config.crm.kind, connector);
    this.unobserve = observeSync(async () => {
      const { behindSeconds, trouble } = await read();
      return { behind: behindSeconds, troubled: trouble !== null };
    });
    this.status.register({
      name: 'crm sync',
      // A CRM that cannot be read makes the copy old, not the service unable: what is in it is still served.
      ready: () => true,
      details: async () => {
        const { crm, phase, trouble, behindSeconds, underWay } = await read();
        return { crm: { crm, phase, trouble, behindSeconds, underWay } };
      },
    });
    this.listener = new WakeListener({ connectionString: this.config.database.url }, WAKE_CHANNEL, () => {
      follower.wake();
      this.privacyDeletions?.wake();
    });
    void this.listener.open();
    follower.start();
    this.reconciler?.start();
    this.privacyDeletions?.start();
  }

  async onModuleDestroy(): Promise<void> {
    this.unobserve();
    await this.listener?.close();
    await this.privacyDeletions?.stop();
    await this.reconciler?.stop();
    await this.follower?.stop();
  }
}

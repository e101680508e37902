import { Inject, Logger, Module, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Pool } from 'pg';
import { EventStore } from '@salesagent/event-store';
import { CLOCK, POOL, ServiceStatus, type Clock } from '@salesagent/platform';
import { Sealer } from '@salesagent/sealing';
import { CrmWakeUp } from '../crm-wakeup';
import { LogModule } from '../log.module';
import { ChangeFollower } from './follower';
import { Importer } from './importer';
import { ImportsController } from './imports.controller';

const logger = new Logger('intake');

/** Where CRM data comes in: imports, and the capture of every change as events. */
@Module({
  imports: [LogModule],
  controllers: [ImportsController],
  providers: [
    {
      provide: ChangeFollower,
      inject: [POOL, EventStore, Sealer],
      useFactory: (pool: Pool, store: EventStore, sealer: Sealer) =>
        new ChangeFollower(pool, store, sealer, (error) =>
          logger.warn(`CRM changes not read, trying again: ${String(error)}`),
        ),
    },
    {
      provide: Importer,
      inject: [POOL, CLOCK, CrmWakeUp],
      useFactory: (pool: Pool, clock: Clock, { changed }: CrmWakeUp) =>
        new Importer(pool, clock, changed, (error) => logger.error(error)),
    },
  ],
})
export class IntakeModule implements OnApplicationBootstrap, OnModuleDestroy {
  constructor(
    @Inject(ChangeFollower) private readonly follower: ChangeFollower,
    @Inject(Importer) private readonly importer: Importer,
    @Inject(CrmWakeUp) private readonly wakeUp: CrmWakeUp,
    @Inject(ServiceStatus) private readonly status: ServiceStatus,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.wakeUp.onChange(() => this.follower.wake());
    this.follower.start();
    await this.importer.resume();
    this.status.register({
      name: 'intake',
      ready: () => true,
      details: async () => {
        const latest = await this.importer.status('latest');
        return {
          import: latest && {
            id: latest.importId,
            state: latest.state,
            phase: latest.phase,
            progress: latest.progress,
          },
        };
      },
    });
  }

  async onModuleDestroy(): Promise<void> {
    await this.importer.idle();
    await this.follower.stop();
  }
}

import { Inject, Logger, Module, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Pool } from 'pg';
import { POOL } from '@salesagent/platform';
import { CrmWakeUp } from '../crm-wakeup';
import { CrmApiModule } from '../crm-api/crm-api.module';
import { LogModule } from '../log.module';
import { SessionLocks } from '../session-locks';
import { DuplicateWatch } from './duplicate-watch';
import { QualityController } from './quality.controller';

const logger = new Logger('data quality');

/** How good the records of schema `crm` are, whichever CRM they are from. */
@Module({
  imports: [LogModule, CrmApiModule],
  controllers: [QualityController],
  providers: [
    {
      provide: DuplicateWatch,
      inject: [POOL, SessionLocks],
      useFactory: (pool: Pool, locks: SessionLocks) =>
        new DuplicateWatch(pool, locks, (error) =>
          logger.warn(`Duplicates were not looked for, trying again: ${String(error)}`),
        ),
    },
  ],
})
export class QualityModule implements OnApplicationBootstrap, OnModuleDestroy {
  constructor(
    @Inject(DuplicateWatch) private readonly watch: DuplicateWatch,
    @Inject(CrmWakeUp) private readonly wakeUp: CrmWakeUp,
  ) {}

  onApplicationBootstrap(): void {
    this.wakeUp.onChange(this.watch.wake);
    this.watch.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.watch.stop();
  }
}

import { Module } from '@nestjs/common';
import type { Pool } from 'pg';
import { EventStore } from '@salesagent/event-store';
import { CLOCK, CONFIG, POOL, type Clock, type Config } from '@salesagent/platform';
import { Sealer } from '@salesagent/sealing';
import { CrmWakeUp } from '../crm-wakeup';
import { LogModule } from '../log.module';
import { Erasure } from './erasure';
import { Opener } from './opener';
import { readOpeningGrants } from './opening-grants';
import { SealedController } from './sealed.controller';
import { SubjectsController } from './subjects.controller';

/** What is held on people, for those who may ask; its end; and sealed values for clients with a grant. */
@Module({
  imports: [LogModule],
  controllers: [SubjectsController, SealedController],
  providers: [
    {
      provide: Erasure,
      inject: [POOL, EventStore, Sealer, CLOCK, CrmWakeUp],
      useFactory: (pool: Pool, store: EventStore, sealer: Sealer, clock: Clock, { changed }: CrmWakeUp) =>
        new Erasure({ pool, store, sealer, clock, changed }),
    },
    {
      provide: Opener,
      inject: [POOL, EventStore, Sealer, CLOCK, CONFIG],
      useFactory: (pool: Pool, store: EventStore, sealer: Sealer, clock: Clock, { sealed }: Config) =>
        new Opener({ pool, store, sealer, clock, grants: readOpeningGrants(sealed.grantsFile) }),
    },
  ],
  exports: [Erasure],
})
export class PersonalDataModule {}

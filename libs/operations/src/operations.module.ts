import { Module, type DynamicModule } from '@nestjs/common';
import { ParkedDesk, Rebuilds } from '@salesagent/bus';
import { CONFIG, POOL, ServiceStatus, type Config } from '@salesagent/platform';
import type { Pool } from 'pg';
import { ParkedAnswers } from './parked-answers';
import { ParkedController } from './parked.controller';
import { RebuildAnswers } from './rebuild-answers';
import { RebuildController } from './rebuild.controller';

/** What people who run the system ask of a service: its parked keys, and its projections built again. */
@Module({})
export class OperationsModule {
  /**
   * @param schema the service's schema
   * @param served false for the console, whose own API is the door for people
   */
  static forSchema(schema: string, { served = true } = {}): DynamicModule {
    return {
      module: OperationsModule,
      controllers: served ? [ParkedController, RebuildController] : [],
      providers: [
        { provide: ParkedDesk, inject: [POOL], useFactory: (pool: Pool) => new ParkedDesk(pool, schema) },
        {
          provide: Rebuilds,
          inject: [POOL, CONFIG, ServiceStatus],
          useFactory: (pool: Pool, { company }: Config, status: ServiceStatus) => {
            const rebuilds = new Rebuilds(pool, schema, company);
            status.register({
              name: 'rebuilds',
              ready: () => true,
              rebuilding: () => Promise.resolve(rebuilds.underWay()),
            });
            return rebuilds;
          },
        },
        ParkedAnswers,
        RebuildAnswers,
      ],
      exports: [ParkedAnswers, RebuildAnswers, Rebuilds],
    };
  }
}

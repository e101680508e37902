import { Module, type DynamicModule } from '@nestjs/common';
import { ParkedDesk } from '@salesagent/bus';
import { POOL } from '@salesagent/platform';
import type { Pool } from 'pg';
import { ParkedAnswers } from './parked-answers';
import { ParkedController } from './parked.controller';

/** What people who run the system ask of a service: its parked keys. */
@Module({})
export class OperationsModule {
  /**
   * @param schema the service's schema
   * @param served false for the console, whose own API is the door for people
   */
  static forSchema(schema: string, { served = true } = {}): DynamicModule {
    return {
      module: OperationsModule,
      controllers: served ? [ParkedController] : [],
      providers: [
        { provide: ParkedDesk, inject: [POOL], useFactory: (pool: Pool) => new ParkedDesk(pool, schema) },
        ParkedAnswers,
      ],
      exports: [ParkedAnswers],
    };
  }
}

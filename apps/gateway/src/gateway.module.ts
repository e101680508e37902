import { Module, type DynamicModule } from '@nestjs/common';
import type { Pool } from 'pg';
import { AuthModule, type Teammate } from '@salesagent/auth';
import { OperationsModule } from '@salesagent/operations';
import { POOL } from '@salesagent/platform';
import { ChannelsModule } from './channels/channels.module';
import { CrmApiModule } from './crm-api/crm-api.module';
import { ExecutionModule } from './execution/execution.module';
import { HostedCrmModule, type OpenHostedCrm } from './hosted-crm.module';
import { IntakeModule } from './intake/intake.module';
import { PersonalDataModule } from './personal-data/personal-data.module';
import { QualityModule } from './quality/quality.module';
import { SyncModule } from './sync/sync.module';

/** People as the CRM itself holds them: who answers for whom. */
const directory = {
  inject: [POOL],
  useFactory: (pool: Pool) => ({
    people: async (): Promise<Teammate[]> =>
      (await pool.query<Teammate>('select id, manager_id as "managerId" from crm.person where not deleted')).rows,
  }),
};

/** The only door outward: intake brings CRM data in, execution carries permitted changes out. */
@Module({
  imports: [
    AuthModule.forService({ directory }),
    IntakeModule,
    // Before the CRM's own routes, which take any word after `crm/` for a type of record.
    SyncModule,
    CrmApiModule,
    QualityModule,
    ExecutionModule,
    PersonalDataModule,
    ChannelsModule,
    OperationsModule.forSchema('gateway'),
  ],
})
export class GatewayModule {
  static with(open: OpenHostedCrm): DynamicModule {
    return { module: GatewayModule, imports: [HostedCrmModule.opened(open)] };
  }
}

import { Module } from '@nestjs/common';
import { AuthModule } from '@salesagent/auth';
import { OperationsModule } from '@salesagent/operations';
import { CONFIG, POOL, type Config } from '@salesagent/platform';
import { Sealer } from '@salesagent/sealing';
import type { Pool } from 'pg';
import { opsRulesAtStart } from './actions/switches';
import { Analyst } from './analysis/analyst';
import { AskedDay } from './api/asked';
import { ForecastController } from './api/forecast.controller';
import { KpiController } from './api/kpi.controller';
import { Directory, Names } from './api/scope';
import { XrayController } from './api/xray.controller';
import { FirstImport } from './publish/first-import';
import { OpsAnalystService } from './ops-analyst.service';
import { SCHEMA } from './schema';

@Module({
  providers: [
    {
      provide: Analyst,
      inject: [CONFIG, POOL],
      useFactory: ({ playbooksDir, company }: Config, pool: Pool) =>
        new Analyst(pool, SCHEMA, opsRulesAtStart(playbooksDir, company)),
    },
    { provide: Sealer, inject: [POOL], useFactory: (pool: Pool) => new Sealer(pool) },
    { provide: FirstImport, useFactory: () => new FirstImport(SCHEMA) },
    AskedDay,
    Directory,
    Names,
  ],
  exports: [Analyst, Sealer, AskedDay, FirstImport, Directory, Names],
})
export class AnalysisModule {}

@Module({
  imports: [
    AnalysisModule,
    AuthModule.forService({
      imports: [AnalysisModule],
      directory: { inject: [Directory], useFactory: (directory: Directory) => directory },
    }),
    OperationsModule.forSchema(SCHEMA),
  ],
  controllers: [XrayController, KpiController, ForecastController],
  providers: [OpsAnalystService],
})
export class OpsAnalystModule {}

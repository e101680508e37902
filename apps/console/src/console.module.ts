import { Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import type { Pool } from 'pg';
import { AuthModule } from '@salesagent/auth';
import { PostgresLedgerSums } from '@salesagent/llm';
import { OperationsModule } from '@salesagent/operations';
import { POOL } from '@salesagent/platform';
import { Sealer } from '@salesagent/sealing';
import { AssistantController } from './assistant/assistant.controller';
import { ApprovalsController } from './controllers/approvals.controller';
import { CostsController } from './controllers/costs.controller';
import { Reading } from './controllers/reading';
import { RecordsController } from './controllers/records.controller';
import { SystemController } from './controllers/system.controller';
import { EventFeed } from './events/event-feed';
import { EventsController } from './events/events.controller';
import { ProblemFilter } from './http/problem';
import { Changes } from './live/changes';
import { StreamController } from './live/stream.controller';
import { ProjectionService } from './projection/projection.service';
import { SessionModule } from './session/session.module';
import { SessionTokens } from './session/session-tokens';
import { StatusReport } from './status/status-report';
import { AbsencesController } from './upstream/absences.controller';
import { AuditController } from './upstream/audit.controller';
import { CrmFieldsController } from './upstream/crm-fields.controller';
import { CrmController } from './upstream/crm.controller';
import { AskAgents } from './backtest/ask-agents';
import { BacktestController } from './backtest/backtest.controller';
import { PastBacktests } from './backtest/past-backtest';
import { AnalysisController } from './upstream/analysis.controller';
import { ChannelsController } from './upstream/channels.controller';
import { GovernanceController } from './upstream/governance.controller';
import { LadderController } from './upstream/ladder.controller';
import { QualityController } from './upstream/quality.controller';
import { PlaybookChanges } from './playbook/affected';
import { PlaybookInForce } from './playbook/playbook-in-force';
import { PlaybookSearch } from './playbook/playbook-search';
import { PlaybookController } from './playbook/playbook.controller';
import { PlaybookReadingController } from './playbook/playbook-reading.controller';
import { PolicyController } from './upstream/policy.controller';
import { ImportsController } from './upstream/imports.controller';
import { EveryService } from './upstream/every-service';
import { ParkedController } from './upstream/parked.controller';
import { RebuildsController } from './upstream/rebuilds.controller';
import { PersonalDataController } from './upstream/personal-data.controller';
import { Upstream } from './upstream/upstream';

/** The console's backend: the only door for people. */
@Module({
  imports: [
    SessionModule,
    AuthModule.forService({
      imports: [SessionModule],
      tokenSource: {
        inject: [SessionTokens],
        useFactory: (tokens: SessionTokens) => (request) => tokens.tokenOf(request),
      },
    }),
    OperationsModule.forSchema('console', { served: false }),
  ],
  controllers: [
    SystemController,
    AnalysisController,
    ImportsController,
    GovernanceController,
    AbsencesController,
    ChannelsController,
    PolicyController,
    PlaybookController,
    PlaybookReadingController,
    LadderController,
    AuditController,
    CrmController,
    QualityController,
    CrmFieldsController,
    BacktestController,
    ParkedController,
    RebuildsController,
    PersonalDataController,
    ApprovalsController,
    CostsController,
    RecordsController,
    StreamController,
    EventsController,
    AssistantController,
  ],
  providers: [
    { provide: APP_FILTER, useClass: ProblemFilter },
    { provide: Sealer, inject: [POOL], useFactory: (pool: Pool) => new Sealer(pool) },
    PlaybookInForce,
    PlaybookSearch,
    PlaybookChanges,
    {
      provide: PostgresLedgerSums,
      inject: [POOL],
      useFactory: (pool: Pool) => new PostgresLedgerSums(pool),
    },
    Reading,
    Upstream,
    AskAgents,
    PastBacktests,
    EveryService,
    Changes,
    EventFeed,
    StatusReport,
    ProjectionService,
  ],
})
export class ConsoleModule {}

import { auditTrailDdl } from '@salesagent/audit';
import { APPEND_ONLY, consumerMigrations } from '@salesagent/bus';
import { eventStoreFunctions } from '@salesagent/event-store';
import { LEDGER_TABLES, ledgerGrants } from '@salesagent/llm';
import { mirrorMigrations } from '@salesagent/mirror';
import { migration, type ServiceSchema } from '@salesagent/platform';
import { passagesGrants } from '@salesagent/retrieval';
import { vaultGrants } from '@salesagent/sealing';
import { ApprovalsOfTwo1764400000000 } from './schema/approvals-of-two-1764400000000';
import { CreateReadModels1763900000000 } from './schema/create-read-models-1763900000000';
import { InsightDocuments1764800000000 } from './schema/insight-documents-1764800000000';

export const schema: ServiceSchema = {
  schema: 'console',
  migrations: [
    CreateReadModels1763900000000,
    ...consumerMigrations('console'),
    ...mirrorMigrations('console'),
    ApprovalsOfTwo1764400000000,
    // The ledger of models is one for all services; whichever comes first makes it. Here questions get vectors.
    migration('ConsoleModelLedger1764720000000', LEDGER_TABLES, { kept: 'it is the record of calls of models' }),
    InsightDocuments1764800000000,
  ],
  appendOnly: APPEND_ONLY,
  // Names and notes are sealed; the console opens them for people who may see the record, and seals what they type.
  grants: [
    eventStoreFunctions('console'),
    auditTrailDdl('console'),
    vaultGrants('salesagent_console', 'seal'),
    passagesGrants('salesagent_console'),
    ledgerGrants('salesagent_console'),
  ],
};

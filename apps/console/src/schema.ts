import { auditTrailDdl } from '@salesagent/audit';
import { APPEND_ONLY, consumerMigrations } from '@salesagent/bus';
import { eventStoreFunctions } from '@salesagent/event-store';
import { ledgerReadGrants } from '@salesagent/llm/ledger';
import { mirrorMigrations } from '@salesagent/mirror';
import type { ServiceSchema } from '@salesagent/platform';
import { vaultGrants } from '@salesagent/sealing';
import { ApprovalsOfTwo1764400000000 } from './schema/approvals-of-two-1764400000000';
import { CreateReadModels1763900000000 } from './schema/create-read-models-1763900000000';
import { LedgerOfModels1764800000000 } from './schema/ledger-of-models-1764800000000';

export const schema: ServiceSchema = {
  schema: 'console',
  migrations: [
    CreateReadModels1763900000000,
    ...consumerMigrations('console'),
    ...mirrorMigrations('console'),
    ApprovalsOfTwo1764400000000,
    LedgerOfModels1764800000000,
  ],
  appendOnly: APPEND_ONLY,
  // Names and notes are sealed; the console opens them for people who may see the record, and seals what they type.
  grants: [
    eventStoreFunctions('console'),
    auditTrailDdl('console'),
    vaultGrants('salesagent_console', 'seal'),
    ledgerReadGrants('salesagent_console'),
  ],
};

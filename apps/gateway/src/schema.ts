import { auditTrailDdl } from '@salesagent/audit';
import { crmDdl, QUOTA_DDL, WRITE_JOURNAL_DDL } from '@salesagent/crm';
import { eventStoreDdl, eventStoreFunctions } from '@salesagent/event-store';
import { migration, type ServiceSchema } from '@salesagent/platform';
import { vaultGrants } from '@salesagent/sealing';
import { APPEND_ONLY, consumerDdl, consumerMigrations } from '@salesagent/bus';
import { CHANNELS_DDL, INTERRUPTIONS_DDL } from './channels/tables';
import { EXECUTION_DDL } from './execution/tables';
import { INTAKE_DDL } from './intake/tables';
import { OPENING_DDL } from './personal-data/tables';
import { QUALITY_DDL } from './quality/tables';
import { IN_TURN_DDL, PRIVACY_DELETIONS_DDL, SYNC_DDL } from './sync/tables';

const TABLES = [crmDdl(), eventStoreDdl('gateway'), consumerDdl('gateway'), INTAKE_DDL, EXECUTION_DDL];

const HOSTED = [SYNC_DDL, QUOTA_DDL, WRITE_JOURNAL_DDL];

export const schema: ServiceSchema = {
  schema: 'gateway',
  also: ['crm'],
  // Run in the order of their time stamps; a name that was released is never changed.
  migrations: [
    migration('GatewayTables1764000000000', TABLES, { kept: 'gateway owns the CRM' }),
    ...consumerMigrations('gateway'),
    migration('OpeningLimits1764100000000', OPENING_DDL, { down: 'drop table gateway.rate_limit' }),
    migration('Channels1764400000000', CHANNELS_DDL, {
      down: 'drop table gateway.noticed, gateway.notice, gateway.asked',
    }),
    migration('Interruptions1764460000000', INTERRUPTIONS_DDL, {
      down: 'alter table gateway.notice drop interruption_id; drop table gateway.interruption',
    }),
    migration('HostedCrm1764500000000', HOSTED, {
      kept: 'it is what is known of a hosted CRM, and writes under way',
    }),
    migration('PrivacyDeletions1764600000000', PRIVACY_DELETIONS_DDL, { kept: 'people in it are still to be erased' }),
    migration('DataQuality1764700000000', QUALITY_DDL, {
      down: 'drop table gateway.duplicate, gateway.duplicate_look, gateway.duplicate_decision',
    }),
    migration('InTurn1764800000000', IN_TURN_DDL, {
      down: 'alter table gateway.hosted_write drop tries, drop tried_at; alter table gateway.sync_hint drop told_at',
    }),
    migration(
      'MeddiccEvidence1765100000000',
      'alter table crm.opportunity add column if not exists agent_meddicc_evidence text',
      {
        kept: 'what agents have recorded of deals is in it',
      },
    ),
    migration('CallSummary1765100000001', 'alter table crm.activity add column if not exists agent_summary text', {
      kept: 'what agents have recorded of calls is in it',
    }),
  ],
  appendOnly: APPEND_ONLY,
  // Gateway seals what enters the log, and opens what an approved change writes into the CRM; it erases people.
  grants: [eventStoreFunctions('gateway'), auditTrailDdl('gateway'), vaultGrants('salesagent_gateway', 'erase')],
};

import { auditTrailDdl } from '@salesagent/audit';
import { APPEND_ONLY, consumerDdl, consumerMigrations } from '@salesagent/bus';
import { eventStoreDdl, eventStoreFunctions } from '@salesagent/event-store';
import { LEDGER_TABLES, ledgerGrants } from '@salesagent/llm';
import { mirrorDdl, mirrorMigrations } from '@salesagent/mirror';
import { migration, type ServiceSchema } from '@salesagent/platform';
import { CONFIDENTIAL_DDL, PASSAGES_DDL, PASSAGES_SCHEMA } from '@salesagent/retrieval';
import { AUDIT_APPEND_ONLY, AUDIT_DDL, AUDIT_TYPES_DDL } from './audit/tables';
import { CHANNEL_DDL } from './channels/tables';
import { ASSISTANT_REQUEST_DDL } from './gate/assistant-requests';
import {
  APPROVALS_DDL,
  ASKED_DDL,
  ASKERS_DDL,
  GATE_DDL,
  MEASURED_DDL,
  PLAYBOOK_DDL,
  PLAYBOOK_STANDS_DDL,
  POLICY_DDL,
  POLICY_STANDS_DDL,
  POLICY_ORDER_DDL,
  PROPOSAL_ORDER_DDL,
  REJECTED_DDL,
} from './gate/tables';
import { INTERRUPTION_DDL } from './interruptions/tables';
import { LADDER_DDL, SHADOW_DDL } from './ladder/tables';
import { LIFECYCLE_DDL, LIFECYCLE_MEMORY_DDL } from './lifecycles/tables';

const TABLES = [
  eventStoreDdl('orchestrator'),
  consumerDdl('orchestrator'),
  mirrorDdl('orchestrator'),
  GATE_DDL,
  LIFECYCLE_DDL,
];

export const schema: ServiceSchema = {
  schema: 'orchestrator',
  also: [PASSAGES_SCHEMA],
  // Run in the order of their time stamps; a name that was released is never changed.
  migrations: [
    migration('OrchestratorTables1764000000000', TABLES, { kept: 'they are the record of what was approved' }),
    migration('OrchestratorMeasured1764010000000', MEASURED_DDL, { down: 'drop table measured' }),
    migration('OrchestratorPolicies1764300000000', POLICY_DDL, { kept: 'it is the record of who published a policy' }),
    migration('OrchestratorApprovals1764400000000', APPROVALS_DDL, { kept: 'it is the record of who approved what' }),
    ...consumerMigrations('orchestrator'),
    ...mirrorMigrations('orchestrator'),
    migration('OrchestratorAudit1764200000000', AUDIT_DDL, { kept: 'it is the audit chain' }),
    migration('OrchestratorAuditTypes1764210000000', AUDIT_TYPES_DDL, { down: 'drop table audit_type' }),
    migration('OrchestratorPolicyOrder1764310000000', POLICY_ORDER_DDL, {
      down: 'alter table policy drop column adoption; alter table policy_proposal drop column signature',
    }),
    migration('OrchestratorLifecycleMemory1764410000000', LIFECYCLE_MEMORY_DDL, {
      down: 'drop table lifecycle_meeting; alter table lifecycle drop column closed',
    }),
    migration('OrchestratorChannels1764420000000', CHANNEL_DDL, {
      down: 'drop table slack_link, slack_code, channel_preference',
    }),
    migration('OrchestratorLadder1764430000000', LADDER_DDL, { kept: 'it is the record of who signed autonomy' }),
    migration('OrchestratorAskers1764450000000', ASKERS_DDL, { kept: 'it is the record of who asked for what' }),
    migration('OrchestratorAsked1764460000000', ASKED_DDL, { down: 'alter table docket drop column asked' }),
    migration('OrchestratorInterruptions1764470000000', INTERRUPTION_DDL, {
      down: `drop table interruption;
        alter table channel_preference drop interrupt, drop hours_from, drop hours_until, drop time_zone`,
    }),
    migration('OrchestratorShadow1764480000000', SHADOW_DDL, {
      kept: 'it is the record of who put an action in shadow',
    }),
    migration('OrchestratorAssistants1764490000000', ASSISTANT_REQUEST_DDL, { down: 'drop table assistant_request' }),
    migration('OrchestratorPlaybooks1764530000000', PLAYBOOK_DDL, {
      kept: 'it is the record of who published a playbook',
    }),
    migration('OrchestratorPlaybookStands1764540000000', PLAYBOOK_STANDS_DDL, {
      down: 'alter table playbook_proposal drop column stands_on',
    }),
    migration('OrchestratorPolicyStands1764550000000', POLICY_STANDS_DDL, {
      down: 'alter table policy_proposal drop column stands_on',
    }),
    migration('OrchestratorRejections1764560000000', REJECTED_DDL, {
      kept: 'it is the record of who rejected a policy or a playbook',
    }),
    migration('OrchestratorPassages1764720000000', PASSAGES_DDL, {
      down: `drop table passages.retrieval_passage, passages.retrieval_document, passages.retrieval_vector,
        passages.retrieval_version, passages.retrieval_source, passages.retrieval_embedding,
        passages.retrieval_look, passages.retrieval_vector_index`,
    }),
    // The ledger of models is one for all services; whichever comes first makes it. Here vectors are paid for.
    migration('OrchestratorModelLedger1764720000001', LEDGER_TABLES, { kept: 'it is the record of calls of models' }),
    migration('OrchestratorConfidentialDocuments1764830000000', CONFIDENTIAL_DDL, {
      kept: 'the first migration of the passages makes the column too; what it says is made again',
    }),
    migration('OrchestratorProposalOrder1764840000000', PROPOSAL_ORDER_DDL, {
      down: 'alter table policy_proposal drop column ordinal; alter table playbook_proposal drop column ordinal',
    }),
  ],
  appendOnly: [...APPEND_ONLY, ...AUDIT_APPEND_ONLY],
  // Gateway reads the kill epoch in the transaction that starts an execution, and nothing else of this schema.
  grants: [
    eventStoreFunctions('orchestrator'),
    auditTrailDdl('orchestrator'),
    ledgerGrants('salesagent_orchestrator'),
    'grant usage on schema orchestrator to salesagent_gateway',
    'grant select on orchestrator.kill_epoch to salesagent_gateway',
  ],
  // Workflows are made anew from the log: the gates of what is not settled, which are told again what was decided, and
  // the lifecycles of what is open.
  afterRestore: [
    `update orchestrator.docket set started_at = null, state = case state when 'open' then 'admitted' else state end
     where state in ('admitted', 'open', 'approved')`,
    `update orchestrator.decision d set answer = null from orchestrator.docket p
     where p.action_id = d.action_id and p.decision_id = d.decision_id and p.state = 'approved'`,
    `update orchestrator.lifecycle set pending_since = clock_timestamp(), backfill = true
     where started_at is not null and ended_at is null`,
  ],
};

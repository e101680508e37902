import { SOURCES, type Source } from '@salesagent/canon/events';

/** Logs in which something is decided: those of the services that publish, and the console's, which holds nothing else. */
export const AUDITED_LOGS = [...SOURCES, 'console'] as const;
export type AuditedLog = Source | 'console';

/**
 * What an auditor needs of the logs: who decided what, when, on which digest and under which policy, what was then
 * done, who looked at or erased a person, and what operations decided about events that a service could not handle.
 * Attention (the docket), insights and changes of the CRM are not decisions and stay out.
 */
export const AUDITED_TYPES = [
  // What was proposed: the digest that decisions bind to.
  ...['ActionProposed', 'ProposalSuperseded', 'ActionPrepared'],
  ...['ApprovalRequested', 'SecondApprovalRequested', 'ApprovalEscalated', 'ApprovalReassigned'],
  ...['AbsenceSet', 'AbsenceEnded'],
  ...['DecisionRecorded', 'DecisionVoided', 'ActionApproved', 'ActionRejected'],
  ...['ActionExpired', 'ActionWithdrawn', 'PermitIssued'],
  ...['KillSwitchSet', 'TieringSigned', 'AccountTierChanged'],
  ...['PolicyAdopted', 'PolicyProposed', 'PolicyPublished', 'PolicyRejected'],
  // The words and thresholds that agents act by, proposed and signed or rejected.
  ...['PlaybookAdopted', 'PlaybookProposed', 'PlaybookPublished', 'PlaybookRejected'],
  // Fields that two people had made in the company's CRM.
  ...['CrmFieldsRequested', 'CrmFieldsApproved', 'CrmFieldsStarted', 'CrmFieldsMade', 'CrmFieldsRefused'],
  // What runs without a person, by whose signature, and what was found when it was watched.
  ...['AutonomyPromoted', 'AutonomyDemoted', 'ShadowSet', 'ActionHeldOut', 'KnownBadPlanted', 'KnownBadAnswered'],
  ...['ExecutionStarted', 'ActionExecuted', 'ActionFailed', 'ActionOutcomeUnknown', 'ActionUndone'],
  // Whose a Slack account is: what is decided there is that person's.
  ...['SlackLinked', 'SlackUnlinked'],
  ...['SubjectErased', 'PersonalDataExported', 'ImportCompleted'],
  // What of the record a service tries again, or will never know.
  ...['ParkedRedriven', 'ParkedDiscarded'],
  // The chain's own: a break that a person has explained.
  'ChainContinued',
] as const;

/** Role of the service that keeps the chain; it alone reads the trails of the others. */
const KEEPER = 'salesagent_orchestrator';

/** Times as text to the microsecond: a value that went through a program's own clock type would lose some. */
const time = (column: string): string =>
  `to_char(${column} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as ${column}`;

/**
 * View `audit_trail` of a service's log: its decisions, as they are stored and sealed. The only thing of another
 * service that the keeper of the chain may read. Repeatable; run as the owner after every migration.
 *
 * @param schema of the service, e.g. `lead_gen`
 */
export function auditTrailDdl(schema: string): string {
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(schema)) throw new Error(`"${schema}" cannot be the name of a schema`);
  const types = AUDITED_TYPES.map((type) => `'${type}'`).join(', ');
  return `
create or replace view ${schema}.audit_trail as
select transaction_id, position, stream, stream_version, id, type, version, data, ${time('occurred_at')},
  ${time('recorded_at')}, correlation_id, causation_id, actor, traceparent
from ${schema}.event where type in (${types});
do $$ begin
  if exists (select from pg_roles where rolname = '${KEEPER}') then
    grant usage on schema ${schema} to ${KEEPER};
    grant select on ${schema}.audit_trail to ${KEEPER};
  end if;
end $$;`;
}

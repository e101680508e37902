import { z } from 'zod';
import * as absences from './absences.schema';
import { sessionSchema, signInInfoSchema } from './session.schema';
import { statusSchema } from './status.schema';
import { importSchema, importStartedSchema, startImportSchema } from './imports.schema';
import { dealSchema, dealsQuery, dealsSchema } from './deals.schema';
import { accountSchema, accountsQuery, accountsSchema } from './accounts.schema';
import * as approvals from './approvals.schema';
import { actionSchema, actionsSchema } from './actions.schema';
import { acknowledgedSchema, acknowledgementSchema } from './handoffs.schema';
import { explanationSchema } from './explain.schema';
import { signTieringSchema, tieringSchema, tieringSignedSchema } from './tiering.schema';
import { peopleSchema } from './people.schema';
import * as analysis from './analysis.schema';
import * as audit from './audit.schema';
import { backtestBodySchema, backtestLineSchema } from './backtest.schema';
import * as channels from './channels.schema';
import { costsQuery, costsSchema } from './costs.schema';
import * as crm from './crm.schema';
import * as events from './events.schema';
import * as operations from './operations.schema';
import * as governance from './governance.schema';
import * as ladder from './ladder.schema';
import * as passages from './passages.schema';
import * as playbook from './playbook.schema';
import * as playbookReading from './playbook-reading.schema';
import * as policy from './policy.schema';
import * as quality from './quality.schema';
import * as personalData from './personal-data.schema';
import { rejectBodySchema } from './rejection.schema';

export interface Endpoint {
  id: string;
  method: 'get' | 'post';
  /** With `{name}` for path parameters. */
  path: string;
  summary: string;
  query?: z.ZodObject;
  body?: z.ZodType;
  status: number;
  /** A JSON response; a text or file response has `media` instead. */
  response?: z.ZodType;
  media?: string[];
  /** A response of lines of JSON, each of this schema. */
  lines?: z.ZodType;
  /** Needs no sign-in. */
  public?: true;
}

const get = (id: string, path: string, summary: string, response: z.ZodType, query?: z.ZodObject): Endpoint => ({
  id,
  method: 'get',
  path,
  summary,
  status: 200,
  response,
  ...(query && { query }),
});

const post = (
  id: string,
  path: string,
  summary: string,
  body: z.ZodType,
  response: z.ZodType,
  status = 200,
): Endpoint => ({ id, method: 'post', path, summary, body, response, status });

const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const file = (id: string, path: string, summary: string, media: string[], query?: z.ZodObject): Endpoint => ({
  id,
  method: 'get',
  path,
  summary,
  status: 200,
  media,
  ...(query && { query }),
});

/** Everything people and the command line can ask of the system, in one list; the OpenAPI document is this list. */
export const ENDPOINTS: readonly Endpoint[] = [
  { ...get('getSignInInfo', '/api/sign-in', 'How to sign in from the command line', signInInfoSchema), public: true },
  get('getSession', '/api/session', 'Who is signed in, to what, and what they may do', sessionSchema),
  get('getStatus', '/api/status', 'Whether everything runs and has caught up', statusSchema),

  post('startImport', '/api/imports', 'Import an export of a CRM', startImportSchema, importStartedSchema, 202),
  get('getLatestImport', '/api/imports/latest', 'The latest import', importSchema),
  get('getImport', '/api/imports/{importId}', 'An import: progress, report, findings', importSchema),

  get('getXray', '/api/xray', 'The pipeline X-ray: five findings', analysis.xraySchema, analysis.asOfOnly),
  file(
    'getXrayDocument',
    '/api/xray/document',
    'The X-ray as a memo',
    ['text/markdown', DOCX],
    analysis.xrayDocumentQuery,
  ),
  get('getKpis', '/api/kpis', 'KPIs with formula, n and as-of', analysis.kpisSchema, analysis.kpisQuery),
  get('getForecast', '/api/forecast', 'The forecast of the quarter', analysis.forecastSchema, analysis.forecastQuery),
  get(
    'getForecastBacktest',
    '/api/forecast/backtest',
    'Past forecasts beside what happened',
    analysis.backtestSchema,
    analysis.asOfOnly,
  ),
  get('getReport', '/api/report', 'The periodic report', analysis.reportSchema, analysis.reportQuery),
  file(
    'getReportDocument',
    '/api/report/document',
    'The periodic report as a document',
    ['text/markdown', DOCX],
    analysis.reportDocumentQuery,
  ),
  get(
    'getDealsBehind',
    '/api/deals-behind',
    'The deals behind a number',
    analysis.dealsBehindSchema,
    analysis.dealsBehindQuery,
  ),

  get('listDeals', '/api/deals', 'Deals: the board and the list', dealsSchema, dealsQuery),
  get('getDeal', '/api/deals/{dealId}', 'A deal with its whole history', dealSchema),
  get('listAccounts', '/api/accounts', 'Accounts: the board and the list', accountsSchema, accountsQuery),
  get('getAccount', '/api/accounts/{accountId}', 'An account with its whole history', accountSchema),
  get('listPeople', '/api/people', 'People of the company', peopleSchema),

  get('getInbox', '/api/inbox', 'What waits for the reader', approvals.inboxSchema),
  get(
    'listApprovals',
    '/api/approvals',
    'Proposals and what became of them',
    approvals.approvalsSchema,
    approvals.approvalsQuery,
  ),
  get('getApproval', '/api/approvals/{actionId}', 'A proposal: why, evidence, exact change', approvals.approvalSchema),
  post(
    'decide',
    '/api/approvals/{actionId}/decision',
    'Approve, edit and approve, or reject',
    approvals.decisionBodySchema,
    approvals.decisionSchema,
  ),
  post(
    'undo',
    '/api/approvals/{actionId}/undo',
    'Take an executed change back',
    approvals.undoBodySchema,
    approvals.undoneSchema,
  ),
  file('getDocument', '/api/documents/{documentId}/content', 'A filed document', [DOCX, 'application/octet-stream']),

  get('listActions', '/api/actions', 'What agents may do here', actionsSchema),
  get('getAction', '/api/actions/{action}', 'An action: rules, passages, recent proposals', actionSchema),
  get(
    'explain',
    '/api/explain/{id}',
    'Why a field, a record, a proposal or an event is as it is, from the events alone',
    explanationSchema,
  ),
  post(
    'findPeople',
    '/api/people/find',
    'Find a person the CRM holds, by id, name, address or number',
    personalData.findPeopleBodySchema,
    personalData.foundPeopleSchema,
  ),
  post(
    'exportPerson',
    '/api/people/export',
    'Everything held on a person, opened',
    personalData.exportPersonBodySchema,
    personalData.personalDataSchema,
  ),
  post(
    'erasePerson',
    '/api/people/erase',
    'Erase a person; without `confirm`, say what would go',
    personalData.erasePersonBodySchema,
    personalData.erasureSchema,
  ),
  get('getTiering', '/api/tiering', 'The first tiering that waits for a signature', tieringSchema),
  post('signTiering', '/api/tiering/sign', 'Sign the first tiering', signTieringSchema, tieringSignedSchema),
  get('listEventTypes', '/api/events', 'Every event type: versions, topics, deprecations', events.eventTypesSchema),
  file(
    'followEvents',
    '/api/events/stream',
    'Events as they reach the console, as server-sent events; for those who may see everything',
    ['text/event-stream'],
    events.eventsStreamQuery,
  ),
  get(
    'getPolicy',
    '/api/policy',
    'Who may approve what, and policies that wait for a signature or were rejected',
    policy.policySchema,
  ),
  get(
    'explainPolicy',
    '/api/policy/explain',
    'What policy says now of an action on a record, and by which rules',
    policy.policyExplanationSchema,
    policy.policyExplainQuery,
  ),
  post(
    'diffPolicy',
    '/api/policy/diff',
    'What another policy would decide differently',
    policy.policyDiffBodySchema,
    policy.policyDiffSchema,
  ),
  post(
    'backtestPolicy',
    '/api/policy/backtest',
    'What a policy would have asked of people',
    policy.policyBacktestBodySchema,
    policy.policyBacktestSchema,
  ),
  {
    ...{ id: 'runBacktest', method: 'post', path: '/api/backtest', status: 200 },
    summary: 'What the agents would have proposed over a period of the past, and what a change would have altered',
    body: backtestBodySchema,
    lines: backtestLineSchema,
  },
  post(
    'proposePolicy',
    '/api/policy/proposals',
    'Propose another policy; a second person signs it',
    policy.policyProposalBodySchema,
    policy.policyProposalSchema,
    201,
  ),
  post(
    'signPolicy',
    '/api/policy/sign',
    'Put a proposed policy in force, as a second person',
    policy.policySignBodySchema,
    policy.policySignedSchema,
  ),
  post(
    'rejectPolicy',
    '/api/policy/reject',
    'Reject a proposed policy, or withdraw one’s own',
    rejectBodySchema,
    policy.rejectedPolicySchema,
  ),
  get(
    'getPlaybook',
    '/api/playbook',
    'The playbook in force, section by section with the files that set it, and what waits for a signature or was rejected',
    playbook.playbookSchema,
  ),
  get(
    'getPlaybookSection',
    '/api/playbook/sections/{id}',
    'A section in force: its passages, and each rule with the file and line that sets it',
    playbookReading.playbookSectionSchema,
  ),
  get(
    'searchPlaybook',
    '/api/playbook/search',
    'The passages of the playbook in force and of the company’s documents that answer a question, or that none does',
    passages.playbookAnswerSchema,
    passages.playbookSearchQuerySchema,
  ),
  post(
    'lookAtPassages',
    '/api/playbook/passages/look',
    'Have the company’s documents and the playbook looked at now, and say what is indexed then',
    passages.passagesLookBodySchema,
    passages.passagesLookedSchema,
  ),
  post(
    'affectedByPlaybook',
    '/api/playbook/affected',
    'What other sections change, and of which records an action would decide otherwise',
    playbook.playbookAffectedBodySchema,
    playbook.playbookAffectedSchema,
  ),
  post(
    'proposePlaybook',
    '/api/playbook/proposals',
    'Propose other sections for the company; a second person signs them',
    playbook.playbookProposalBodySchema,
    playbook.playbookProposalSchema,
    201,
  ),
  get(
    'getPlaybookFolder',
    '/api/playbook/folder',
    'What lies in the company’s folder beside the running product: what could be proposed from there',
    playbookReading.playbookFolderSchema,
  ),
  get(
    'getPlaybookProposal',
    '/api/playbook/proposals/{version}',
    'A proposal that waits, with each passage that it words otherwise, before and after',
    playbookReading.playbookProposalReadSchema,
  ),
  post(
    'signPlaybook',
    '/api/playbook/sign',
    'Put proposed sections in force, as a second person',
    playbook.playbookSignBodySchema,
    playbook.playbookSignedSchema,
  ),
  post(
    'rejectPlaybook',
    '/api/playbook/reject',
    'Reject proposed sections, or withdraw one’s own',
    rejectBodySchema,
    playbook.rejectedPlaybookSchema,
  ),
  post(
    'decideTogether',
    '/api/approvals/decisions',
    'Approve several of one low-risk kind, each a decision of its own',
    approvals.togetherBodySchema,
    approvals.togetherSchema,
  ),
  get('listAbsences', '/api/absences', 'Who is away, and who decides meanwhile', absences.absencesSchema),
  post(
    'setAbsence',
    '/api/absences',
    'Set somebody away from a day until another',
    absences.absenceBodySchema,
    absences.absenceSchema,
  ),
  post(
    'endAbsence',
    '/api/absences/end',
    'Somebody is back, or does not go after all',
    absences.absenceEndBodySchema,
    absences.absenceEndedSchema,
  ),
  get('getLadder', '/api/ladder', 'Where each action stands on each tier, and what it lacks', ladder.ladderSchema),
  post(
    'promoteAction',
    '/api/ladder/promote',
    'Sign that an action runs alone on a tier',
    ladder.promoteBodySchema,
    ladder.rungSchema,
  ),
  post(
    'demoteAction',
    '/api/ladder/demote',
    'Take an action down on a tier, at once',
    ladder.demoteBodySchema,
    ladder.rungSchema,
  ),
  post(
    'shadowAction',
    '/api/ladder/shadow',
    'Have an action only prepare: nobody is asked, nothing leaves',
    ladder.shadowBodySchema,
    ladder.ladderSchema,
  ),
  post(
    'endShadow',
    '/api/ladder/shadow/end',
    'Take an action out of shadow: policy and signatures hold again',
    ladder.shadowBodySchema,
    ladder.ladderSchema,
  ),
  get(
    'getCosts',
    '/api/costs',
    'What models cost, beside what became of what was proposed; real days in UTC',
    costsSchema,
    costsQuery,
  ),
  get('getDocket', '/api/docket', 'What waits for attention', governance.docketSchema),
  get('getKillSwitch', '/api/kill-switch', 'What is stopped, by whom and why', governance.killSwitchSchema),
  post(
    'setKillSwitch',
    '/api/kill-switch',
    'Stop execution in a scope, or let it go on',
    governance.killSwitchBodySchema,
    governance.killSwitchSetSchema,
  ),
  post(
    'requestAction',
    '/api/requests',
    'Ask an agent to look at a record',
    governance.requestBodySchema,
    governance.requestedSchema,
    202,
  ),
  post(
    'acknowledgeHandoff',
    '/api/handoffs/{opportunityId}/acknowledgement',
    'Take over a deal that was won',
    acknowledgementSchema,
    acknowledgedSchema,
  ),

  get(
    'getChannels',
    '/api/channels',
    'Where the signed-in person is asked besides the console',
    channels.channelsSchema,
  ),
  post(
    'chooseChannels',
    '/api/channels',
    'Choose where to be asked',
    channels.channelChoiceSchema,
    channels.channelChoiceSchema,
  ),
  post(
    'newSlackCode',
    '/api/channels/slack/code',
    'A code that links the Slack account it is sent from to the signed-in person',
    channels.nothingSchema,
    channels.slackCodeSchema,
  ),
  post(
    'unlinkSlack',
    '/api/channels/slack/unlink',
    'Nobody’s Slack account is the signed-in person’s any more',
    channels.nothingSchema,
    channels.slackUnlinkedSchema,
  ),

  get(
    'getAudit',
    '/api/audit',
    'Where the audit chain stands, and the decisions it grew by last',
    audit.auditStandingSchema,
  ),
  file(
    'exportAudit',
    '/api/audit/export',
    'The audit chain with the rows of the logs and the signed heads, as JSON Lines',
    ['application/x-ndjson'],
  ),
  post(
    'continueAudit',
    '/api/audit/continue',
    'Record why the signed heads and the chain do not agree, after a backup was restored',
    audit.continueAuditBodySchema,
    audit.auditContinuedSchema,
  ),

  get('getCrmSync', '/api/crm/sync', 'How reading a hosted CRM stands', crm.crmSyncSchema),
  post('wakeCrmSync', '/api/crm/sync/wake', 'Try at once what held reading up', crm.wakeBodySchema, crm.crmSyncSchema),
  post(
    'reconcileCrm',
    '/api/crm/reconcile',
    'Compare the copy with the hosted CRM and mend it',
    crm.reconcileBodySchema,
    crm.reconcileBegunSchema,
    202,
  ),
  get('getReconciled', '/api/crm/reconcile', 'What the last comparison found', crm.reconcileSchema),
  get('getQuality', '/api/quality', 'How good the records are, with what counts against them', quality.qualitySchema),
  get(
    'getQualityRecords',
    '/api/quality/records',
    'The records that one complaint is about',
    quality.qualityRecordsSchema,
    quality.qualityRecordsQuery,
  ),
  get(
    'listDuplicates',
    '/api/quality/duplicates',
    'Pairs of records that may be one',
    quality.pairsSchema,
    quality.pairsQuery,
  ),
  post(
    'decidePair',
    '/api/quality/duplicates/decision',
    'Say that a pair is two records, or ask for its merge',
    quality.decidePairSchema,
    quality.pairSchema,
  ),
  get(
    'getCrmFields',
    '/api/crm/fields',
    'Fields of MEDDICC in a hosted CRM, and who asked for some',
    crm.crmFieldsSchema,
  ),
  post(
    'requestCrmFields',
    '/api/crm/fields/requests',
    'Ask for fields of MEDDICC that the CRM does not have; a second person approves',
    crm.crmFieldsRequestBodySchema,
    crm.crmFieldsRequestSchema,
    201,
  ),
  post(
    'approveCrmFields',
    '/api/crm/fields/approve',
    'Approve such a request as a second person, and have the fields made',
    crm.crmFieldsApproveBodySchema,
    crm.crmFieldsMadeSchema,
  ),
  get('getCrmDoctor', '/api/crm/doctor', 'The connection to a hosted CRM, with remedies', crm.crmDoctorSchema),
  get('listParked', '/api/parked', 'Keys that cannot go on, of every service', operations.parkedKeysSchema),
  get(
    'getParked',
    '/api/parked/events',
    'The parked events of a key and what became of them',
    operations.parkedEventsSchema,
    operations.parkedEventsQuery,
  ),
  post(
    'redriveParked',
    '/api/parked/redrive',
    'Try failed events again now',
    operations.redriveBodySchema,
    operations.redrivenSchema,
  ),
  post(
    'discardParked',
    '/api/parked/discard',
    'Let one failed event go',
    operations.discardBodySchema,
    operations.discardedSchema,
  ),
  get(
    'listProjections',
    '/api/rebuilds',
    'The projections of every service and when each was rebuilt',
    operations.projectionsSchema,
    operations.projectionsQuery,
  ),
  get('getRebuild', '/api/rebuilds/{service}/{id}', 'How a rebuild goes, or went', operations.rebuildRunOfSchema),
  post(
    'startRebuild',
    '/api/rebuilds',
    'Build a projection again from the bus, or only compare',
    operations.rebuildBodySchema,
    operations.rebuildStartedSchema,
    202,
  ),
];

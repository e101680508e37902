import type { PoolClient } from 'pg';
import type { IntegrationEvent, Proposal, RecordEventData } from '@salesagent/canon/events';
import { ACTIONS, fieldSpec, parseRecordRef, type RecordType } from '@salesagent/canon/sales';
import { effectProblem, fieldsOf, proposalDigest } from '@salesagent/governance';
import type { Touched } from '@salesagent/mirror';
import { askedFor, noteSuperseded, supersededIn, type AskedFor } from './asked-for';
import type { Asked, DocketState } from './docket-rows';

/** Topics the gate follows besides those of the shared mirror. */
export const GATE_TOPICS = ['agents.action', 'execution.action', 'crm.import', 'crm.deletion', 'kpi.snapshot'];

const EXECUTION_STATES: Readonly<Record<string, DocketState>> = {
  ActionExecuted: 'executed',
  ActionFailed: 'failed',
  ActionOutcomeUnknown: 'unknown',
  ActionUndone: 'undone',
};

/**
 * Notes what a batch of events means for the gate, in the consumer's transaction and set-based: proposals enter the
 * docket, changed facts become things to do. Events are only written by the gate's loop.
 */
export async function noteForGate(
  events: readonly IntegrationEvent[],
  touched: readonly Touched[],
  client: PoolClient,
): Promise<void> {
  await noteProposals(events, client);
  await noteEnded(events, client);
  await noteFacts(events, touched, client);
  await noteExecutions(events, client);
  await noteMeasured(events, client);
  for (const event of events) {
    if (event.type !== 'ImportCompleted') continue;
    const { importId } = event.data as { importId: string };
    await client.query(`insert into orchestrator.wave (wave, due_at) values ($1, $2) on conflict do nothing`, [
      `import/${importId}`,
      event.recordedAt,
    ]);
  }
}

/** ops-analyst says the numbers of an import once it has read all of it: what people see first is ready. */
async function noteMeasured(events: readonly IntegrationEvent[], client: PoolClient): Promise<void> {
  const causes = events.filter((e) => e.type === 'KpiMeasured').map((e) => e.correlationId);
  if (causes.length === 0) return;
  await client.query('insert into orchestrator.measured select unnest($1::text[]) on conflict do nothing', [causes]);
}

async function noteProposals(events: readonly IntegrationEvent[], client: PoolClient): Promise<void> {
  const proposals = events.filter((e): e is IntegrationEvent<Proposal> => e.type === 'ActionProposed');
  if (proposals.length === 0) return;
  const asked = await askedFor(
    proposals.map((e) => e.data),
    supersededIn(events),
    client,
  );
  const rows = proposals.map(({ data: p, source, recordedAt }) => ({
    action_id: p.actionId,
    action: p.action,
    agent: p.agent,
    effect: p.effect,
    subject: p.subject,
    opportunity_id: opportunityOf(p),
    account_id: p.accountId,
    owner_id: p.ownerId,
    title: p.title,
    amount: p.attention.amount,
    fields: fieldsOf(p.change),
    expected_value: p.attention.expectedValue,
    tier_proposed: p.tier,
    digest: p.digest,
    change: p.change.kind === 'fields-batch' ? null : p.change,
    lane: p.effect === 'insight' ? 'policy' : 'person',
    state: 'proposed',
    // Said here, acted on by the gate's loop: it is withdrawn with this reason, and nobody is asked.
    reason: refusalOf(p, source),
    proposed_at: recordedAt,
    minutes: p.attention.minutes,
    business_date: p.businessDate,
    ...inRow(asked.get(p.actionId)!),
  }));
  await client.query(
    `insert into orchestrator.docket (action_id, action, agent, effect, subject, opportunity_id, account_id, owner_id,
       title, amount, fields, expected_value, tier_proposed, digest, change, lane, state, reason,
       proposed_at, minutes, business_date, requested, requested_by, asked_before)
     select p.action_id, p.action, p.agent, p.effect, p.subject, p.opportunity_id, p.account_id, p.owner_id, p.title,
       p.amount, array(select jsonb_array_elements_text(p.fields)), p.expected_value, p.tier_proposed, p.digest,
       p.change, p.lane, p.state, p.reason, p.proposed_at, p.minutes, p.business_date,
       p.requested, p.requested_by, array(select jsonb_array_elements_text(p.asked_before))
     from jsonb_to_recordset($1::jsonb) as p(action_id text, action text, agent text, effect text, subject text,
       opportunity_id text, account_id text, owner_id text, title text, amount float8, fields jsonb,
       expected_value float8, tier_proposed text, digest text, change jsonb, lane text, state text,
       reason text, proposed_at timestamptz, minutes float8, business_date text, requested boolean,
       requested_by text, asked_before jsonb)
     on conflict (action_id) do nothing`,
    [JSON.stringify(rows)],
  );
}

const inRow = ({ requested, askers }: AskedFor): Asked & { requested: boolean } => ({
  requested,
  requested_by: askers.at(-1) ?? null,
  asked_before: askers.slice(0, -1),
});

/** Why a proposal is not what it says it is; null for an honest one. */
function refusalOf(p: Proposal, source: string): string | null {
  if (p.agent !== source) return `it names ${p.agent} as its agent but came from ${source}`;
  if (proposalDigest(p) !== p.digest) return 'its digest is not that of its change';
  return effectProblem(p);
}

function opportunityOf(p: Proposal): string | null {
  if (p.change.kind === 'task' && p.change.opportunityId) return p.change.opportunityId;
  if (!p.subject.includes('/')) return null;
  const { type, id } = parseRecordRef(p.subject);
  return type === 'opportunity' ? id : null;
}

/** The agent ended it: superseded by new facts, or prepared. */
async function noteEnded(events: readonly IntegrationEvent[], client: PoolClient): Promise<void> {
  const prepared = events.filter((e) => e.type === 'ActionPrepared').map((e) => e.data as { actionId: string });
  if (prepared.length > 0)
    await client.query(
      `update orchestrator.docket set state = 'prepared', reason = 'prepared by the agent', decided_at = now()
       where action_id = any($1::text[]) and state in ('proposed', 'queued')`,
      [prepared.map((p) => p.actionId)],
    );
  await noteSuperseded(supersededIn(events), client);
  const superseded = events
    .filter((e) => e.type === 'ProposalSuperseded')
    .map((e) => e.data as { actionId: string; reason: string });
  if (superseded.length > 0)
    await client.query(
      `insert into orchestrator.gate_todo (action_id, what, reason)
       select s.id, 'withdraw', s.reason from unnest($1::text[], $2::text[]) as s(id, reason)`,
      [superseded.map((s) => s.actionId), superseded.map((s) => s.reason)],
    );
}

async function noteFacts(
  events: readonly IntegrationEvent[],
  touched: readonly Touched[],
  client: PoolClient,
): Promise<void> {
  const versions = new Map<string, number>();
  for (const { topic, data } of events) {
    if (!topic.endsWith('.crm.opportunity') && !topic.endsWith('.crm.account')) continue;
    const { recordType, recordId, recordVersion, set } = data as RecordEventData;
    if (Object.keys(set).every((field) => fieldSpec(recordType, field)?.agent)) continue;
    versions.set(`${recordType}/${recordId}`, recordVersion);
  }
  if (versions.size > 0)
    await client.query(
      `insert into orchestrator.facts (record, version)
       select * from unnest($1::text[], $2::int[])
       on conflict (record) do update set version = greatest(facts.version, excluded.version)`,
      [[...versions.keys()], [...versions.values()]],
    );
  const of = (type: RecordType, fields: readonly string[]): string[] =>
    touched.filter((t) => t.type === type && (t.deleted || t.fields.some((f) => fields.includes(f)))).map((t) => t.id);
  const [accounts, deals] = [of('account', ['tier', 'ownerId']), of('opportunity', ['outcome', 'ownerId'])];
  const people = of('person', ['active', 'managerId']);
  if (accounts.length + deals.length + people.length > 0)
    await client.query(
      `insert into orchestrator.gate_todo (action_id, what, reason)
       select action_id, 'recheck', 'the account, the deal or their people changed' from orchestrator.docket
       where state in ('queued', 'admitted', 'open')
         and (account_id = any($1::text[]) or opportunity_id = any($2::text[])
           or (state <> 'queued' and (approver_id = any($3::text[]) or owner_id = any($3::text[]))))`,
      [accounts, deals, people],
    );
  const deleted = touched.filter((t) => t.deleted).map((t) => `${t.type}/${t.id}`);
  if (deleted.length > 0)
    await client.query(
      `insert into orchestrator.gate_todo (action_id, what, reason)
       select action_id, 'withdraw', 'the record was deleted' from orchestrator.docket
       where state in ('proposed', 'queued', 'admitted', 'open') and subject = any($1::text[])`,
      [deleted],
    );
}

async function noteExecutions(events: readonly IntegrationEvent[], client: PoolClient): Promise<void> {
  const outcomes = events.filter((e) => e.type in EXECUTION_STATES);
  if (outcomes.length === 0) return;
  await client.query(
    `update orchestrator.docket d set state = o.state, reason = coalesce(o.reason, d.reason)
     from unnest($1::text[], $2::text[], $3::text[]) as o(id, state, reason) where d.action_id = o.id`,
    [
      outcomes.map((e) => (e.data as { actionId: string }).actionId),
      outcomes.map((e) => EXECUTION_STATES[e.type]),
      outcomes.map((e) => (e.data as { reason?: string }).reason ?? null),
    ],
  );
}

/** Whether an action exists; its catalogue entry says what it is about. */
export function isAction(name: string): name is keyof typeof ACTIONS {
  return Object.hasOwn(ACTIONS, name);
}

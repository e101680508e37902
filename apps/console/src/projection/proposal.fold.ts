import type { IntegrationEvent, Proposal } from '@salesagent/canon/events';
import type { Fold } from './fold';
import type { ProposalRow } from './rows';

const COLUMNS = [
  'action_id',
  'action',
  'agent',
  'effect',
  'subject',
  'account_id',
  'owner_id',
  'tier',
  'title',
  'why',
  'facts',
  'evidence',
  'citations',
  'draft',
  'change',
  'digest',
  'record_version',
  'attention',
  'expected_value',
  'playbook_version',
  'business_date',
  'proposed_at',
  'ended',
  'ended_at',
  'ended_reason',
  'superseded_by',
] as const satisfies readonly (keyof ProposalRow)[];

const TYPES = new Set(['ActionProposed', 'ProposalSuperseded', 'ActionPrepared']);

/** The agent's part of a proposal: what it says, and whether the agent took it back. */
export const proposalFold: Fold<ProposalRow> = {
  table: 'proposal',
  key: 'action_id',
  columns: COLUMNS,
  keyOf: (event) => (TYPES.has(event.type) ? (event.data as { actionId: string }).actionId : null),
  evolve(row, event) {
    if (event.type === 'ActionProposed') return proposed(event);
    if (!row) return null;
    const data = event.data as { reason: string; by?: string | null };
    return {
      ...row,
      ended: event.type === 'ActionPrepared' ? 'prepared' : 'superseded',
      ended_at: event.occurredAt,
      ended_reason: data.reason,
      superseded_by: data.by ?? null,
    };
  },
};

function proposed(event: IntegrationEvent): ProposalRow {
  const p = event.data as Proposal;
  return {
    action_id: p.actionId,
    action: p.action,
    agent: p.agent,
    effect: p.effect,
    subject: p.subject,
    account_id: p.accountId,
    owner_id: p.ownerId,
    tier: p.tier,
    title: p.title,
    why: p.why,
    facts: p.facts,
    evidence: p.evidence,
    citations: p.citations,
    draft: p.draft,
    change: p.change,
    digest: p.digest,
    record_version: p.recordVersion,
    attention: p.attention,
    expected_value: p.attention.expectedValue,
    playbook_version: p.playbookVersion,
    business_date: p.businessDate,
    proposed_at: event.recordedAt,
    ended: null,
    ended_at: null,
    ended_reason: null,
    superseded_by: null,
  };
}

import type { Attention, DocumentPassage, Evidence, Sealed } from '@salesagent/canon/events';
import type { Change } from '@salesagent/canon/sales';

/**
 * What the console remembers of a proposal. Three services write its life, so it is three rows – the agent's, the
 * gate's and the gateway's – joined by the action id when read: each row depends on events of one writer only.
 * Times are ISO 8601 text on this side.
 */
export interface ProposalRow {
  action_id: string;
  action: string;
  agent: string;
  effect: string;
  subject: string;
  account_id: string | null;
  owner_id: string | null;
  tier: string;
  title: string;
  why: string;
  facts: Record<string, unknown>;
  evidence: Evidence[];
  citations: string[];
  draft: string | Sealed | null;
  change: Change;
  digest: string;
  record_version: number | null;
  attention: Attention;
  expected_value: number;
  playbook_version: string;
  business_date: string;
  proposed_at: string;
  ended: 'superseded' | 'prepared' | null;
  ended_at: string | null;
  ended_reason: string | null;
  superseded_by: string | null;
}

export type GateState =
  'queued' | 'admitted' | 'awaiting' | 'approved' | 'rejected' | 'expired' | 'withdrawn' | 'prepared';

export interface Assignee {
  role: string;
  personId: string | null;
}

export interface GateRow {
  action_id: string;
  state: GateState;
  since: string;
  queued_at: string | null;
  admitted_at: string | null;
  wave: string | null;
  rank: number | null;
  assignee: Assignee | null;
  approver: Assignee | null;
  digest: string | null;
  policy_version: string | null;
  expires_at: string | null;
  decision_id: string | null;
  decided_by: string | null;
  edited: Change | null;
  evidence_opened: boolean | null;
  reason: string | null;
  /** Who approved it as the first of two, or together with who decided. */
  first_by: string | null;
  /** Who was asked before it was escalated, and may still decide. */
  also_asked: Assignee | null;
}

export interface ExecutionWrite {
  record: string;
  before: Record<string, unknown> | null;
  after: Record<string, unknown>;
  recordVersion: number;
}

export interface ExecutionRow {
  action_id: string;
  state: 'executing' | 'executed' | 'failed' | 'outcome-unknown' | 'undone';
  since: string;
  started_at: string | null;
  ended_at: string | null;
  writes: ExecutionWrite[];
  write_count: number;
  undoable: boolean;
  note: string | null;
  reason: string | null;
}

export interface InsightRow {
  key: string;
  action: string;
  subject: string;
  business_date: string;
  recorded_at: string;
  values: Record<string, unknown>;
  reasons: string[];
  citations: string[];
  documents: DocumentPassage[] | null;
  playbook_version: string;
}

/** When a deal last entered a sub-stage. */
export interface MovementRow {
  opportunity_id: string;
  sub_stage: string;
  from_sub_stage: string | null;
  moved_at: string;
}

export interface CurveRow {
  key: string;
  as_of: string;
  curve: unknown;
}

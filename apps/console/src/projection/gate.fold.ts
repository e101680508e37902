import type { IntegrationEvent } from '@salesagent/canon/events';
import type { Change } from '@salesagent/canon/sales';
import type { Fold } from './fold';
import type { Assignee, GateRow, GateState } from './rows';

const COLUMNS = [
  'action_id',
  'state',
  'since',
  'queued_at',
  'admitted_at',
  'wave',
  'rank',
  'assignee',
  'approver',
  'digest',
  'policy_version',
  'expires_at',
  'decision_id',
  'decided_by',
  'edited',
  'evidence_opened',
  'reason',
  'first_by',
  'also_asked',
] as const satisfies readonly (keyof GateRow)[];

const STATES: Record<string, GateState> = {
  ActionQueued: 'queued',
  ActionAdmitted: 'admitted',
  ApprovalRequested: 'awaiting',
  SecondApprovalRequested: 'awaiting',
  ApprovalEscalated: 'awaiting',
  ApprovalReassigned: 'awaiting',
  ActionApproved: 'approved',
  ActionRejected: 'rejected',
  ActionExpired: 'expired',
  ActionWithdrawn: 'withdrawn',
};

/** The shapes of gate events laid over one another; each event has those of its own type. */
interface GateData {
  actionId: string;
  wave?: string | null;
  rank?: number | null;
  assignee?: Assignee;
  approver?: Assignee;
  from?: Assignee;
  to?: Assignee;
  first?: { by: string };
  digest?: string;
  policyVersion?: string;
  expiresAt?: string;
  decisionId?: string;
  by?: string;
  edited?: Change;
  evidenceOpened?: boolean;
  reason?: string;
  outcome?: 'withdrawn' | 'prepared';
}

/** Orchestrator's part: attention and decision. */
export const gateFold: Fold<GateRow> = {
  table: 'gate',
  key: 'action_id',
  columns: COLUMNS,
  keyOf: (event) => (event.type in STATES ? (event.data as GateData).actionId : null),
  evolve(row, event) {
    const data = event.data as GateData;
    const state = data.outcome === 'prepared' ? 'prepared' : STATES[event.type]!;
    const known = { ...(row ?? empty(data.actionId, event)), state, since: event.recordedAt };
    switch (event.type) {
      case 'ActionQueued':
        return { ...known, queued_at: event.recordedAt };
      case 'ActionAdmitted':
        return {
          ...known,
          admitted_at: event.recordedAt,
          wave: data.wave ?? null,
          rank: data.rank ?? null,
          assignee: data.assignee ?? null,
        };
      case 'ApprovalRequested':
        return {
          ...known,
          approver: data.approver ?? null,
          digest: data.digest ?? null,
          policy_version: data.policyVersion ?? null,
          expires_at: data.expiresAt ?? null,
          ...{ edited: null, first_by: null, also_asked: null },
        };
      case 'SecondApprovalRequested':
        return {
          ...known,
          approver: data.approver ?? null,
          digest: data.digest ?? null,
          edited: data.edited ?? null,
          ...{ first_by: data.by ?? null, also_asked: null },
        };
      case 'ApprovalEscalated':
        return { ...known, approver: data.to ?? null, also_asked: data.from ?? null };
      case 'ApprovalReassigned':
        return { ...known, approver: data.approver ?? null };
      case 'ActionApproved':
        return {
          ...known,
          decision_id: data.decisionId ?? null,
          decided_by: data.by ?? null,
          digest: data.digest ?? null,
          edited: data.edited ?? null,
          evidence_opened: data.evidenceOpened ?? null,
          first_by: data.first?.by ?? null,
        };
      case 'ActionRejected':
        return {
          ...known,
          decision_id: data.decisionId ?? null,
          decided_by: data.by ?? null,
          reason: data.reason ?? null,
        };
      default:
        return { ...known, reason: data.reason ?? null };
    }
  },
};

function empty(actionId: string, event: IntegrationEvent): GateRow {
  return {
    action_id: actionId,
    state: 'queued',
    since: event.recordedAt,
    queued_at: null,
    admitted_at: null,
    wave: null,
    rank: null,
    assignee: null,
    approver: null,
    digest: null,
    policy_version: null,
    expires_at: null,
    decision_id: null,
    decided_by: null,
    edited: null,
    evidence_opened: null,
    reason: null,
    first_by: null,
    also_asked: null,
  };
}

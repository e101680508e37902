import { eventId } from '@salesagent/canon/events';
import type { EventToAppend } from '@salesagent/event-store';
import type { ApproverRole, GateSoFar } from '@salesagent/governance';

export type GateEventType =
  | 'ActionQueued'
  | 'ActionAdmitted'
  | 'ActionWithdrawn'
  | 'ActionHeldOut'
  | 'ApprovalRequested'
  | 'SecondApprovalRequested'
  | 'ApprovalEscalated'
  | 'ApprovalReassigned'
  | 'ActionApproved'
  | 'ActionRejected'
  | 'ActionExpired'
  // Internal: never leave the service.
  | 'PermitIssued'
  | 'DecisionRecorded'
  | 'DecisionVoided'
  | 'KnownBadPlanted'
  | 'KnownBadAnswered';

/**
 * An event of a gate. Its id follows from action, type and `occurrence`, so an activity that runs twice appends
 * once; of the types that end a gate there is one for each action.
 */
export function gateEvent(
  type: GateEventType,
  actionId: string,
  data: object,
  at: Date,
  origin: { cause?: string; actor?: string; occurrence?: string } = {},
): EventToAppend {
  return {
    id: eventId(origin.occurrence ?? actionId, actionId, type),
    type,
    data,
    occurredAt: at,
    correlationId: actionId,
    causationId: origin.cause ?? actionId,
    actor: origin.actor ?? 'orchestrator',
  };
}

/** Event types that end a gate without an execution. */
export const ENDINGS: Readonly<Record<string, 'withdrawn' | 'prepared' | 'rejected' | 'expired'>> = {
  ActionWithdrawn: 'withdrawn',
  ActionRejected: 'rejected',
  ActionExpired: 'expired',
};

/** How a gate stands, from its own stream: the log decides, never a view. */
export interface GateHistory extends GateSoFar {
  /** The question that stands, with whose turn it is by now. */
  asked: Question | null;
  permits: number;
}

interface Question {
  expiresAt: string;
  approver: { role: ApproverRole; personId: string | null };
  policyVersion: string;
  /** When it escalates; absent or null when it does not, or has. */
  escalatesAt?: string | null;
}

const UNTOUCHED: GateHistory = {
  ...{ approvedBy: null, approvedDigest: null, first: null, ended: null, escalatedTo: null },
  ...{ asked: null, permits: 0 },
};

export function readHistory(events: readonly { type: string; data: unknown }[]): GateHistory {
  const history: GateHistory = { ...UNTOUCHED };
  for (const { type, data } of events) {
    const d = data as Record<string, unknown>;
    const { asked } = history;
    if (type === 'ApprovalRequested')
      Object.assign(history, { asked: { ...(d as unknown as Question) }, first: null, escalatedTo: null });
    if (type === 'SecondApprovalRequested') {
      history.first = d['decisionId'] as string;
      if (asked) asked.approver = d['approver'] as Question['approver'];
    }
    if (type === 'ApprovalReassigned' && asked) asked.approver = d['approver'] as Question['approver'];
    if (type === 'ApprovalEscalated') {
      const to = d['to'] as Question['approver'];
      history.escalatedTo = to.role;
      if (asked) Object.assign(asked, { approver: to, escalatesAt: null });
    }
    if (type === 'ActionApproved') {
      history.approvedBy = d['decisionId'] as string;
      history.approvedDigest = d['digest'] as string;
      history.first = (d['first'] as { decisionId: string } | undefined)?.decisionId ?? null;
    }
    if (type === 'PermitIssued') history.permits++;
    const ending = ENDINGS[type];
    if (ending) history.ended = d['outcome'] === 'prepared' ? 'prepared' : ending;
  }
  return history;
}

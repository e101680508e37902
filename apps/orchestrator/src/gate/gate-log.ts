import { eventId } from '@salesagent/canon/events';
import type { EventToAppend } from '@salesagent/event-store';

export type GateEventType =
  | 'ActionQueued'
  | 'ActionAdmitted'
  | 'ActionWithdrawn'
  | 'ActionHeldOut'
  | 'ApprovalRequested'
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
export interface GateHistory {
  approvedBy: string | null;
  approvedDigest: string | null;
  ended: 'withdrawn' | 'prepared' | 'rejected' | 'expired' | null;
  asked: { expiresAt: string; approver: { role: string; personId: string | null }; policyVersion: string } | null;
  permits: number;
}

export function readHistory(events: readonly { type: string; data: unknown }[]): GateHistory {
  const history: GateHistory = { approvedBy: null, approvedDigest: null, ended: null, asked: null, permits: 0 };
  for (const { type, data } of events) {
    const d = data as Record<string, unknown>;
    if (type === 'ApprovalRequested') history.asked = d as unknown as NonNullable<GateHistory['asked']>;
    if (type === 'ActionApproved') {
      history.approvedBy = d['decisionId'] as string;
      history.approvedDigest = d['digest'] as string;
    }
    if (type === 'PermitIssued') history.permits++;
    const ending = ENDINGS[type];
    if (ending) history.ended = d['outcome'] === 'prepared' ? 'prepared' : ending;
  }
  return history;
}

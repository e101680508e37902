import { checkBinding, mayDecide, type Decision, type Responsible, type VoidCode } from './approval';
import type { Ruling } from './decide';

/** How a gate stands, by its own log. */
export interface GateSoFar {
  ended: 'withdrawn' | 'prepared' | 'rejected' | 'expired' | null;
  /** The decision that approved it, and what exactly it approved. */
  approvedBy: string | null;
  approvedDigest: string | null;
}

/** Everything the last look before an execution sees, read in one transaction. */
export interface Situation {
  actionId: string;
  /** The proposal's own digest. */
  digest: string;
  gate: GateSoFar;
  /** The decision it is asked with; null when the action is to run without one. */
  decisionId: string | null;
  /** That decision as orchestrator's log holds it; null when the log holds none. */
  decision: Decision | null;
  /** Version of the facts of the subject record now; null when there is no record. */
  recordVersion: number | null;
  policyVersion: string;
  ruling: Ruling;
  people: Responsible;
  /** Why the facts the proposal rests on are gone; null while they hold. */
  gone: string | null;
  /** The scope of the kill switch that stops it; null when none does. */
  stoppedBy: string | null;
  /** Digest of the payload that was made wrong on purpose for this action; null when there is none. */
  knownBad: string | null;
  now: Date;
}

export type Authorized =
  /** It had ended before. */
  | { kind: 'closed'; state: NonNullable<GateSoFar['ended']> }
  /** The decision is worth nothing; the gate stays open for another one. */
  | { kind: 'void'; code: VoidCode | 'unknown' | 'known-bad'; message: string }
  | { kind: 'reject' }
  /** It ends here. */
  | { kind: 'end'; state: 'prepared' | 'withdrawn'; message: string }
  /** Not now. */
  | { kind: 'stopped'; message: string }
  /** It may happen now, with exactly this payload; `approves` when the decision is used by that. */
  | { kind: 'permit'; digest: string; approves: boolean };

/**
 * The last look before an execution: whether this action may happen at this moment. Asked again for every permit, so an
 * approval that waited – for the kill switch, for gateway – is held against the facts, the people, the time and the
 * policy of now. Pure: what it says follows from the situation alone.
 */
export function authorization(situation: Situation): Authorized {
  const { gate, decisionId, decision, ruling, gone, stoppedBy, knownBad } = situation;
  if (gate.ended) return { kind: 'closed', state: gate.ended };
  const approved = gate.approvedBy !== null;
  if (decisionId !== null) {
    const message = 'no such decision is in the log; decisions are made through POST /decisions';
    if (decision === null) return { kind: 'void', code: 'unknown', message };
    const verdict = binding(situation, decision);
    if (!verdict.valid) {
      // What was approved already cannot be decided again: it ends.
      if (gate.approvedBy === decisionId)
        return { kind: 'end', state: 'withdrawn', message: `The approval no longer holds: ${verdict.message}` };
      return { kind: 'void', code: verdict.code, message: verdict.message };
    }
    if (decision.decision === 'reject') return { kind: 'reject' };
  }
  if (ruling.mode === 'prepare') return { kind: 'end', state: 'prepared', message: ruling.why.join('; ') };
  if (gone !== null) return { kind: 'end', state: 'withdrawn', message: gone };
  if (stoppedBy !== null) {
    const message = `stopped by the kill switch (${stoppedBy}); it goes on when that is lifted`;
    return { kind: 'stopped', message };
  }
  if (!approved && decision === null && ruling.mode !== 'autonomous')
    return { kind: 'end', state: 'withdrawn', message: 'this needs a person’s decision' };
  const digest = approved ? (gate.approvedDigest ?? situation.digest) : (decision?.digest ?? situation.digest);
  if (digest === knownBad) {
    const message = 'this was made wrong on purpose to see whether it is read; it is never carried out';
    const end = approved || decision === null;
    return end ? { kind: 'end', state: 'withdrawn', message } : { kind: 'void', code: 'known-bad', message };
  }
  return { kind: 'permit', digest, approves: !approved && decision !== null };
}

/**
 * The decision against now. Once it has approved, a newer policy does not undo it by being another version: what that
 * policy says – who decides, at which ceiling – still has to be met.
 */
function binding(situation: Situation, decision: Decision): ReturnType<typeof checkBinding> {
  const { actionId, digest, gate, recordVersion, policyVersion, now, ruling, people } = situation;
  const usedByIt = gate.approvedBy === decision.decisionId;
  return checkBinding(decision, {
    actionId,
    digest,
    recordVersion,
    policyVersion: usedByIt ? decision.policyVersion : policyVersion,
    now,
    used: gate.approvedBy !== null && !usedByIt,
    mayDecide: mayDecide(ruling.approver.role, people, decision),
  });
}

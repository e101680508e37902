import {
  checkBinding,
  samePerson,
  type Decision,
  type Responsible,
  type SealFlaw,
  type Verdict,
  type VoidCode,
} from './approval';
import type { Ruling } from './decide';
import { arePair, isOwn, mayTake, roleLeft, rolesAsked, secondRole } from './four-eyes';
import type { ApproverRole } from './policy';

/** How a gate stands, by its own log. */
export interface GateSoFar {
  ended: 'withdrawn' | 'prepared' | 'rejected' | 'expired' | null;
  /** The decision that approved it, and what exactly it approved. */
  approvedBy: string | null;
  approvedDigest: string | null;
  /** The first of two approvals; once it is approved, the one that did so together with `approvedBy`. */
  first: string | null;
  /** Whom it was escalated to, who then may decide as well. */
  escalatedTo: ApproverRole | null;
}

/** Everything the last look before an execution sees, read in one transaction. */
export interface Situation {
  actionId: string;
  /** The proposal's own digest. */
  digest: string;
  gate: GateSoFar;
  /** The decision it is asked with; null when the action is to run without one. */
  decisionId: string | null;
  /** That decision as orchestrator's log holds it; null when the log holds none, or none that is as it was taken. */
  decision: Decision | null;
  /** What is wrong with what the log holds in its place. */
  flaw: SealFlaw | null;
  /** The decision of `gate.first`, likewise. */
  first: Decision | null;
  firstFlaw: SealFlaw | null;
  /** Who asked the agent for it or for what it supersedes, person ids or sign-ins; empty when nobody did. */
  askers: readonly string[];
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
  /** The decision is worth nothing; the gate stays open for another one. With `firstToo`, so is the first of two. */
  | {
      kind: 'void';
      code: VoidCode | SealFlaw['code'] | 'unknown' | 'same-person' | 'known-bad';
      message: string;
      firstToo?: true;
    }
  | { kind: 'reject' }
  /** It ends here. */
  | { kind: 'end'; state: 'prepared' | 'withdrawn'; message: string }
  /** Not now. */
  | { kind: 'stopped'; message: string }
  /** The first of two: a second person of the role left is asked about exactly this. */
  | { kind: 'first'; needs: ApproverRole }
  /** It may happen now, with exactly this payload; `approves` when the decision is used by that. */
  | { kind: 'permit'; digest: string; approves: boolean };

/**
 * The last look before an execution: whether this action may happen at this moment. Asked again for every permit, so an
 * approval that waited – for the kill switch, for gateway, for a second person – is held against the facts, the people,
 * the time and the policy of now. Pure: what it says follows from the situation alone.
 */
export function authorization(situation: Situation): Authorized {
  const { gate, decisionId, decision, ruling, gone, stoppedBy, knownBad } = situation;
  if (gate.ended) return { kind: 'closed', state: gate.ended };
  const approved = gate.approvedBy !== null;
  if (decisionId !== null) {
    if (decision === null) {
      const { code, message } = situation.flaw ?? UNKNOWN;
      if (gate.approvedBy === decisionId) return lapsed(message);
      return { kind: 'void', code, message: situation.flaw ? `${message}; decide anew` : message };
    }
    const verdict = binding(situation, decision, gate.approvedBy === decisionId);
    if (!verdict.valid) {
      // What was approved already cannot be decided again: it ends.
      if (gate.approvedBy === decisionId) return lapsed(verdict.message);
      return { kind: 'void', code: verdict.code, message: verdict.message };
    }
    if (decision.decision === 'reject') return { kind: 'reject' };
  }
  const over = overBy(ruling, gone);
  if (over !== null) return over;
  // What the person decided on comes first: the decision is marked as taken here, the log's other rows are not.
  const digest = decision?.digest ?? (approved ? gate.approvedDigest : null) ?? situation.digest;
  if (digest === knownBad) {
    const message = 'this was made wrong on purpose to see whether it is read; it is never carried out';
    const end = approved || decision === null;
    return end ? { kind: 'end', state: 'withdrawn', message } : { kind: 'void', code: 'known-bad', message };
  }
  if (decision !== null) {
    const incomplete = approved ? stillComplete(situation, decision) : completes(situation, decision);
    if (incomplete !== null) return incomplete;
  }
  if (stoppedBy !== null) {
    const message = `stopped by the kill switch (${stoppedBy}); it goes on when that is lifted`;
    return { kind: 'stopped', message };
  }
  if (!approved && decision === null && ruling.mode !== 'autonomous')
    return { kind: 'end', state: 'withdrawn', message: 'this needs a person’s decision' };
  return { kind: 'permit', digest, approves: !approved && decision !== null };
}

/**
 * Whether a gate is over, whatever anybody decides: the ceiling has become P, or the facts it rests on are gone. Null
 * while it may stay open.
 */
export function overBy(ruling: Ruling, gone: string | null): Extract<Authorized, { kind: 'end' }> | null {
  if (ruling.mode === 'prepare') return { kind: 'end', state: 'prepared', message: ruling.why.join('; ') };
  if (gone !== null) return { kind: 'end', state: 'withdrawn', message: gone };
  return null;
}

const UNKNOWN = {
  code: 'unknown' as const,
  message: 'no such decision is in the log; decisions are made through POST /decisions',
};

const lapsed = (message: string): Authorized => ({
  kind: 'end',
  state: 'withdrawn',
  message: `The approval no longer holds: ${message}`,
});

/** What an approval still lacks; null when with it everybody has approved whom the policy asks. */
function completes(situation: Situation, decision: Decision): Authorized | null {
  const { gate, first, ruling, people } = situation;
  const second = secondRole(ruling, decision.edited);
  const one: Authorized | null =
    second === null ? null : { kind: 'first', needs: roleLeft(ruling, second, people, decision) };
  // Asked about the first once more: it is still that.
  if (gate.first === decision.decisionId) return one;
  if (gate.first !== null && first === null) {
    const { code, message } = situation.firstFlaw ?? { code: 'unknown' as const, message: 'it is not in the log' };
    return {
      kind: 'void',
      code,
      message: `The first approval is worth nothing: ${message}; both decide anew`,
      firstToo: true,
    };
  }
  if ((decision.seconds ?? null) !== gate.first) {
    const message = 'Somebody else decided in between; open the proposal again';
    return { kind: 'void', code: 'digest', message };
  }
  if (gate.first === null) return one;
  if (first === null || samePerson(first, decision))
    return { kind: 'void', code: 'same-person', message: `${decision.by} approved it first; a second person is asked` };
  // Another edit begins anew, and what it replaces is worth nothing any more.
  if (decision.digest !== first.digest) return one;
  const verdict = binding(situation, first, false);
  if (!verdict.valid) {
    const message = `The first approval no longer holds: ${verdict.message}; both decide again`;
    return { kind: 'void', code: verdict.code, message, firstToo: true };
  }
  const { escalatedTo } = gate;
  if (second === null || arePair({ eyes: ruling, second, escalatedTo, people }, first, decision)) return null;
  const message = `${first.by} and ${decision.by} may not approve this together; a person of another role is asked`;
  return { kind: 'void', code: 'not-approver', message };
}

/** What was approved, held against the policy and the people of now once more; null while it stands. */
function stillComplete(situation: Situation, decision: Decision): Authorized | null {
  const { gate, first, ruling, people } = situation;
  const second = secondRole(ruling, decision.edited);
  if (gate.first !== null) {
    if (first === null)
      return lapsed(`of the first of the two, ${situation.firstFlaw?.message ?? 'nothing is in the log'}`);
    const verdict = binding(situation, first, true);
    if (!verdict.valid) return lapsed(verdict.message);
  }
  if (second === null) return null;
  if (first === null) return lapsed('the policy now asks for a second person');
  const { escalatedTo } = gate;
  return arePair({ eyes: ruling, second, escalatedTo, people }, first, decision)
    ? null
    : lapsed(`${first.by} and ${decision.by} may no longer approve this together`);
}

/**
 * A decision against now. Once it has approved, a newer policy does not undo it by being another version: what that
 * policy says – who decides, at which ceiling – still has to be met.
 */
function binding(situation: Situation, decision: Decision, usedByIt: boolean): Verdict {
  const { actionId, digest, gate, recordVersion, policyVersion, now, ruling, people, askers } = situation;
  return checkBinding(decision, {
    actionId,
    digest,
    recordVersion,
    policyVersion: usedByIt ? decision.policyVersion : policyVersion,
    now,
    used: gate.approvedBy !== null && !usedByIt,
    mayDecide: mayTake(rolesAsked(ruling, decision.edited, gate.escalatedTo), people, decision),
    own: isOwn(ruling, people, decision, askers),
  });
}

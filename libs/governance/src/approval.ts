import type { ApproverRole } from './policy';

/** A decision as orchestrator's own log holds it. */
export interface Decision {
  decisionId: string;
  actionId: string;
  decision: 'approve' | 'reject';
  /** Digest of what the person decided on; with an edit, of the edited change. */
  digest: string;
  by: string;
  /** Who signed in; absent in decisions from before it was kept. */
  sub?: string;
  personId: string | null;
  roles: readonly string[];
  evidenceOpened: boolean;
  reason: string | null;
  /** Version of the facts of the subject record when the person decided; null when there is no record. */
  recordVersion: number | null;
  policyVersion: string;
  expiresAt: string;
  edited: boolean;
  /** The first of two approvals that this one was made with in view; absent or null when it was made without one. */
  seconds?: string | null;
}

/** What the decision is held against in the moment it is used. */
export interface Binding {
  actionId: string;
  /** The proposal's own digest. */
  digest: string;
  recordVersion: number | null;
  policyVersion: string;
  now: Date;
  used: boolean;
  mayDecide: boolean;
  /** Somebody else has to approve it: this person asked for it. */
  own: boolean;
}

/** Why what the log holds as a decision is not taken as one. */
export interface SealFlaw {
  /**
   * `unsealed`: it bears no seal at all; `other-key`: it names a key that is not the one of now; `altered`: it is not what
   * was sealed.
   */
  code: 'unsealed' | 'other-key' | 'altered';
  message: string;
}

export type Verdict = { valid: true } | { valid: false; code: VoidCode; message: string };
export type VoidCode =
  | 'other-action'
  | 'used'
  | 'expired'
  | 'digest'
  | 'record-changed'
  | 'policy-changed'
  | 'not-approver'
  | 'self-approval';

/**
 * Whether a decision still stands: right action, right payload, same facts, same policy, in time, by somebody who
 * may, and not used before. A rejection needs neither the same facts nor the same policy: no is always safe.
 */
export function checkBinding(decision: Decision, now: Binding): Verdict {
  const no = (code: VoidCode, message: string): Verdict => ({ valid: false, code, message });
  if (decision.actionId !== now.actionId) return no('other-action', `The decision is about ${decision.actionId}`);
  if (now.used) return no('used', 'The decision was used already; a decision works once');
  if (!now.mayDecide) return no('not-approver', `${decision.by} may not decide this; ask the approver named`);
  if (now.now.getTime() >= Date.parse(decision.expiresAt)) return no('expired', 'The time to decide is over');
  if (decision.decision === 'reject') return { valid: true };
  if (now.own) return no('self-approval', `${decision.by} asked for it; somebody else has to approve it`);
  if (!decision.edited && decision.digest !== now.digest)
    return no('digest', 'The proposal is not the one that was decided on; open it again');
  if (decision.recordVersion !== now.recordVersion)
    return no('record-changed', 'The record changed after the decision; open the proposal again and decide anew');
  if (decision.policyVersion !== now.policyVersion)
    return no('policy-changed', 'The policy changed after the decision; decide anew');
  return { valid: true };
}

/** The people around a proposal, by person id. */
export interface Responsible {
  /** Owners of the account and of the deal, where known. */
  ownerIds: readonly string[];
  /** Their managers, where known. */
  managerIds: readonly string[];
  /** Those of them who only stand in for somebody who is away. */
  standInIds?: readonly string[];
}

export interface Decider {
  personId: string | null;
  roles: readonly string[];
}

export interface Somebody {
  by: string;
  sub?: string;
  personId: string | null;
}

/** One person, however they signed in: the same person id, or the same sign-in. */
export function samePerson(a: Somebody, b: Somebody): boolean {
  const ids = ({ by, sub, personId }: Somebody): string[] => [by, sub, personId].filter((id) => typeof id === 'string');
  return ids(a).some((id) => ids(b).includes(id));
}

/**
 * Who may decide: for `owner` an owner, an owner's manager, or operations; for `manager` (money) an owner's
 * manager, and operations only where no manager is known; for `operations_vp` operations. Nobody else, and never a service.
 */
export function mayDecide(role: ApproverRole, people: Responsible, who: Decider): boolean {
  if (who.roles.includes('service')) return false;
  const operations = who.roles.includes('operations_vp');
  const owns = who.personId !== null && people.ownerIds.includes(who.personId);
  const manages = who.personId !== null && people.managerIds.includes(who.personId);
  switch (role) {
    case 'owner':
      return owns || manages || operations;
    case 'manager':
      return manages || (operations && people.managerIds.length === 0);
    case 'operations_vp':
      return operations;
  }
}

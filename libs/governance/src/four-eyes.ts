import { mayDecide, samePerson, type Decision, type Decider, type Responsible, type Somebody } from './approval';
import { roleAbove, type Ruling } from './decide';
import type { ApproverRole } from './policy';
import { rankOf } from './tighten';

/** What of a ruling says who, and how many, approve. */
export type Eyes = Pick<Ruling, 'approver' | 'secondApprover' | 'selfApproval'>;

/**
 * The role of the second person an approval needs besides; null when one is enough. Where nobody approves what is
 * their own, an edit is: then somebody of the next role up looks at what the editor made of it.
 */
export function secondRole(eyes: Eyes, edited: boolean): ApproverRole | null {
  if (eyes.secondApprover !== null) return eyes.secondApprover;
  const { role } = eyes.approver;
  return edited && !eyes.selfApproval ? (roleAbove(role) ?? role) : null;
}

/** Roles that may take a decision, be it as the one, the first of two or the second. */
export function rolesAsked(eyes: Eyes, edited: boolean, escalatedTo: ApproverRole | null): ApproverRole[] {
  return [eyes.approver.role, secondRole(eyes, edited), escalatedTo].filter((role) => role !== null);
}

/** Whether somebody may take a decision at all. */
export function mayTake(roles: readonly ApproverRole[], people: Responsible, who: Decider): boolean {
  return roles.some((role) => mayDecide(role, people, who));
}

/** Whose turn it is after a first of two: the role that the first person does not have. */
export function roleLeft(eyes: Eyes, second: ApproverRole, people: Responsible, first: Decider): ApproverRole {
  return mayDecide(second, people, first) ? eyes.approver.role : second;
}

/**
 * Two people, one of whom may decide it at all, the other of the second's role. To whom it was escalated may stand in
 * for either, but never for a role above their own.
 */
export function arePair({ eyes, second, escalatedTo, people }: Pairing, a: Decision, b: Decision): boolean {
  const above = escalatedTo !== null && rankOf(escalatedTo) > rankOf(second) ? [escalatedTo] : [];
  const one = (who: Decider): boolean =>
    mayTake([eyes.approver.role, ...(escalatedTo ? [escalatedTo] : [])], people, who);
  const other = (who: Decider): boolean => mayTake([second, ...above], people, who);
  return !samePerson(a, b) && ((one(a) && other(b)) || (other(a) && one(b)));
}

export interface Pairing {
  eyes: Eyes;
  second: ApproverRole;
  escalatedTo: ApproverRole | null;
  people: Responsible;
}

/**
 * Whether somebody would approve what is their own: they asked for it, and the policy wants another – by saying so, by
 * wanting two people, or because they only stand in for somebody who is away.
 */
export function isOwn(eyes: Eyes, people: Responsible, who: Somebody, askers: readonly string[]): boolean {
  if (!askers.some((asker) => samePerson(who, { by: asker, personId: null }))) return false;
  const standsIn = who.personId !== null && (people.standInIds ?? []).includes(who.personId);
  return !eyes.selfApproval || eyes.secondApprover !== null || standsIn;
}

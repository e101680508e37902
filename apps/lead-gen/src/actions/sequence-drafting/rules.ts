import { z } from 'zod';
import { addDays, daysBetween } from '@salesagent/canon/sales';
import { CONDUCT_LIMITS } from '@salesagent/governance';

const { firstTouchWords, touches, touchesWithinDays } = CONDUCT_LIMITS;

/** Thresholds of playbook section `3-pipeline/sequence-drafting`. */
export const sequenceRules = z.strictObject({
  touchDays: z
    .array(z.number().int().min(0))
    .min(1)
    .max(touches)
    .refine((days) => (days.at(-1) ?? 0) <= touchesWithinDays, {
      message: `at most ${touches} touches in ${touchesWithinDays} days (conduct)`,
    }),
  firstTouchWords: z.number().int().positive().max(firstTouchWords),
  laterTouchWords: z.number().int().positive(),
  inboundReasonDays: z.number().positive(),
  lostReasonDays: z.tuple([z.number(), z.number()]),
  boughtReasonDays: z.tuple([z.number(), z.number()]),
  quietAfterInboundDays: z.number().min(0),
  personas: z.record(z.string(), z.string()),
  proofInTouches: z.array(z.number().int().min(1).max(touches)).max(touches),
  proofWordsAtMost: z.number().int().positive(),
});
export type SequenceRules = z.infer<typeof sequenceRules>;

/** A deal of the account that has ended, as a reason to write may rest on it. */
export interface PastDeal {
  id: string;
  closedOn: string;
  productName: string | null;
}

export interface SequenceFacts {
  contactId: string;
  persona: string | null;
  optedOut: boolean;
  /** Any contact of the account has objected: the objection holds for the whole company. */
  accountObjected: boolean;
  escalatedCase: boolean;
  /** Sub-stages of the account's open deals. */
  openSubStages: string[];
  /** Newest inbound activity of this contact and of the whole account, `YYYY-MM-DD`. */
  contactWroteOn: { date: string; activityId: string } | null;
  accountWroteOn: string | null;
  lastLost: PastDeal | null;
  lastWon: PastDeal | null;
}

export type ReasonToWrite =
  | { kind: 'inbound'; date: string; source: string; productName: null }
  | { kind: 'lost' | 'bought'; date: string; source: string; productName: string };

export type SequenceDecision =
  { write: false; because: string } | { write: true; reason: ReasonToWrite; personaGoal: string; dueOn: string[] };

const within = (days: number, [from, to]: readonly [number, number]): boolean => days >= from && days <= to;

/** The one verifiable reason for writing to this person now, in the playbook's order; null when there is none. */
export function reasonToWrite(facts: SequenceFacts, rules: SequenceRules, today: string): ReasonToWrite | null {
  const { contactWroteOn: wrote, lastLost, lastWon } = facts;
  if (wrote && daysBetween(wrote.date, today) <= rules.inboundReasonDays) {
    return { kind: 'inbound', date: wrote.date, source: `activity/${wrote.activityId}#happenedAt`, productName: null };
  }
  if (lastLost?.productName && within(daysBetween(lastLost.closedOn, today), rules.lostReasonDays)) {
    const source = `opportunity/${lastLost.id}#closedAt`;
    return { kind: 'lost', date: lastLost.closedOn, source, productName: lastLost.productName };
  }
  if (lastWon?.productName && within(daysBetween(lastWon.closedOn, today), rules.boughtReasonDays)) {
    const source = `opportunity/${lastWon.id}#closedAt`;
    return { kind: 'bought', date: lastWon.closedOn, source, productName: lastWon.productName };
  }
  return null;
}

/** Whether to draft a sequence to this contact, and on what reason. Objections and pauses come before any reason. */
export function decideSequence(facts: SequenceFacts, rules: SequenceRules, today: string): SequenceDecision {
  const no = (because: string): SequenceDecision => ({ write: false, because });
  if (facts.optedOut || facts.accountObjected) return no('someone at the account has objected to messages');
  if (facts.escalatedCase) return no('a case of the account is escalated');
  if (facts.openSubStages.some((s) => s.startsWith('5.'))) return no('a deal of the account is in proposal or paper');
  if (facts.accountWroteOn && daysBetween(facts.accountWroteOn, today) <= rules.quietAfterInboundDays) {
    return no(`the account wrote on ${facts.accountWroteOn}: the answer comes first`);
  }
  const personaGoal = facts.persona ? rules.personas[facts.persona] : undefined;
  if (!personaGoal)
    return no(facts.persona ? `the playbook has no persona "${facts.persona}"` : 'persona is not known');
  const reason = reasonToWrite(facts, rules, today);
  if (!reason) return no('there is no reason for writing now that the reader could verify');
  return { write: true, reason, personaGoal, dueOn: rules.touchDays.map((d) => addDays(today, d)) };
}

/** Words of a message body, as the conduct rules count them. */
export function countWords(body: string): number {
  return body.split(/\s+/).filter(Boolean).length;
}

import { nothing, personal, type Decision, type Personal } from '@salesagent/agent';
import { daysBetween, MEDDICC, type MeddiccLetter } from '@salesagent/canon/sales';
import { phrases } from '@salesagent/extraction';
import { z } from 'zod';
import { summaryOf } from './summary';

const NEEDED = ['what', 'who of them', 'date'] as const;

/** Thresholds and words of playbook section `3-pipeline/post-call-update`. */
export const callRules = z.strictObject({
  summaryWordsAtMost: z.number().int().positive(),
  nextStepNeeds: z.array(z.enum(NEEDED)),
  nextStepWithinDays: z.number().int().positive(),
  writtenWithinHours: z.number().positive(),
  cues: z.strictObject({ want: phrases, agreed: phrases, nextStep: phrases }),
  roles: z.strictObject({ EB: phrases, Champion: phrases, Influencer: phrases, Blocker: phrases }),
});
export type CallRules = z.infer<typeof callRules>;

/** The one thing that it suggests. */
export const SUMMARY = 'agentSummary';

/** Words of the note. */
export interface Heard {
  words: Personal;
}
export interface Step extends Heard {
  /** The day it names, `YYYY-MM-DD`; null where it names none. */
  day: string | null;
  /** Whether that is as soon as a next step must be. */
  inTime: boolean;
  /** The contact it names. */
  who: Personal | null;
}

export interface CallFacts {
  activityId: string;
  type: string;
  on: string;
  /** Templates of the playbook. */
  template: string;
  withoutStep: string;
  want: Heard | null;
  pain: Heard | null;
  agreed: Heard | null;
  step: Step | null;
  /** Contacts whom the note names. */
  people: Personal[];
  roles: { role: string; who: Personal; words: Personal }[];
  /** Letters of MEDDICC that the note carries. */
  letters: MeddiccLetter[];
  /** Whether somebody rejected a summary of these very notes. */
  rejected: boolean;
}

/** Whether a call is told no more. @param on, today days; hours are counted from the beginning of the day */
export const isTooOld = (on: string, today: string, { writtenWithinHours }: CallRules): boolean =>
  daysBetween(on, today) * 24 > writtenWithinHours;

/** What was said in a call, in the words of its notes, for the agent's own field of it. */
export function decideCall(facts: CallFacts, rules: CallRules, today: string): Decision {
  const { activityId, on, want, pain, agreed, step, people, roles, letters } = facts;
  if (isTooOld(on, today, rules)) return nothing('the call is too long ago for what was said to be told anew');
  const heard = [want, pain, agreed, step, ...roles].filter((one) => one !== null);
  if (heard.length === 0) return nothing('its notes hold nothing that the summary tells');
  if (facts.rejected) return nothing('somebody rejected a summary of these notes, and they are as they were');
  const missing = missingOf(step, rules);
  const about = [...new Set(heard.flatMap(({ words }) => words.about))];
  const source = `activity/${activityId}#notes`;
  const said = (label: string, one: Heard | null) =>
    one ? [{ label, value: personal(one.words.subject, `“${one.words.value}”`, one.words.about), source }] : [];
  return {
    kind: 'proposal',
    title: `Summary of the ${facts.type} of ${on}`,
    why: [
      missing.length === 0
        ? 'Its notes name the next step with its day.'
        : 'No whole next step was found in its notes.',
      ...(letters.length > 0 ? [`They carry evidence on ${letters.map((l) => MEDDICC[l]).join(', ')}.`] : []),
    ].join(' '),
    evidence: [
      ...said('They want', want),
      ...said('What hurts', pain),
      ...said('Agreed', agreed),
      ...said('Next step', step),
      ...(step?.day ? [{ label: 'Next step by', value: step.day, source }] : []),
      ...roles.flatMap(({ role, words }, n) => said(`Heard as ${role}, ${n + 1}`, { words })),
    ],
    change: {
      kind: 'fields',
      record: { type: 'activity', id: activityId },
      expect: {},
      set: { [SUMMARY]: personal(`text/activity/${activityId}`, summaryOf(facts, missing, rules), about) },
    },
    attention: { pWin: null, amount: null },
    parts: [SUMMARY],
    material: [heard.map(({ words }) => words.value), people.map(({ value }) => value), letters],
    citations: ['3-pipeline/post-call-update#what-is-written-after-a-call'],
  };
}

/** What was not found of what makes a next step one. */
function missingOf(step: Step | null, { nextStepNeeds, nextStepWithinDays }: CallRules): string[] {
  const has: Record<(typeof NEEDED)[number], boolean> = {
    what: step !== null,
    'who of them': (step?.who ?? null) !== null,
    date: step?.inTime === true,
  };
  const late = step !== null && step.day !== null;
  const calledBy = (need: string) => (need === 'date' && late ? `a day within ${nextStepWithinDays} days` : need);
  return nextStepNeeds.filter((need) => !has[need]).map(calledBy);
}

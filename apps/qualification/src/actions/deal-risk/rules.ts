import { z } from 'zod';
import type { Decision } from '@salesagent/agent';
import { daysBetween } from '@salesagent/canon/sales';

export const RISKS = [
  'outside-won',
  'overdue-close',
  'escalated-case',
  'no-economic-buyer',
  'pushed',
  'silent',
  'single-threaded',
  'early-for-date',
  'no-next-step',
  'stalled',
  'competitor',
] as const;
export type Risk = (typeof RISKS)[number];

/** Thresholds of playbook section `4-progression/deal-risk`. */
export const riskRules = z.strictObject({
  silentDays: z.record(z.string(), z.number().positive()),
  contactsAtLeast: z.number().int().min(2),
  contactsFrom: z.string(),
  buyerFrom: z.string(),
  pushesFrom: z.number().int().min(1),
  closesSoonDays: z.number().int().positive(),
  severity: z.record(z.enum(RISKS), z.enum(['high', 'medium', 'low'])),
});
export type RiskRules = z.infer<typeof riskRules>;

/**
 * What is known about a deal. `null` means that the CRM does not hold such facts at all, or not for this deal's
 * account: then the risk cannot be known, which is not the same as absent.
 */
export interface RiskFacts {
  dealId: string;
  subStage: string | null;
  standing: string;
  ageDays: number | null;
  /** Where the age counts from: a CRM that does not record engagement has the day of creation alone. */
  ageFrom: 'engagedAt' | 'createdAt';
  oldestWonDays: number | null;
  waitedDays: number | null;
  /** What the wait was counted from: the stage's own day, else the age. */
  waitedFrom: 'subStage' | 'engagedAt' | 'createdAt';
  p80Days: number | null;
  closeDate: { date: string | null } | null;
  pushes: number | null;
  /** The newest word from the buyer; engagement counts as one, or creation where that is all there is. */
  lastHeard: { date: string | null; source: string } | null;
  /** People on their side who have spoken with us on this deal. */
  contactsHeard: number | null;
  buyerKnown: boolean | null;
  nextStep: { recorded: boolean; date: string | null } | null;
  competitor: { name: string | null } | null;
  escalatedCases: { ids: string[] } | null;
}

export interface RaisedRisk {
  risk: Risk;
  severity: 'high' | 'medium' | 'low';
  /** The fact it rests on, as a sentence that does not change by itself from day to day. */
  fact: string;
  source: string;
}

type Found = { fact: string; source: string } | null | 'not knowable';

/** Every risk with the fact behind it, and how many cannot be known in this CRM. */
export function decideRisk(facts: RiskFacts, rules: RiskRules, today: string): Decision {
  const found = RISKS.map((risk) => [risk, CHECKS[risk](facts, rules, today)] as const);
  const order = { high: 0, medium: 1, low: 2 };
  const risks = found
    .flatMap(([risk, f]): RaisedRisk[] =>
      f === null || f === 'not knowable' ? [] : [{ risk, severity: rules.severity[risk], ...f }],
    )
    .sort((a, b) => order[a.severity] - order[b.severity]);
  const notKnowable = found.flatMap(([risk, f]) => (f === 'not knowable' ? [risk] : []));
  const level = risks[0]?.severity ?? 'none';
  return {
    kind: 'insight',
    values: { level, risks, notKnowable, notKnowableCount: notKnowable.length },
    reasons: risks.map((r) => r.fact),
    citations: risks.map((r) => `4-progression/deal-risk#${r.risk}`),
    fields: {
      agentRisk: { level, risks: risks.map(({ risk, severity, fact }) => ({ risk, severity, fact })), notKnowable },
    },
  };
}

const reached = (facts: RiskFacts, subStage: string): boolean => facts.subStage !== null && facts.subStage >= subStage;

const CHECKS: Record<Risk, (facts: RiskFacts, rules: RiskRules, today: string) => Found> = {
  'outside-won': ({ standing, oldestWonDays, ageFrom, dealId }) =>
    standing === 'dead'
      ? {
          fact: `older than any deal ever won (the oldest took ${oldestWonDays} days)`,
          source: `opportunity/${dealId}#${ageFrom}`,
        }
      : null,
  stalled: ({ standing, p80Days, waitedFrom, dealId }) =>
    standing === 'stalled'
      ? {
          fact: `waits longer than the ${p80Days} days that four in five won deals needed`,
          source: `opportunity/${dealId}#${waitedFrom}`,
        }
      : null,
  'overdue-close': ({ closeDate, dealId }, _, today) => {
    if (closeDate === null) return 'not knowable';
    const { date } = closeDate;
    if (date === null || date >= today) return null;
    return { fact: `was to close on ${date}`, source: `opportunity/${dealId}#expectedCloseDate` };
  },
  'early-for-date': (facts, rules, today) => {
    if (facts.closeDate === null) return 'not knowable';
    const { date } = facts.closeDate;
    if (date === null || date < today || daysBetween(today, date) > rules.closesSoonDays || reached(facts, '5.1'))
      return null;
    return {
      fact: `is to close on ${date} and has no proposal yet`,
      source: `opportunity/${facts.dealId}#expectedCloseDate`,
    };
  },
  pushed: ({ pushes, dealId }, rules) => {
    if (pushes === null) return 'not knowable';
    if (pushes < rules.pushesFrom) return null;
    return {
      fact: `close date pushed ${pushes === 1 ? 'once' : `${pushes} times`}`,
      source: `opportunity/${dealId}#expectedCloseDate`,
    };
  },
  silent: ({ lastHeard, subStage }, rules, today) => {
    if (lastHeard === null) return 'not knowable';
    const limit = rules.silentDays[subStage ?? ''];
    if (limit === undefined || lastHeard.date === null || daysBetween(lastHeard.date, today) <= limit) return null;
    return { fact: `nothing from the buyer since ${lastHeard.date}`, source: lastHeard.source };
  },
  'single-threaded': (facts, rules) => {
    if (facts.contactsHeard === null) return 'not knowable';
    if (!reached(facts, rules.contactsFrom) || facts.contactsHeard >= rules.contactsAtLeast) return null;
    const people = facts.contactsHeard === 1 ? 'one person' : 'nobody';
    return { fact: `${people} on their side has spoken with us`, source: `opportunity/${facts.dealId}#contactId` };
  },
  'no-economic-buyer': (facts, rules) => {
    if (facts.buyerKnown === null) return 'not knowable';
    if (!reached(facts, rules.buyerFrom) || facts.buyerKnown) return null;
    return { fact: 'nobody known who can sign', source: `opportunity/${facts.dealId}#accountId` };
  },
  'no-next-step': ({ nextStep, dealId }, _, today) => {
    if (nextStep === null) return 'not knowable';
    if (nextStep.date !== null && nextStep.date < today) {
      return { fact: `the next step was due on ${nextStep.date}`, source: `opportunity/${dealId}#nextStepDate` };
    }
    if (nextStep.recorded) return null;
    return { fact: 'no next step agreed', source: `opportunity/${dealId}#nextStep` };
  },
  competitor: ({ competitor, dealId }) => {
    if (competitor === null) return 'not knowable';
    return competitor.name === null
      ? null
      : { fact: `competitor named: ${competitor.name}`, source: `opportunity/${dealId}#competitor` };
  },
  'escalated-case': ({ escalatedCases }) => {
    if (escalatedCases === null) return 'not knowable';
    const [first] = escalatedCases.ids;
    return first ? { fact: 'an escalated case is open', source: `case/${first}#escalationLevel` } : null;
  },
};

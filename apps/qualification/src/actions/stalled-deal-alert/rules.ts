import { z } from 'zod';
import { nothing, type Decision } from '@salesagent/agent';
import type { Evidence } from '@salesagent/canon/events';

/** Thresholds of playbook section `4-progression/stalled-deal-alert`. */
export const stalledRules = z.strictObject({
  dueInBusinessDays: z.number().int().positive(),
  steps: z.record(z.string(), z.string()),
  otherwise: z.string(),
});
export type StalledRules = z.infer<typeof stalledRules>;

export interface StalledFacts {
  dealId: string;
  /** As people call it: its name, else its id. */
  deal: string;
  ownerId: string | null;
  accountId: string | null;
  subStage: string | null;
  standing: string;
  /** Days since engagement; since creation where the CRM does not record engagement. */
  ageDays: number | null;
  ageFrom: 'engagedAt' | 'createdAt';
  /** Days in the sub-stage, or since engagement where the CRM keeps no stage history. */
  waitedDays: number | null;
  basis: string | null;
  /** First day of that wait: the same stall is the same fact. */
  since: string | null;
  p80Days: number | null;
  oldestWonDays: number | null;
  daysLeft: number | null;
  /** Won deals behind the curve, and whose curve it is. */
  wonDeals: number;
  curveOf: string;
  curveVersion: string;
  probability: number | null;
  amount: number | null;
  amountBasis: 'amount' | 'list price' | null;
}

/** One task to the owner of a stalled deal; never for a dead one. */
export function decideStalled(facts: StalledFacts, rules: StalledRules): Decision {
  if (facts.standing === 'dead')
    return nothing('the deal is older than any deal ever won: it belongs in the clean-up batch');
  if (facts.standing !== 'stalled') return nothing('the deal is not stalled');
  if (facts.ageDays !== null && facts.ageDays < 0)
    return nothing('the deal is dated in the future: correct the day it was engaged or created');
  if (facts.ownerId === null) return nothing('the deal has no owner who could act');
  const step = stepFor(facts.subStage, rules);
  return {
    kind: 'proposal',
    title: `Dated step or close: ${facts.deal}`,
    why: `It has waited ${facts.waitedDays} days (${facts.basis}); four in five won deals needed at most ${facts.p80Days}.`,
    evidence: evidenceOf(facts),
    change: {
      kind: 'task',
      ownerId: facts.ownerId,
      title: `Dated step or close: ${facts.deal}`,
      body: step,
      dueInBusinessDays: rules.dueInBusinessDays,
      accountId: facts.accountId,
      opportunityId: facts.dealId,
    },
    attention: { pWin: facts.probability, amount: facts.amount },
    material: { ownerId: facts.ownerId, subStage: facts.subStage, since: facts.since, step },
    citations: ['4-progression/stalled-deal-alert#what-to-do'],
  };
}

export function stepFor(subStage: string | null, rules: StalledRules): string {
  return (subStage === null ? undefined : rules.steps[subStage]) ?? rules.otherwise;
}

function evidenceOf(facts: StalledFacts): Evidence[] {
  const deal = `opportunity/${facts.dealId}`;
  const curve = `kpi:win-curve/${facts.curveVersion}`;
  return [
    { label: 'Age in days', value: facts.ageDays, source: `${deal}#${facts.ageFrom}` },
    { label: `Waited, by ${facts.basis}`, value: facts.waitedDays, source: `${deal}#subStage` },
    { label: `P80 of won deals of ${facts.curveOf}, days`, value: facts.p80Days, source: `${curve}#wonP80Days` },
    { label: 'Won deals behind it (n)', value: facts.wonDeals, source: `${curve}#won` },
    { label: 'Oldest deal ever won, days', value: facts.oldestWonDays, source: `${curve}#oldestWonDays` },
    { label: 'Chance of winning from here', value: facts.probability, source: `${curve}#winByAge` },
    ...(facts.amount === null
      ? []
      : [
          {
            label: facts.amountBasis === 'amount' ? 'Amount' : 'List price (estimate)',
            value: facts.amount,
            source: `${deal}#amount`,
          },
        ]),
  ];
}

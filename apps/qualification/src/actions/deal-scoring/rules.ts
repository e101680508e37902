import { z } from 'zod';
import { nothing, type Decision } from '@salesagent/agent';

/** Thresholds of playbook section `4-progression/deal-scoring`. */
export const scoringRules = z.strictObject({
  minimumClosed: z.number().int().positive(),
  newsFrom: z.number().positive().max(1),
});
export type ScoringRules = z.infer<typeof scoringRules>;

export interface ScoringFacts {
  ageDays: number | null;
  /** P(win) at this age and season, 0–1; 0 outside what was ever won. */
  probability: number | null;
  /** P(win) at this age, averaged over the year. */
  atAge: number | null;
  label: string | null;
  /** Whose curve: `the company` or `segment X`. */
  curveOf: string;
  /** Deals behind the curve, and how they ended. */
  n: number;
  won: number;
  lost: number;
  oldestWonDays: number | null;
  /** Month of the fiscal quarter (1–3) it is expected to close in. */
  closingMonth: number | null;
  closingFrom: 'expected close date' | 'ages of won deals' | null;
  monthWinRate: number | null;
  monthN: number | null;
  curveVersion: string;
}

/** Win probability given age and season, with what it rests on. No score where the curve rests on too few deals. */
export function decideScore(facts: ScoringFacts, rules: ScoringRules): Decision {
  const { ageDays, probability, atAge, label, n, won, lost, closingMonth } = facts;
  if (ageDays === null || probability === null)
    return nothing('the deal has neither an engagement nor a creation date');
  if (ageDays < 0) return nothing('the deal is dated in the future: correct the day it was engaged or created');
  if (won + lost < rules.minimumClosed) {
    return nothing(
      `${won + lost} closed ${won + lost === 1 ? 'deal stands' : 'deals stand'} behind the curve; ${rules.minimumClosed} are needed`,
    );
  }
  if (facts.oldestWonDays === null) return nothing('no deal has been won yet: there is nothing to compare with');
  const reasons =
    label !== null
      ? [`${label}: open for ${ageDays} days, the oldest won deal took ${facts.oldestWonDays}`]
      : [
          `open for ${ageDays} ${ageDays === 1 ? 'day' : 'days'}: from that age ${percent(atAge)} are won, by the curve of ${facts.curveOf} (fitted on ${n} deals of every age)`,
          seasonReason(facts),
        ];
  return {
    kind: 'insight',
    values: {
      probability,
      atAge,
      ageDays,
      label,
      n,
      won,
      lost,
      curveOf: facts.curveOf,
      closingMonth,
      closingFrom: facts.closingFrom,
      monthWinRate: facts.monthWinRate,
      monthN: facts.monthN,
      curveVersion: facts.curveVersion,
    },
    reasons,
    citations: [`4-progression/deal-scoring#${label === null ? 'what-counts' : 'outside-what-you-have-won'}`],
    fields: { agentWinProbability: round(probability, 0.01) },
    material: [round(probability, rules.newsFrom), label, closingMonth, facts.closingFrom],
  };
}

function seasonReason(facts: ScoringFacts): string {
  const { closingMonth, monthWinRate, monthN, closingFrom } = facts;
  if (closingMonth === null || monthWinRate === null) return 'no season applied: an average over the year';
  return `expected to close in month ${closingMonth} of a quarter (by ${closingFrom}), where ${percent(monthWinRate)} of closings are won (n = ${monthN})`;
}

const percent = (share: number | null): string => (share === null ? 'unknown' : `${(share * 100).toFixed(1)} %`);
const round = (value: number, step: number): number => Number((Math.round(value / step) * step).toFixed(4));

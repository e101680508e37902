import { z } from 'zod';
import type { ScorePart } from '../icp-scoring/rules';

const share = z.number().min(0).max(1);

/** Thresholds of playbook section `2-account/account-scoring`. */
export const accountScoreRules = z.strictObject({
  weights: z
    .strictObject({
      fit: z.number().min(0),
      engagement: z.number().min(0),
      pipeline: z.number().min(0),
      history: z.number().min(0),
    })
    .refine((w) => Math.abs(w.fit + w.engagement + w.pipeline + w.history - 100) < 1e-9, {
      message: 'the weights must add up to 100',
    }),
  engagementBands: z.array(z.strictObject({ withinDays: z.number().positive(), share })).min(1),
  liveDealsForFull: z.number().positive(),
  historyDays: z.number().positive(),
  wonDealsForFull: z.number().positive(),
});
export type AccountScoreRules = z.infer<typeof accountScoreRules>;

export interface AccountScoreFacts {
  /** 0–100. */
  icpScore: number;
  /** Days since the last two-way contact; null when none is recorded. */
  daysSinceContact: number | null;
  activitiesRecorded: boolean;
  liveDeals: number;
  /** Won within `historyDays`. */
  wonDeals: number;
}

export interface AccountScore {
  score: number;
  parts: ScorePart[];
  unknown: string[];
}

const oneDecimal = (x: number): number => Math.round(x * 10) / 10;

/** Where to spend this week. Parts are rounded to one decimal first, so they add up to the score. */
export function scoreAccount(facts: AccountScoreFacts, rules: AccountScoreRules): AccountScore {
  const { weights } = rules;
  const touch = facts.daysSinceContact;
  const engagement =
    touch === null
      ? 0
      : ([...rules.engagementBands].sort((a, b) => a.withinDays - b.withinDays).find((b) => touch <= b.withinDays)
          ?.share ?? 0);
  const part = (name: string, of: number, share: number, reason: string): ScorePart => ({
    part: name,
    of,
    points: oneDecimal(of * Math.min(1, share)),
    reason,
  });
  const parts = [
    part('fit', weights.fit, facts.icpScore / 100, `ICP score ${facts.icpScore}`),
    part(
      'engagement',
      weights.engagement,
      engagement,
      touch === null
        ? facts.activitiesRecorded
          ? 'no two-way contact on record'
          : 'activities are not recorded in this CRM'
        : `last two-way contact ${touch} days ago`,
    ),
    part('pipeline', weights.pipeline, facts.liveDeals / rules.liveDealsForFull, `${facts.liveDeals} live deals`),
    part(
      'history',
      weights.history,
      facts.wonDeals / rules.wonDealsForFull,
      `${facts.wonDeals} deals won in ${rules.historyDays} days`,
    ),
  ];
  return {
    score: oneDecimal(parts.reduce((sum, p) => sum + p.points, 0)),
    parts,
    unknown: facts.activitiesRecorded ? [] : ['activities'],
  };
}

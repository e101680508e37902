import { z } from 'zod';
import { defineAction, type GatherContext } from '@salesagent/agent';
import type { SegmentCurve } from '@salesagent/canon/events';
import { addDays } from '@salesagent/canon/sales';
import { winProbability } from '@salesagent/forecast';
import type { MirrorRow } from '@salesagent/mirror';
import { curveFor, day, inProgression, STANDING_FIELDS, standingOf, text } from '../../deals/open-deal';
import { decideScore, scoringRules, type ScoringFacts, type ScoringRules } from './rules';

export const dealScoring = defineAction<ScoringFacts, ScoringRules>({
  id: 'deal-scoring',
  rules: scoringRules,
  needs: { opportunity: [...STANDING_FIELDS, 'expectedCloseDate'] },
  counts: ['OpportunityStageMoved'],
  uses: { winCurve: true },
  on: [
    { event: 'OpportunityStageMoved' },
    { event: 'OpportunityReopened' },
    { event: 'CloseDatePushed' },
    { event: 'CloseDatePulledIn' },
    { event: 'OpportunityFieldsRevised', fields: ['segment', 'engagedAt'] },
    'ImportCompleted',
    'WinCurveFitted',
    'ActionRequested',
  ],
  writes: ['agentWinProbability'],
  eligible: inProgression,
  async gather(deal, context) {
    const published = context.winCurve;
    if (!published) return null;
    const { curve, of } = curveFor(deal, published);
    const { ageDays } = await standingOf(deal, context);
    const segment = text(deal.fields['segment']);
    const closing = closingMonth(deal, ageDays, curve, context);
    const month = curve.season.find((s) => s.month === closing?.month);
    const won = ageDays === null ? null : winProbability(published, ageDays, segment, closing?.month ?? null);
    const atAge = ageDays === null ? null : winProbability(published, ageDays, segment);
    return {
      ageDays,
      probability: won?.probability ?? null,
      atAge: atAge?.probability ?? null,
      label: won?.label ?? null,
      curveOf: of,
      n: curve.n,
      won: curve.won,
      lost: curve.lost,
      oldestWonDays: curve.oldestWonDays,
      closingMonth: closing?.month ?? null,
      closingFrom: closing?.from ?? null,
      monthWinRate: month?.winRate ?? null,
      monthN: month?.n ?? null,
      curveVersion: published.curveVersion,
    };
  },
  decide: decideScore,
});

const calendar = z.looseObject({ calendar: z.looseObject({ fiscalYearStartMonth: z.number().int().min(1).max(12) }) });

/** Where in its fiscal quarter a deal will close: by its date while that lies ahead, else as won deals of its age do. */
function closingMonth(
  deal: MirrorRow,
  ageDays: number | null,
  curve: SegmentCurve,
  context: GatherContext,
): { month: number; from: 'expected close date' | 'ages of won deals' } | null {
  const policy = calendar.safeParse(context.playbook.data('policy')?.value);
  const start = policy.success ? policy.data.calendar.fiscalYearStartMonth : 1;
  const monthOf = (date: string): number => ((((Number(date.slice(5, 7)) - start) % 3) + 3) % 3) + 1;
  const expected = day(deal.fields['expectedCloseDate']);
  if (expected && expected >= context.businessDate) return { month: monthOf(expected), from: 'expected close date' };
  const { medianWonDays: median, oldestWonDays: oldest } = curve;
  if (ageDays === null || median === null || oldest === null) return null;
  // Past the median it still needs time: half of what is left until no deal was ever won.
  const left = ageDays < median ? median - ageDays : Math.max(0, oldest - ageDays) / 2;
  return { month: monthOf(addDays(context.businessDate, Math.round(left))), from: 'ages of won deals' };
}

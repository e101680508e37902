import { defineAction } from '@salesagent/agent';
import { CHANCE_FIELDS, chanceOf } from '../../deals/chance';
import { curveFor, inProgression, STANDING_FIELDS, standingOf } from '../../deals/open-deal';
import { decideScore, scoringRules, type ScoringFacts, type ScoringRules } from './rules';

export const dealScoring = defineAction<ScoringFacts, ScoringRules>({
  id: 'deal-scoring',
  rules: scoringRules,
  needs: { opportunity: [...STANDING_FIELDS, ...CHANCE_FIELDS] },
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
    const chance = chanceOf(deal, ageDays, context);
    const closing = chance?.closing ?? null;
    const month = curve.season.find((s) => s.month === closing?.month);
    return {
      ageDays,
      probability: chance?.probability ?? null,
      atAge: chance?.atAge ?? null,
      label: chance?.label ?? null,
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

import { defineAction } from '@salesagent/agent';
import { evidenceOf } from '../../deals/evidence';
import { CHANCE_FIELDS, rankingChance } from '../../deals/chance';
import { inProgression, labelOf, STANDING_FIELDS, standingOf, subStageOf, worthOf } from '../../deals/open-deal';
import { decideProgression, progressionRules, type ProgressionFacts, type ProgressionRules } from './rules';

/** Its own move wakes it again, and it ends where the evidence ends: forward asks for what back says is gone. */
export const stageProgression = defineAction<ProgressionFacts, ProgressionRules>({
  id: 'stage-progression',
  rules: progressionRules,
  needs: {
    opportunity: [...STANDING_FIELDS, ...CHANCE_FIELDS, 'accountId', 'ownerId', 'productId', 'amount', 'meddicc'],
    product: ['name', 'listPrice'],
    account: ['name', 'tier'],
  },
  counts: ['OpportunityStageMoved'],
  // A pass after an import waits for its curve, so that no move is ranked by an assumed chance of winning.
  uses: { winCurve: true },
  on: [
    { event: 'MeddiccEvidenceRecorded' },
    { event: 'OpportunityStageMoved' },
    { event: 'OpportunityFieldsRevised', fields: ['meddicc'] },
    'ImportCompleted',
    'ActionRequested',
  ],
  eligible: inProgression,
  async gather(deal, context) {
    const { ageDays } = await standingOf(deal, context);
    return {
      dealId: deal.id,
      deal: await labelOf(deal, context),
      subStage: subStageOf(deal),
      recorded: await context.holds('opportunity', 'meddicc'),
      evidence: evidenceOf(deal.fields['meddicc']),
      amount: (await worthOf(deal, context)).amount,
      pWin: rankingChance(deal, ageDays, context),
    };
  },
  decide: decideProgression,
});

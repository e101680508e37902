import { defineAction } from '@salesagent/agent';
import { addDays } from '@salesagent/canon/sales';
import { CHANCE_FIELDS, chanceOf } from '../../deals/chance';
import {
  curveFor,
  day,
  inProgression,
  labelOf,
  STANDING_FIELDS,
  standingOf,
  subStageOf,
  text,
  worthOf,
} from '../../deals/open-deal';
import { decideStalled, stalledRules, type StalledFacts, type StalledRules } from './rules';

export const stalledDealAlert = defineAction<StalledFacts, StalledRules>({
  id: 'stalled-deal-alert',
  rules: stalledRules,
  needs: {
    opportunity: [...STANDING_FIELDS, ...CHANCE_FIELDS, 'accountId', 'ownerId', 'productId', 'amount'],
    product: ['name', 'listPrice'],
    account: ['name', 'tier'],
  },
  counts: ['OpportunityStageMoved'],
  uses: { winCurve: true },
  on: [
    { event: 'OpportunityStageMoved' },
    { event: 'OpportunityWon' },
    { event: 'OpportunityLost' },
    { event: 'OpportunityReopened' },
    { event: 'OpportunityOwnerChanged' },
    'ImportCompleted',
    'WinCurveFitted',
    'ActionRequested',
  ],
  eligible: inProgression,
  async gather(deal, context) {
    const published = context.winCurve;
    if (!published) return null;
    const standing = await standingOf(deal, context);
    const { curve, of } = curveFor(deal, published);
    const worth = await worthOf(deal, context);
    const { ageDays, daysInSubStage } = standing;
    const waitedDays = daysInSubStage ?? ageDays;
    return {
      dealId: deal.id,
      deal: await labelOf(deal, context),
      ownerId: text(deal.fields['ownerId']),
      accountId: text(deal.fields['accountId']),
      subStage: subStageOf(deal),
      standing: standing.standing,
      ageDays,
      ageFrom: day(deal.fields['engagedAt']) === null ? 'createdAt' : 'engagedAt',
      waitedDays,
      basis: standing.stalledBy,
      since: waitedDays === null ? null : addDays(context.businessDate, -waitedDays),
      p80Days: curve.wonP80Days,
      oldestWonDays: curve.oldestWonDays,
      daysLeft: curve.oldestWonDays === null || ageDays === null ? null : curve.oldestWonDays - ageDays,
      wonDeals: curve.won,
      curveOf: of,
      curveVersion: published.curveVersion,
      probability: chanceOf(deal, ageDays, context)?.probability ?? null,
      amount: worth.amount,
      amountBasis: worth.basis,
    };
  },
  decide: decideStalled,
  draft(decision, facts, words) {
    if (decision.kind !== 'proposal' || decision.change.kind !== 'task') return decision;
    const body = words.render('Message', {
      deal: facts.deal,
      waitedDays: facts.waitedDays ?? '',
      basis: facts.basis ?? '',
      p80Days: facts.p80Days ?? '',
      oldestWonDays: facts.oldestWonDays ?? '',
      daysLeft: facts.daysLeft ?? '',
      step: decision.change.body,
    });
    return { ...decision, draft: body, change: { ...decision.change, body } };
  },
});

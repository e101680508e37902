import { defineAction } from '@salesagent/agent';
import { daysBetween } from '@salesagent/canon/sales';
import { evidenceOf } from '../../deals/evidence';
import { day, inProgression, STANDING_FIELDS, startOf, subStageOf, text, worthOf } from '../../deals/open-deal';
import { decideMeddicc, meddiccRules, type MeddiccFacts, type MeddiccRules } from './rules';

export const meddiccCompleteness = defineAction<MeddiccFacts, MeddiccRules>({
  id: 'meddicc-completeness',
  rules: meddiccRules,
  needs: {
    opportunity: [
      ...STANDING_FIELDS,
      'accountId',
      'amount',
      'productId',
      'meddicc',
      'expectedCloseDate',
      'nextStep',
      'nextStepDate',
    ],
    contact: ['accountId', 'role'],
    product: ['listPrice'],
  },
  on: [
    { event: 'MeddiccEvidenceRecorded' },
    { event: 'OpportunityStageMoved' },
    { event: 'AmountRevised' },
    { event: 'CloseDatePulledIn' },
    { event: 'OpportunityFieldsRevised', fields: ['meddicc', 'nextStep', 'nextStepDate', 'expectedCloseDate'] },
    { event: 'ContactRoleAssigned' },
    'ImportCompleted',
    'ActionRequested',
  ],
  writes: ['agentMeddicc'],
  eligible: inProgression,
  async gather(deal, context) {
    const start = startOf(deal);
    const accountId = text(deal.fields['accountId']);
    const rolesHeld = await context.holds('contact', 'role');
    const contacts = accountId && rolesHeld ? await context.mirror.where('contact', 'accountId', accountId) : [];
    return {
      recorded: await context.holds('opportunity', 'meddicc'),
      evidence: evidenceOf(deal.fields['meddicc']),
      subStage: subStageOf(deal),
      amount: (await worthOf(deal, context)).amount,
      ageDays: start ? daysBetween(start, context.businessDate) : null,
      buyerKnown: rolesHeld ? contacts.some((c) => c.fields['role'] === 'EB') : null,
      closeDate: day(deal.fields['expectedCloseDate']),
      // Sealed or not: that something is agreed is what counts here.
      nextStepRecorded: Boolean(deal.fields['nextStep']) || day(deal.fields['nextStepDate']) !== null,
    };
  },
  decide: decideMeddicc,
});

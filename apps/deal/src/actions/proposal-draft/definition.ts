import { defineAction, nothing } from '@salesagent/agent';
import type { EvidenceLevel, MeddiccLetter } from '@salesagent/canon/sales';
import { proposalDocument, type ProposalWords } from './document';
import { decideProposal, proposalRules, type Offer, type ProposalFacts } from './rules';

interface Facts extends Omit<ProposalFacts, 'requested'> {
  opportunityId: string;
  currency: string | null;
  pWin: number | null;
}

export const proposalDraft = defineAction({
  id: 'proposal-draft',
  rules: proposalRules,
  needs: {
    opportunity: [
      'name',
      'subStage',
      'outcome',
      'amount',
      'currency',
      'productId',
      'accountId',
      'ownerId',
      'meddicc',
      'agentWinProbability',
    ],
    account: ['name'],
    product: ['name', 'listPrice'],
  },
  on: [
    { event: 'MeddiccEvidenceRecorded' },
    { event: 'OpportunityStageMoved' },
    { event: 'AmountRevised' },
    'ImportCompleted',
    'ActionRequested',
  ],
  eligible: (deal) => (deal.fields['outcome'] ? 'the deal is closed' : true),
  async gather(deal, { mirror }): Promise<Facts> {
    const { fields } = deal;
    const account = typeof fields['accountId'] === 'string' ? await mirror.get('account', fields['accountId']) : null;
    const product = typeof fields['productId'] === 'string' ? await mirror.get('product', fields['productId']) : null;
    return {
      opportunityId: deal.id,
      subStage: text(fields['subStage']),
      open: true,
      accountName: text(account?.fields['name']),
      productName: text(product?.fields['name']),
      listPrice: number(product?.fields['listPrice']),
      amount: number(fields['amount']),
      currency: text(fields['currency']),
      meddicc: (fields['meddicc'] ?? null) as Partial<Record<MeddiccLetter, EvidenceLevel>> | null,
      pWin: number(fields['agentWinProbability']),
    };
  },
  decide(facts, rules, today) {
    const decision = decideProposal({ ...facts, requested: false }, rules, today);
    if (!decision.draft) return nothing(decision.because);
    const { offer } = decision;
    const id = facts.opportunityId;
    return {
      kind: 'proposal',
      title: `Proposal for ${facts.accountName}: ${facts.productName}`,
      why: 'The decision criteria are known and somebody with power stands behind the deal.',
      evidence: evidenceOf(facts, offer, rules.paymentDays),
      citations: ['5-close/proposal-draft#when-it-is-made', '5-close/proposal-draft#price'],
      change: {
        kind: 'document',
        record: { type: 'opportunity', id },
        name: `Proposal ${facts.accountName} ${facts.productName}.docx`,
        mediaType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
        content: offer,
      },
      attention: { pWin: facts.pWin, amount: offer.price },
      material: { price: offer.price, product: facts.productName, account: facts.accountName, meddicc: facts.meddicc },
    };
  },
  draft(decision, facts, words) {
    if (decision.kind !== 'proposal' || decision.change.kind !== 'document') return decision;
    const offer = decision.change.content as Offer;
    const values = {
      accountName: facts.accountName ?? '',
      productName: facts.productName ?? '',
      validUntil: offer.validUntil,
      currency: facts.currency ?? 'the currency of our price list',
      paymentDays: String(decision.evidence.find((e) => e.label === 'Payment, days')?.value ?? ''),
    };
    const said: ProposalWords = {
      summary: words.render('Summary', values),
      situation: words.render('Situation', values),
      investment: words.render('Investment', values),
      nextSteps: words.render('Next steps', values),
      terms: words.render('Terms', values),
    };
    const content = proposalDocument(decision.title, said, facts, offer);
    return { ...decision, change: { ...decision.change, content }, draft: said.summary };
  },
});

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
const number = (value: unknown): number | null => (typeof value === 'number' ? value : null);

function evidenceOf(facts: Facts, offer: Offer, paymentDays: number) {
  const deal = `opportunity/${facts.opportunityId}`;
  const policy = 'playbook:5-close/proposal-draft#price';
  return [
    { label: 'Sub-stage', value: facts.subStage, source: `${deal}#subStage` },
    { label: 'Decision criteria', value: facts.meddicc?.decisionCriteria ?? 0, source: `${deal}#meddicc` },
    { label: 'Champion', value: facts.meddicc?.champion ?? 0, source: `${deal}#meddicc` },
    { label: 'Economic buyer', value: facts.meddicc?.economicBuyer ?? 0, source: `${deal}#meddicc` },
    { label: 'Price', value: offer.price, source: `${deal}#amount` },
    { label: 'List price', value: offer.listPrice, source: `${deal}#productId` },
    { label: 'Discount', value: offer.discount, source: policy },
    { label: 'Payment, days', value: paymentDays, source: policy },
    { label: 'Valid until', value: offer.validUntil, source: policy },
    { label: 'Decision meeting by', value: offer.decisionMeetingBy, source: policy },
    { label: 'Paper signed by', value: offer.paperBy, source: policy },
  ];
}

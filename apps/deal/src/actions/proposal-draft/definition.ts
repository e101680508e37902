import { defineAction, nothing, personal, type Words } from '@salesagent/agent';
import { gatherProposal, type GatheredProposal } from './gather';
import { dayInWords, priceInWords, proposalDocument, type ProposalWords } from './document';
import { decideProposal, proposalRules, type Offer, type ProposalRules } from './rules';
import { statedProblems } from './understood';

/** @param company name of the seller, as its customers read it */
export const proposalDraft = (company: string) =>
  defineAction<GatheredProposal, ProposalRules>({
    id: 'proposal-draft',
    rules: proposalRules,
    needs: {
      opportunity: [
        'name',
        'subStage',
        'outcome',
        'amount',
        'oneOffAmount',
        'termMonths',
        'currency',
        'productId',
        'accountId',
        'contactId',
        'ownerId',
        'meddicc',
        'nextStep',
        'nextStepDate',
        'agentWinProbability',
      ],
      account: ['name'],
      product: ['name', 'listPrice'],
      contact: ['name', 'title'],
      person: ['name'],
      activity: ['opportunityId', 'happenedAt', 'outcome', 'notes'],
    },
    on: [
      { event: 'MeddiccEvidenceRecorded' },
      { event: 'OpportunityStageMoved' },
      { event: 'AmountRevised' },
      // The first score of a deal replaces the assumed chance of winning.
      { event: 'OpportunityFieldsRevised', fields: ['agentWinProbability'] },
      'ImportCompleted',
      'ActionRequested',
    ],
    eligible: (deal) => (deal.fields['outcome'] ? 'the deal is closed' : true),
    gather: (deal, context) => gatherProposal(company, deal, context),
    decide(facts, rules, today) {
      const decision = decideProposal({ ...facts, requested: false }, rules, today);
      if (!decision.draft) return nothing(decision.because);
      const { offer } = decision;
      const id = facts.opportunityId;
      const said = statedProblems(
        facts.conversations.map(plainNotes),
        rules.statedProblemWords,
        rules.understoodAtMost,
      );
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
          content: { offer, said, paymentDays: rules.paymentDays, today } satisfies Decided,
        },
        attention: { pWin: facts.pWin, amount: offer.price },
        material: {
          price: offer.price,
          product: facts.productName,
          account: facts.accountName,
          meddicc: facts.meddicc,
          scored: facts.pWin !== null,
        },
      };
    },
    draft(decision, facts, words) {
      if (decision.kind !== 'proposal' || decision.change.kind !== 'document') return decision;
      const decided = decision.change.content as Decided;
      const said = proposalWords(facts, decided, words);
      const { productName, currency, termMonths, nextStep, opportunityId } = facts;
      const agreed =
        nextStep && nextStep.by >= decided.today
          ? {
              by: nextStep.by,
              what: personal(`text/opportunity/${opportunityId}`, nextStep.what.value, nextStep.what.about),
            }
          : null;
      const content = proposalDocument(decision.title, said, {
        productName: productName ?? '',
        currency,
        termMonths,
        offer: decided.offer,
        nextStep: agreed,
      });
      return { ...decision, change: { ...decision.change, content }, draft: said.summary };
    },
  });

/** What `decide` hands to `draft`; the reader sees the document. */
interface Decided {
  offer: Offer;
  said: ReturnType<typeof statedProblems>;
  paymentDays: number;
  today: string;
}

/** Whom the notes speak of that a sentence is taken from. */
const aboutOf = ({ conversations }: GatheredProposal, activityId: string): readonly string[] =>
  conversations.find((one) => one.activityId === activityId)?.notes.about ?? [];

const plainNotes = ({ notes, ...rest }: GatheredProposal['conversations'][number]) => ({ ...rest, notes: notes.value });

function proposalWords(
  facts: GatheredProposal,
  { offer, said, paymentDays, today }: Decided,
  words: Words,
): ProposalWords {
  const { accountName, productName, company, contact, owner, currency, termMonths } = facts;
  const people = (...names: (string | null | undefined)[]): string => names.filter(Boolean).join(', ');
  const validUntil = dayInWords(offer.validUntil);
  const preparedFor = words.render('Prepared for', {
    buyer: people(contact?.name.value, contact?.title, accountName),
  });
  const preparedBy = words.render('Prepared by', { seller: people(owner?.name.value, company) });
  const investment = [
    words.render('Investment', { currency: currency ?? 'the currency of our price list', paymentDays }),
    ...(termMonths === null ? [] : [words.render('Term', { termMonths })]),
    ...(offer.discount !== null && offer.discount > 0 && offer.listPrice !== null
      ? [
          words.render('Discount', {
            discount: `${(100 * offer.discount).toFixed(1)} %`,
            listPrice: priceInWords(offer.listPrice, currency),
          }),
        ]
      : []),
  ];
  return {
    preparedFor: contact ? personal(`contact/${contact.id}`, preparedFor, [`contact/${contact.id}`]) : preparedFor,
    preparedBy: owner ? personal(`person/${owner.id}`, preparedBy, [`person/${owner.id}`]) : preparedBy,
    dated: words.render('Dated', { today: dayInWords(today) }),
    summary: words.render('Summary', {
      company,
      accountName: accountName ?? '',
      productName: productName ?? '',
      price: priceInWords(offer.price, currency),
      validUntil,
    }),
    understood:
      said.length === 0
        ? null
        : {
            introduction: words.render('What we understood', {}),
            said: said.map(({ sentence, on, activityId }) =>
              personal(
                `text/activity/${activityId}`,
                words.render('Said on', { said: sentence, day: dayInWords(on) }),
                aboutOf(facts, activityId),
              ),
            ),
          },
    investment,
    nextSteps: words.render('Next steps', {}),
    terms: words.render('Terms', { validUntil }),
  };
}

function evidenceOf(facts: GatheredProposal, offer: Offer, paymentDays: number) {
  const deal = `opportunity/${facts.opportunityId}`;
  const policy = 'playbook:5-close/proposal-draft#price';
  const known = (label: string, value: string | number | null, source: string) =>
    value === null ? [] : [{ label, value, source }];
  return [
    { label: 'Sub-stage', value: facts.subStage, source: `${deal}#subStage` },
    { label: 'Decision criteria', value: facts.meddicc?.decisionCriteria ?? 0, source: `${deal}#meddicc` },
    { label: 'Champion', value: facts.meddicc?.champion ?? 0, source: `${deal}#meddicc` },
    { label: 'Economic buyer', value: facts.meddicc?.economicBuyer ?? 0, source: `${deal}#meddicc` },
    { label: 'Price', value: offer.price, source: `${deal}#amount` },
    ...known('One-off fee', offer.oneOff, `${deal}#oneOffAmount`),
    ...known('Price without the one-off fee', offer.oneOff && offer.price - offer.oneOff, `${deal}#amount`),
    ...known('Term, months', facts.termMonths, `${deal}#termMonths`),
    ...known('List price', offer.listPrice, `${deal}#productId`),
    ...known('Discount', offer.discount, policy),
    { label: 'Payment, days', value: paymentDays, source: policy },
    { label: 'Valid until', value: offer.validUntil, source: policy },
    { label: 'Decision meeting by', value: offer.decisionMeetingBy, source: policy },
    { label: 'Paper signed by', value: offer.paperBy, source: policy },
  ];
}

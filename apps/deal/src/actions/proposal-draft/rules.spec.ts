import { decideProposal, proposalRules, type ProposalFacts } from './rules';

const rules = proposalRules.parse({
  minimumDecisionCriteria: 2,
  minimumChampionOrBuyer: 2,
  subStages: ['4.3', '5.1'],
  validDays: 30,
  maximumDiscount: 0.1,
  paymentDays: 30,
  decisionMeetingDays: 10,
  paperDays: 5,
  statedProblemWords: ['pain'],
  conversationsRead: 6,
  understoodAtMost: 3,
});
const today = '2026-03-04';
const facts: ProposalFacts = {
  subStage: '4.3',
  open: true,
  accountName: 'Isdom',
  productName: 'GTX Pro',
  listPrice: 4821,
  amount: 4600,
  oneOffAmount: null,
  meddicc: { champion: 3, decisionCriteria: 2 },
  requested: false,
};

describe('whether a proposal is drafted', () => {
  it('is the worked example of the playbook', () => {
    const decision = decideProposal(facts, rules, today);
    expect(decision).toMatchObject({
      draft: true,
      offer: { price: 4600, validUntil: '2026-04-03', decisionMeetingBy: '2026-03-20', paperBy: '2026-03-27' },
    });
    if (decision.draft) expect(decision.offer.discount).toBeCloseTo(0.0458, 4);
  });

  it('asks for a pricing decision above the discount limit', () => {
    const decision = decideProposal({ ...facts, amount: 4000 }, rules, today);
    expect(decision).toEqual({
      draft: false,
      because: 'a discount of 17.0 % is above 10 %: ask for a pricing decision first',
    });
  });

  it('uses the list price where the deal has no amount', () => {
    expect(decideProposal({ ...facts, amount: null }, rules, today)).toMatchObject({
      draft: true,
      offer: { price: 4821, discount: 0 },
    });
  });

  it('names the part that is paid once, unless that is everything', () => {
    const oneOff = (amount: number) => {
      const decision = decideProposal({ ...facts, oneOffAmount: amount }, rules, today);
      return decision.draft ? decision.offer.oneOff : 'none';
    };
    expect(oneOff(600)).toBe(600);
    expect(oneOff(0)).toBeNull();
    expect(oneOff(4600)).toBeNull();
  });

  it.each([
    [
      'the criteria are not known',
      { meddicc: { champion: 3, decisionCriteria: 1 } as const },
      'decision criteria stand at 1',
    ],
    [
      'nobody with power asks',
      { meddicc: { champion: 1, decisionCriteria: 3 } as const },
      'champion or economic buyer',
    ],
    ['it is too early', { subStage: '4.1' }, 'the deal is at 4.1'],
    ['the deal is closed', { open: false }, 'closed'],
    ['there is no account', { accountName: null }, 'no account'],
    ['nothing has a price', { amount: null, listPrice: null }, 'neither an amount nor a list price'],
  ])('is not drafted when %s', (_, change, because) => {
    const decision = decideProposal({ ...facts, ...change }, rules, today);
    expect(decision.draft).toBe(false);
    if (!decision.draft) expect(decision.because).toContain(because);
  });

  it('leaves readiness to the person who asks, but not the price policy', () => {
    expect(decideProposal({ ...facts, meddicc: null, subStage: '4.1', requested: true }, rules, today).draft).toBe(
      true,
    );
    expect(decideProposal({ ...facts, amount: 1000, requested: true }, rules, today).draft).toBe(false);
  });
});

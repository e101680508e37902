import { assembleDeal, type DealFact } from '.';

const facts = (values: Record<string, unknown>, from = '2026-05-29'): DealFact[] =>
  Object.entries(values).map(([field, value], i) => ({
    dealId: 'D1',
    field,
    value,
    from,
    recordedAt: `${from}T12:00:00.000Z`,
    sequence: i,
  }));
const engaged = facts({ engagedAt: '2026-05-10T00:00:00.000Z', subStage: '4.1' }, '2026-05-10');

describe('a deal as of a day', () => {
  it('is open while its closing lies ahead, and expected to close then', () => {
    const closing = facts({ outcome: 'won', subStage: '5.3', closedAt: '2027-03-01T00:00:00.000Z', amount: 7000 });
    expect(assembleDeal('D1', [...engaged, ...closing], '2026-05-29')).toMatchObject({
      outcome: null,
      closedOn: null,
      subStage: '4.1',
      expectedCloseDate: '2027-03-01',
      amount: 7000,
    });
    expect(assembleDeal('D1', [...engaged, ...closing], '2027-03-01')).toMatchObject({
      outcome: 'won',
      closedOn: '2027-03-01',
      subStage: '5.3',
    });
  });

  it('has no value where the CRM says one below 0, or 0 for a lost deal', () => {
    const closed = { closedAt: '2026-05-20T00:00:00.000Z' };
    const amount = (values: Record<string, unknown>) =>
      assembleDeal('D1', facts({ ...closed, ...values }), '2026-05-29')?.amount;
    expect(amount({ outcome: 'won', amount: -500 })).toBeNull();
    expect(amount({ outcome: 'lost', amount: 0 })).toBeNull();
    expect(amount({ outcome: 'won', amount: 0 })).toBe(0);
  });
});

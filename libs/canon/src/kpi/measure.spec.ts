import { dealOn } from '../../testing/deals';
import {
  emptyCompany,
  inCompanyCurrency,
  measureKpis,
  periodUpTo,
  type ActivityAsOf,
  type CompanyAsOf,
  type DealAsOf,
  type Kpi,
  type KpiId,
} from '.';

const ASOF = '2026-05-29';
const measured = (id: KpiId, company: Partial<CompanyAsOf>, asOf = ASOF): Kpi => {
  const all = { ...emptyCompany(asOf), ...company };
  return measureKpis(all, periodUpTo('all', asOf), { only: [id] })[0] as Kpi;
};
const won = (id: string, closedOn: string, said: Partial<DealAsOf> = {}): DealAsOf =>
  dealOn(id, '2025-01-06', { outcome: 'won', closedOn, ...said });

describe('money', () => {
  it('is not added up over currencies without a rate, and says so', () => {
    const deals = [
      won('a', '2026-05-01', { currency: 'USD' }),
      won('b', '2026-05-01', { currency: 'EUR', amount: 7000 }),
    ];
    const kpi = measured('won-value', { deals: inCompanyCurrency(deals, 'USD') });
    expect(kpi).toMatchObject({ value: 100, n: 1, missing: 'exchange rate' });
    expect(kpi.note).toContain('1 won deal in EUR is not in the sum');
  });
});

describe('KPIs whose fields were not known by the day', () => {
  it('win rate: does not call new business what may be anything', () => {
    const untyped = measured('win-rate', { deals: [won('a', '2026-05-01')] });
    expect(untyped.formula).toContain('all business');
    expect(untyped.note).toContain('opportunity.type');
    const typed = [won('a', '2026-05-01', { type: 'new' }), won('b', '2026-05-01', { type: 'renewal' })];
    expect(measured('win-rate', { deals: typed })).toMatchObject({
      n: 1,
      formula: expect.stringContaining('new business'),
    });
  });

  it('coverage: no open deal with a value is no coverage of 0', () => {
    const targets = [{ id: 't', ownerId: null, periodStart: '2026-04-01', periodEnd: '2026-06-30', amount: 1000 }];
    const open = dealOn('o', '2026-05-01', { amount: null });
    const other = won('w', '2026-01-30');
    expect(measured('pipeline-coverage', { targets, deals: [other, open] })).toMatchObject({
      value: null,
      missing: 'opportunity.amount',
    });
    expect(measured('pipeline-coverage', { targets, deals: [other, { ...open, amount: 500 }] })).toMatchObject({
      value: 0.5,
      unit: 'multiple',
    });
  });

  it('activity to opportunity: touches without a known account are not 0 touches', () => {
    const touch: ActivityAsOf = {
      id: 'e',
      accountId: null,
      opportunityId: null,
      direction: 'outbound',
      happenedAt: '2026-04-01T09:00:00.000Z',
      byAgent: null,
    };
    const deals = [dealOn('o', '2026-05-01')];
    expect(measured('activity-to-opportunity', { activities: [touch], deals })).toMatchObject({
      value: null,
      missing: 'activity.accountId',
    });
    const tied = [{ ...touch, accountId: 'A' }];
    expect(measured('activity-to-opportunity', { activities: tied, deals })).toMatchObject({
      value: null,
      missing: 'opportunity.accountId',
    });
    const known = measured('activity-to-opportunity', { activities: tied, deals: [{ ...deals[0]!, accountId: 'A' }] });
    expect(known).toMatchObject({ value: 1, unit: 'multiple' });
  });

  it('stage conversion: a step that only those still in it are seen at has no rate', () => {
    const stages = [{ subStage: '4.1', from: '2025-01-06' }];
    const past = Array.from({ length: 3 }, (_, i) =>
      won(`w${i}`, '2025-02-01', { stages: [...stages, { subStage: '5.3', from: '2025-02-01' }] }),
    );
    const stuck = dealOn('s', '2025-01-06', {
      stages: [...stages, { subStage: '5.1', from: '2025-03-01' }],
      subStage: '5.1',
    });
    const kpi = measured('stage-conversion', { deals: [...past, stuck] });
    expect(kpi.beside).toEqual([
      { name: 'from 4.1', value: 1, unit: 'ratio', n: 4 },
      { name: 'from 5.1', value: null, unit: 'ratio', n: 1 },
    ]);
    expect(kpi.note).toContain('Not known from 5.1');
  });
});

describe('velocity against the baseline', () => {
  it('holds a part of a quarter against the same part a year before', () => {
    const deals = [
      won('first', '2025-01-31'),
      won('then', '2025-05-06'),
      won('later', '2025-06-20', { amount: 9000 }),
      won('now', '2026-05-06', { amount: 130 }),
    ];
    const kpi = measured('velocity-change', { deals });
    expect(kpi.value).toBeCloseTo(0.3, 1);
    expect(kpi.note).toContain('2025-05-29');
  });
});

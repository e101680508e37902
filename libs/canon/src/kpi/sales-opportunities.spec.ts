import { describeSalesOpportunities, IMPORTED_ON, salesOpportunityFacts } from '../../testing/sales-opportunities';
import {
  classifyAsOf,
  dealsAsOf,
  emptyCompany,
  measureKpis,
  periodUpTo,
  wonAges,
  wonYardstick,
  type Kpi,
  type KpiId,
} from '.';

describeSalesOpportunities('KPIs of a real company as of 2017-12-31', () => {
  const deals = dealsAsOf(salesOpportunityFacts(), IMPORTED_ON);
  const kpis = measureKpis(emptyCompany(IMPORTED_ON, deals), periodUpTo('all', IMPORTED_ON));
  const kpi = (id: KpiId): Kpi => kpis.find((k) => k.id === id) as Kpi;

  it('loses no opportunity', () => expect(deals).toHaveLength(8800));

  it('counts what was won and lost', () => {
    expect([kpi('won-deals').value, kpi('lost-deals').value, kpi('won-value').value]).toEqual([4238, 2473, 10_005_534]);
    expect(kpi('win-rate')).toMatchObject({ numerator: 4238, denominator: 6711, n: 6711, missing: null });
    expect(kpi('win-rate').value).toBeCloseTo(0.6315, 4);
  });

  it('puts the cohort rate beside the win rate', () => {
    expect(kpi('cohort-win-rate')).toMatchObject({
      numerator: 2981,
      denominator: 5991,
      predicate: 'engaged by 2017-08-15',
    });
  });

  it('measures the cycle of won deals and how early losses come', () => {
    expect(kpi('sales-cycle').value).toBe(57);
    expect(kpi('sales-cycle').beside).toContainEqual({ name: 'median to lost', value: 14, unit: 'days', n: 2473 });
    expect(wonAges(deals)).toEqual({ oldestWonDays: 138, wonP80Days: 93 });
  });

  it('tells dead, stalled and live deals apart', () => {
    const ages = wonYardstick(deals);
    const standing = deals.map((d) => ({ deal: d, is: classifyAsOf(d, ages, IMPORTED_ON).standing }));
    const of = (is: string) => standing.filter((s) => s.is === is);
    expect([of('dead').length, of('stalled').length, of('active').length, of('prospecting').length]).toEqual([
      1291, 176, 122, 500,
    ]);
    expect(new Set(of('stalled').map((s) => s.deal.ownerId)).size).toBe(21);
  });

  it('names the field where a KPI cannot be known', () => {
    expect(Object.fromEntries(kpis.filter((k) => k.value === null).map((k) => [k.id, k.missing]))).toEqual({
      'pipeline-coverage': 'target.amount',
      cac: 'finance.salesAndMarketingCost',
      'activity-to-opportunity': 'activity.happenedAt',
      'response-time': 'activity.direction (inbound)',
      nrr: 'contract.annualValue',
      grr: 'contract.annualValue',
      'forecast-accuracy': 'opportunity.closedAt',
      't3-coverage': 'account.tier',
      'accounts-per-rep': 'activity.direction',
      'velocity-change': 'opportunity.closedAt',
    });
  });

  it('knows no owner, product or account before the import', () => {
    const before = dealsAsOf(salesOpportunityFacts(), '2017-12-30');
    expect(before.filter((d) => d.ownerId ?? d.productId ?? d.accountId)).toEqual([]);
  });
});

import { describeSalesOpportunities, IMPORTED_ON, rowsOf, salesOpportunityFacts } from '@salesagent/canon/testing';
import {
  dealsAsOf,
  emptyCompany,
  measureKpis,
  periodUpTo,
  type CompanyAsOf,
  type DealFact,
} from '@salesagent/canon/kpi';
import { gradePast, makeForecast, OUTSIDE, summarise, testSignals, winCurve, winProbability } from '.';

function companyAt(facts: readonly DealFact[], day: string): CompanyAsOf {
  const company = emptyCompany(day, dealsAsOf(facts, day));
  if (day < IMPORTED_ON) return company;
  return {
    ...company,
    accounts: rowsOf('accounts.csv').map((a) => ({
      id: a['account'] as string,
      tier: null,
      employees: Number(a['employees']),
    })),
    products: rowsOf('products.csv').map((p) => ({ id: p['product'] as string, listPrice: Number(p['sales_price']) })),
  };
}

describeSalesOpportunities('the forecast of a real company', () => {
  const facts = salesOpportunityFacts();
  const now = companyAt(facts, IMPORTED_ON);

  it('keeps age and season, and leaves out size, product and rep because they do not help out of time', () => {
    const verdicts = Object.fromEntries(testSignals(now).map((s) => [s.signal, s.verdict]));
    expect(verdicts).toEqual({
      age: 'used',
      season: 'used',
      'season by age': 'used',
      segment: 'not tested',
      size: 'left out',
      product: 'left out',
      rep: 'left out',
    });
  });

  it('publishes a curve that ends at the oldest deal ever won', () => {
    const curve = winCurve(now)!;
    expect(curve.company).toMatchObject({
      won: 4238,
      lost: 2473,
      oldestWonDays: 138,
      wonP80Days: 93,
      medianWonDays: 57,
    });
    expect(curve.company.season.map((s) => Math.round(s.winRate * 1000) / 10)).toEqual([49, 54.7, 80.7]);
    expect(winProbability(curve, 139)).toMatchObject({ probability: 0, label: OUTSIDE });
    expect(winProbability(curve, 10).probability).toBeGreaterThan(winProbability(curve, 110).probability);
  });

  it('says that no deal has closed yet as of 2016-12-31', () => {
    const { outcome, curve } = makeForecast(companyAt(facts, '2016-12-31'));
    expect(outcome).toEqual({
      status: 'not-enough-data',
      reason: expect.stringContaining('No deal has closed yet by 2016-12-31'),
    });
    expect(curve).toBeNull();
  });

  it('is graded against what happened: 7 of 9 actuals lie within P10–P90', () => {
    const grades = gradePast((day) => companyAt(facts, day), IMPORTED_ON);
    const graded = grades.filter((g) => g.actual !== null && g.forecast.outcome.status === 'ok');
    expect(graded.map((g) => g.asOf).filter((_, i) => i % 3 === 0)).toEqual(['2017-03-31', '2017-06-30', '2017-09-30']);
    const all = summarise('all', grades);
    expect([all.n, all.covered]).toEqual([9, 7]);
    expect(Math.abs(all.bias as number)).toBeLessThan(0.1);
  });

  it('is the same to the byte whatever happens after the day, and whatever undated values say', () => {
    const day = '2017-06-30';
    const altered = facts
      .filter((f) => f.from <= day || !f.dealId.startsWith('A'))
      .map((f) =>
        f.from <= day ? f : { ...f, value: f.field === 'amount' ? 1 : f.field.endsWith('Id') ? 'other' : f.value },
      )
      .concat([
        {
          dealId: 'NEW',
          field: 'engagedAt',
          value: '2017-07-01',
          from: '2017-07-01',
          recordedAt: '2018-01-01',
          sequence: 1,
        },
      ])
      .reverse();
    const said = (from: readonly DealFact[]): string => {
      const company = companyAt(from, day);
      return JSON.stringify([makeForecast(company), measureKpis(company, periodUpTo('all', day))]);
    };
    expect(said(altered)).toBe(said(facts));
  });
});

import { emptyCompany, measureKpis, periodBefore, periodUpTo, type DealAsOf } from '@salesagent/canon/kpi';
import { dealOn } from '@salesagent/canon/testing';
import { changesOf } from './changes';

const ASOF = '2026-05-29';
const closed = (id: string, outcome: 'won' | 'lost', closedOn: string, type: string): DealAsOf =>
  dealOn(id, '2026-03-02', { outcome, closedOn, type });

describe('what changed', () => {
  it('gives the win rate of the KPI table, in words for one deal and for many', () => {
    const deals = [
      closed('a', 'won', '2026-05-26', 'new'),
      closed('b', 'won', '2026-05-26', 'renewal'),
      closed('c', 'lost', '2026-05-27', 'new'),
      closed('d', 'won', '2026-05-19', 'new'),
    ];
    const company = emptyCompany(ASOF, deals);
    const period = periodUpTo('week', ASOF);
    const changes = changesOf(company, company, period, periodBefore(period), {
      reportedChange: 0,
      changes: 9,
      rankedUpTo: 10,
      namedDeals: 1,
    });
    const [kpi] = measureKpis(company, period, { only: ['win-rate'] });
    expect(changes.find((c) => c.id === 'win-rate')).toMatchObject({ now: kpi!.value, before: 1 });
    expect(kpi!.value).toBe(0.5);
    expect(changes.find((c) => c.id === 'won-value')?.why).toContain('1 more deal won');
  });
});

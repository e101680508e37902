import { classifyAsOf, emptyCompany, measureKpis, periodUpTo, wonYardstick, type DealAsOf } from '.';
import { dealOn } from '../../testing/deals';

const ASOF = '2026-05-29';
/** 40 wins a segment: the small ones within 30 days, the large ones within 100; one took 160. */
const won: DealAsOf[] = ['small', 'large'].flatMap((segment) =>
  Array.from({ length: 40 }, (_, i) =>
    dealOn(`${segment}${i}`, '2025-01-01', {
      segment,
      outcome: 'won',
      closedOn: segment === 'small' ? '2025-01-31' : i === 0 ? '2025-06-10' : '2025-04-11',
    }),
  ),
);
const open = (id: string, segment: string | null, since: string, engagedOn = '2026-03-01') =>
  dealOn(id, engagedOn, { segment, stages: [{ subStage: '4.2', from: since }], subStage: '4.2' });

describe('standing of a deal', () => {
  const yardstick = wonYardstick(won);
  const standing = (d: DealAsOf) => classifyAsOf(d, yardstick, ASOF).standing;

  it('stalls by the P80 of its segment, else of the company', () => {
    expect(standing(open('a', 'small', '2026-04-20'))).toBe('stalled');
    expect(standing(open('b', 'large', '2026-04-20'))).toBe('active');
    expect(standing(open('c', null, '2026-04-20'))).toBe('active');
  });

  it('is dead by the oldest deal the whole company won, whatever its segment won', () => {
    expect(standing(open('d', 'small', '2026-05-20', '2026-01-01'))).toBe('active');
    expect(standing(open('e', 'small', '2026-05-20', '2025-12-01'))).toBe('dead');
  });

  it('is counted the same in the KPI', () => {
    const deals = [...won, open('a', 'small', '2026-04-20'), open('b', 'large', '2026-04-20')];
    const [kpi] = measureKpis(emptyCompany(ASOF, deals), periodUpTo('all', ASOF), { only: ['open-deals'] });
    expect(kpi?.beside.find((b) => b.name === 'stalled')?.value).toBe(1);
  });
});

import { emptyCompany, type DealAsOf } from '@salesagent/canon/kpi';
import { addDays } from '@salesagent/canon/sales/clock';
import { fitCurve, winCurve } from './curve';
import { makeForecast } from './forecast';
import { gradedDays, GRADED_QUARTERS } from './grade';
import { Random } from './random';

const deal = (id: string, engagedOn: string, closedOn: string | null, outcome: 'won' | 'lost' | null): DealAsOf => ({
  id,
  name: null,
  createdOn: engagedOn,
  engagedOn,
  closedOn,
  outcome,
  subStage: outcome ? '5.3' : '4.1',
  stages: [],
  amount: outcome === 'won' ? 100 : null,
  oneOffAmount: null,
  termMonths: null,
  currency: null,
  accountId: null,
  ownerId: null,
  productId: null,
  segment: null,
  type: null,
  expectedCloseDate: null,
});

describe('hazards of winning and losing', () => {
  it('recovers the share that is won when every deal closes within the window', () => {
    const deals = Array.from({ length: 400 }, (_, i) => {
      const start = addDays('2023-01-01', i);
      return deal(`d${i}`, start, addDays(start, 20 + (i % 11)), i % 4 === 0 ? 'lost' : 'won');
    });
    const curve = winCurve(emptyCompany('2024-06-30', deals))!;
    expect(curve.company.winByAge[0]).toBeCloseTo(0.75, 1);
  });

  it('lets deals that began before the history of closings enter at the age they had then', () => {
    const old = deal('old', '2022-01-01', '2023-01-20', 'won');
    const others = Array.from({ length: 50 }, (_, i) => deal(`d${i}`, '2023-01-10', addDays('2023-02-01', i), 'won'));
    const { spells } = fitCurve(emptyCompany('2023-12-31', [old, ...others]));
    expect(spells.find((s) => s.deal.id === 'old')).toMatchObject({ entry: spells[0]!.exit, outcome: 'won' });
  });

  it('counts no closing that is dated after the day, and forecasts all the same', () => {
    const past = Array.from({ length: 60 }, (_, i) => {
      const start = addDays('2023-01-01', i);
      return deal(`d${i}`, start, addDays(start, 30), i % 3 === 0 ? 'lost' : 'won');
    });
    const ahead = deal('ahead', '2023-03-10', '2024-03-01', 'won');
    const { spells, exposure } = fitCurve(emptyCompany('2023-04-30', [...past, ahead]));
    expect(spells.find((s) => s.deal.id === 'ahead')?.outcome).toBeNull();
    expect(exposure).toMatchObject({ won: 40, oldestWon: 30 });
    expect(makeForecast(emptyCompany('2023-04-30', [...past, ahead])).outcome.status).toBe('ok');
  });

  it('grades the newest quarters only, however old the first date is', () => {
    const typo = deal('typo', '0202-01-10', null, null);
    const days = gradedDays(emptyCompany('2023-12-31', [typo]));
    expect(days.length).toBeLessThanOrEqual(3 * (GRADED_QUARTERS + 1));
    expect(days.at(-1)?.asOf).toBe('2023-12-31');
  });

  it('asks for more won deals before it forecasts', () => {
    const { outcome } = makeForecast(emptyCompany('2023-12-31', [deal('a', '2023-01-10', '2023-02-01', 'won')]));
    expect(outcome).toMatchObject({
      status: 'not-enough-data',
      reason: expect.stringContaining('Only 1 deal was won'),
    });
  });
});

describe('random numbers', () => {
  it('repeat for a seed and have the mean that was asked', () => {
    const draw = (seed: string): number[] =>
      Array.from(
        { length: 5 },
        (
          (r) => () =>
            r.next()
        )(new Random(seed)),
      );
    expect(draw('2017-12-31')).toEqual(draw('2017-12-31'));
    const random = new Random('x');
    const mean = Array.from({ length: 20_000 }, () => random.poisson(3)).reduce((a, b) => a + b, 0) / 20_000;
    expect(mean).toBeCloseTo(3, 1);
  });
});

import { isHeldOut, liftOf } from './hold-out';
import { differenceOfShares } from './wilson';

describe('what is left alone', () => {
  it('is a tenth of the subjects, the same ones each time', () => {
    const out = Array.from({ length: 10_000 }, (_, i) => isHeldOut('stage-progression', `opportunity/${i}`, 0.1));
    const n = out.filter(Boolean).length;
    expect(n).toBeGreaterThan(900);
    expect(n).toBeLessThan(1_100);
    expect(isHeldOut('stage-progression', 'opportunity/7', 0.1)).toBe(out[7]);
  });

  it('gives a lift with its interval, as Newcombe’s example has it', () => {
    const { difference, lower, upper } = differenceOfShares({ hits: 56, n: 70 }, { hits: 48, n: 80 });
    expect([difference, lower, upper].map((x) => x.toFixed(4))).toEqual(['0.2000', '0.0524', '0.3339']);
    expect(liftOf({ hits: 56, n: 70 }, { hits: 48, n: 80 })).toMatchObject({ measured: true, difference });
  });

  it('says what it lacks to be measured', () => {
    expect(liftOf({ hits: 3, n: 31 }, { hits: 0, n: 4 })).toMatchObject({
      measured: false,
      why: 'not measurable yet: 4 of 20 left alone',
    });
  });
});

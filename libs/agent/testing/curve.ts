import type { SegmentCurve, WinCurve } from '@salesagent/canon/events';

/** A fitted curve with round numbers: half of all deals are won, none after 138 days, P80 of won 93 days. */
export function winCurve(company: Partial<SegmentCurve> = {}, segments: WinCurve['segments'] = {}): WinCurve {
  return {
    curveVersion: 'curve-1',
    asOf: '2017-12-31',
    company: {
      n: 6711,
      won: 4238,
      lost: 2473,
      oldestWonDays: 138,
      wonP80Days: 93,
      medianWonDays: 57,
      winByAge: Array.from({ length: 139 }, (_, age) => Math.max(0.02, 0.5 + age / 1000)),
      season: [
        { month: 1, multiplier: 0.7, n: 1800, winRate: 0.49 },
        { month: 2, multiplier: 0.9, n: 2100, winRate: 0.547 },
        { month: 3, multiplier: 1.6, n: 2811, winRate: 0.8065 },
      ],
      meanWonValue: 2361,
      ...company,
    },
    segments,
  };
}

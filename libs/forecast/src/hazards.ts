import type { Exposure } from './exposure';

/**
 * Competing risks: the chance a day that an open deal of an age is won, and that it is lost, with the month of the
 * fiscal quarter as a multiplier. Discrete-time hazards; base and season are fitted in turn.
 */
export interface Hazards {
  /** Chance a day by age in days, before season. Past the last age nothing was ever observed: 0. */
  won: Float64Array;
  lost: Float64Array;
  /** Multipliers by month of the quarter over all ages, and the closings seen in it. */
  season: { won: number; lost: number; n: number }[];
  /** Chance a day by [month of quarter][age], season included. */
  wonIn: Float64Array[];
  lostIn: Float64Array[];
}

/**
 * How season acts: not at all, by one multiplier for all ages, or by one that may differ with age where there are
 * closings enough to tell (shrunk to the common one where there are not).
 */
export type SeasonModel = 'none' | 'proportional' | 'by age';

/** Days on each side over which neighbouring ages lend each other weight (triangular kernel). */
const SMOOTH_DAYS = 3;
/** The same for the season of an age: it has a third of the closings, so it looks further. */
const SEASON_SMOOTH_DAYS = 7;
/** A multiplier is drawn towards its parent as if this many further closings had happened at the parent's rate. */
const SEASON_PRIOR = 25;
const LOCAL_SEASON_PRIOR = 10;
const ROUNDS = 8;

function smooth(counts: Float64Array, radius: number): Float64Array {
  const out = new Float64Array(counts.length);
  for (let a = 0; a < counts.length; a++) {
    let sum = 0;
    for (let at = a > radius ? a - radius : 0; at <= a + radius && at < counts.length; at++) {
      sum += (1 - (at > a ? at - a : a - at) / (radius + 1)) * (counts[at] as number);
    }
    out[a] = sum;
  }
  return out;
}

const total = (values: Float64Array): number => values.reduce((a, b) => a + b, 0);

function sumMonths(tables: Float64Array[], weights: readonly number[]): Float64Array {
  const out = new Float64Array(tables[0]?.length ?? 0);
  tables.forEach((months, m) => months.forEach((v, a) => (out[a]! += v * (weights[m] as number))));
  return out;
}

interface Fitted {
  base: Float64Array;
  season: number[];
  byMonth: Float64Array[];
}

function fitOutcome(atRisk: Float64Array[], events: Float64Array[], model: SeasonModel, oldest: number): Fitted {
  const counted = smooth(sumMonths(events, [1, 1, 1]), SMOOTH_DAYS);
  const rate = (days: Float64Array): Float64Array =>
    counted.map((c, a) => (a <= oldest && (days[a] as number) > 0 ? Math.min(0.95, c / (days[a] as number)) : 0));
  let season = [1, 1, 1];
  let base = rate(smooth(sumMonths(atRisk, season), SMOOTH_DAYS));
  for (let round = 0; model !== 'none' && round < ROUNDS; round++) {
    season = atRisk.map((days, m) => {
      const expected = days.reduce((sum, d, a) => sum + d * (base[a] as number), 0);
      return (total(events[m] as Float64Array) + SEASON_PRIOR) / (expected + SEASON_PRIOR);
    });
    base = rate(smooth(sumMonths(atRisk, season), SMOOTH_DAYS));
  }
  const byMonth = season.map((common, m) => {
    if (model !== 'by age') return base.map((h) => h * common);
    const seen = smooth(events[m] as Float64Array, SEASON_SMOOTH_DAYS);
    const expected = smooth(
      (atRisk[m] as Float64Array).map((d, a) => d * (base[a] as number)),
      SEASON_SMOOTH_DAYS,
    );
    return base.map((h, a) => {
      const [s, e] = [seen[a] as number, expected[a] as number];
      return (h * (s + LOCAL_SEASON_PRIOR * common)) / (e + LOCAL_SEASON_PRIOR);
    });
  });
  return { base, season, byMonth };
}

export function fitHazards(exposure: Exposure, model: SeasonModel = 'by age'): Hazards {
  const won = fitOutcome(exposure.atRisk, exposure.wonAt, model, exposure.oldestWon ?? -1);
  const lost = fitOutcome(exposure.atRisk, exposure.lostAt, model, exposure.ages);
  return {
    won: won.base,
    lost: lost.base,
    season: [0, 1, 2].map((m) => ({
      won: won.season[m] as number,
      lost: lost.season[m] as number,
      n: (exposure.wonIn[m] as number) + (exposure.lostIn[m] as number),
    })),
    wonIn: won.byMonth,
    lostIn: lost.byMonth,
  };
}

/** Multipliers on the hazards, e.g. of a segment, or of a simulated shock. */
export interface Tilt {
  won: number;
  lost: number;
}
export const NO_TILT: Tilt = { won: 1, lost: 1 };

/** Chance of winning and of losing on one day; together never above 1. */
export function onDay(h: Hazards, age: number, month: number, tilt: Tilt): [won: number, lost: number] {
  const won = ((h.wonIn[month] as Float64Array)[age] ?? 0) * tilt.won;
  const lost = ((h.lostIn[month] as Float64Array)[age] ?? 0) * tilt.lost;
  const sum = won + lost;
  return sum > 1 ? [won / sum, lost / sum] : [won, lost];
}

/**
 * P(win eventually | open at the end of this age), index = age in days, without season. 0 from the oldest won age
 * on: nothing older has ever been won.
 */
export function winByAge(h: Hazards, oldestWon: number | null, tilt: Tilt = NO_TILT): number[] {
  if (oldestWon === null) return [];
  const out = new Array<number>(oldestWon + 1).fill(0);
  for (let age = oldestWon - 1; age >= 0; age--) {
    const won = Math.min(1, (h.won[age + 1] as number) * tilt.won);
    const lost = Math.min(1 - won, (h.lost[age + 1] as number) * tilt.lost);
    out[age] = won + (1 - won - lost) * (out[age + 1] as number);
  }
  return out;
}

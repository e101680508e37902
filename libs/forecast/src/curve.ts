import {
  agesFor,
  mean,
  median,
  SEGMENT_MIN_WON,
  wonAgesInDays,
  wonYardstick,
  type CompanyAsOf,
  type DealAsOf,
  type WonAges,
} from '@salesagent/canon/kpi';
import type { SegmentCurve, WinCurve } from '@salesagent/canon/events';
import { dayNumber } from './calendar';
import { exposureOf, spellsOf, type Exposure, type Spell } from './exposure';
import { fitHazards, winByAge, NO_TILT, type Hazards, type SeasonModel, type Tilt } from './hazards';
import { fnv1a } from './random';

/** A segment's hazards are drawn towards the company's as if this many further closings had been usual. */
const SEGMENT_PRIOR = 30;

export interface FittedCurve {
  exposure: Exposure;
  hazards: Hazards;
  spells: Spell[];
  /** Shrunk multipliers on the company's hazards, by segment. */
  segments: Map<string, Tilt>;
}

export function fitCurve(company: CompanyAsOf, model: SeasonModel = 'by age'): FittedCurve {
  const spells = spellsOf(company.deals, company.asOf);
  const exposure = exposureOf(spells, company.fiscalYearStartMonth, dayNumber(company.asOf));
  const hazards = fitHazards(exposure, model);
  const segments = new Map<string, Tilt>();
  for (const [segment, own] of bySegment(spells)) segments.set(segment, tiltOf(own, hazards, exposure.ages, company));
  return { exposure, hazards, spells, segments };
}

function bySegment(spells: readonly Spell[]): [string, Spell[]][] {
  const groups = new Map<string, Spell[]>();
  for (const s of spells) {
    if (s.deal.segment === null) continue;
    const group = groups.get(s.deal.segment);
    if (group) group.push(s);
    else groups.set(s.deal.segment, [s]);
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Observed over expected wins and losses of some deals under the company's hazards, shrunk towards 1. */
export function tiltOf(
  spells: readonly Spell[],
  hazards: Hazards,
  ages: number,
  company: CompanyAsOf,
  level: Tilt = NO_TILT,
  asOf = dayNumber(company.asOf),
): Tilt {
  const own = exposureOf(spells, company.fiscalYearStartMonth, asOf);
  const seen = (tables: Float64Array[]): number => tables.reduce((a, t) => a + t.reduce((x, y) => x + y, 0), 0);
  const expected = { won: 0, lost: 0 };
  own.atRisk.forEach((days, m) => {
    for (let a = 0; a < Math.min(days.length, ages); a++) {
      expected.won += (days[a] as number) * ((hazards.wonIn[m] as Float64Array)[a] as number) * level.won;
      expected.lost += (days[a] as number) * ((hazards.lostIn[m] as Float64Array)[a] as number) * level.lost;
    }
  });
  return {
    won: (seen(own.wonAt) + SEGMENT_PRIOR) / (expected.won + SEGMENT_PRIOR),
    lost: (seen(own.lostAt) + SEGMENT_PRIOR) / (expected.lost + SEGMENT_PRIOR),
  };
}

const six = (x: number): number => Math.round(x * 1e6) / 1e6;

function segmentCurve(
  deals: readonly DealAsOf[],
  spells: readonly Spell[],
  fitted: FittedCurve,
  tilt: Tilt | undefined,
  yardstick: WonAges,
  parent?: SegmentCurve,
): SegmentCurve {
  const ages = wonAgesInDays(deals);
  const ownAges = parent === undefined || ages.length >= SEGMENT_MIN_WON;
  const values = deals.flatMap((d) => (d.outcome === 'won' && d.amount !== null ? [d.amount] : []));
  const own = tilt ? spells.filter((s) => s.outcome) : spells;
  const won = own.filter((s) => s.outcome === 'won').length;
  const lost = own.filter((s) => s.outcome === 'lost').length;
  const odds = (won + 1) / (lost + 1);
  return {
    n: spells.length,
    won,
    lost,
    ...yardstick,
    medianWonDays: ownAges ? median(ages) : parent.medianWonDays,
    winByAge: winByAge(fitted.hazards, yardstick.oldestWonDays, tilt).map(six),
    season: parent?.season ?? seasonOf(fitted, odds),
    meanWonValue: mean(values) ?? parent?.meanWonValue ?? null,
  };
}

/** Win odds of closings in each month of the quarter against the odds of all closings, shrunk by one deal each. */
function seasonOf(fitted: FittedCurve, odds: number): SegmentCurve['season'] {
  return [0, 1, 2].map((m) => {
    const [won, lost] = [fitted.exposure.wonIn[m] as number, fitted.exposure.lostIn[m] as number];
    const n = won + lost;
    return {
      month: m + 1,
      multiplier: n === 0 ? 1 : six((won + 1) / (lost + 1) / odds),
      n,
      winRate: n === 0 ? 0 : six(won / n),
    };
  });
}

/** The curve as it is published to the agents, versioned by what it says. Null when no deal was won yet. */
export function winCurve(company: CompanyAsOf, fitted: FittedCurve = fitCurve(company)): WinCurve | null {
  if (fitted.exposure.won === 0) return null;
  const yardstick = wonYardstick(company.deals);
  const curve = segmentCurve(company.deals, fitted.spells, fitted, undefined, agesFor(yardstick, null));
  const segments: WinCurve['segments'] = {};
  for (const [segment, tilt] of fitted.segments) {
    segments[segment] = segmentCurve(
      company.deals.filter((d) => d.segment === segment),
      fitted.spells.filter((s) => s.deal.segment === segment),
      fitted,
      tilt,
      agesFor(yardstick, segment),
      curve,
    );
  }
  const body = { asOf: company.asOf, company: curve, segments };
  return { curveVersion: `${company.asOf}.${fnv1a(JSON.stringify(body)).toString(16).padStart(8, '0')}`, ...body };
}

/** The curve to publish: an empty one says that nothing is known yet, so that nobody waits for it. */
export function publishableCurve(company: CompanyAsOf): WinCurve {
  const curve = winCurve(company);
  if (curve) return curve;
  const { spells, exposure } = fitCurve(company);
  const { lost } = exposure;
  const empty = {
    oldestWonDays: null,
    wonP80Days: null,
    medianWonDays: null,
    winByAge: [],
    season: [],
    meanWonValue: null,
  };
  return {
    curveVersion: `${company.asOf}.empty`,
    asOf: company.asOf,
    company: { n: spells.length, won: 0, lost, ...empty },
    segments: {},
  };
}

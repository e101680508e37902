import { QuarterCalendar } from './calendar';
import type { FittedCurve } from './curve';
import { NO_TILT, type Hazards, type Tilt } from './hazards';
import type { OpenDeal, Pipeline } from './pipeline';
import { Random } from './random';
import type { ForecastRules, Shocks } from './shocks';

export interface Simulated {
  /** Won value of the period in each run, ascending; without what was won before it began to be simulated. */
  totals: Float64Array;
  mean: { open: number; created: number; openDeals: number; createdDeals: number };
}

/**
 * Runs the rest of a period day by day. Each run draws one shock for all deals (a good or a bad quarter), one for
 * the rate of new engagements, and one for each month of the quarter that no closing has ever been seen in; then
 * each deal is won, lost or slips past the end by its own hazards.
 */
export function simulate(
  fitted: FittedCurve,
  pipeline: Pipeline,
  shocks: Shocks,
  rules: ForecastRules,
  startMonth: number,
  seed: string,
  /** Day numbers: the first and last simulated day. */
  from: number,
  to: number,
  /** Segments whose own hazards are used; empty when segment does not help. */
  tilts: ReadonlyMap<string, Tilt> = new Map(),
): Simulated {
  const random = new Random(seed);
  const calendar = new QuarterCalendar(from, to, startMonth);
  const days = to - from + 1;
  const ages = fitted.exposure.ages + 1;
  const segments: [string | null, Tilt][] = [[null, NO_TILT], ...tilts];
  const tableOf = (segment: string | null): number =>
    Math.max(
      0,
      segments.findIndex(([s]) => s !== null && s === segment),
    );
  // Columns, not objects: this loop runs once a deal and run, millions of times.
  const age = Int32Array.from(pipeline.open, (d) => d.age);
  const table = Int32Array.from(pipeline.open, (d) => tableOf(d.segment));
  const totals = new Float64Array(rules.runs);
  const mean = { open: 0, created: 0, openDeals: 0, createdDeals: 0 };
  /** chance[segment][age]: won by the end, open on the evening before day one. fresh[day]: engaged on that day. */
  const chance = segments.map(() => new Float64Array(ages + 1));
  const fresh = new Float64Array(days);
  const months = [0, 1, 2].map(() => ({ won: new Float64Array(ages), stays: new Float64Array(ages) }));
  for (let run = 0; run < rules.runs; run++) {
    const common = random.shock(shocks.common);
    const unseen = fitted.hazards.season.map((s) => (s.n === 0 ? random.shock(rules.unseenMonthShock) : 1));
    segments.forEach(([, tilt], i) => {
      backwards(
        fitted,
        calendar,
        from,
        days,
        months,
        tilt,
        common,
        unseen,
        chance[i] as Float64Array,
        i === 0 ? fresh : null,
      );
    });
    let open = 0;
    for (let i = 0; i < age.length; i++) {
      if (random.next() >= ((chance[table[i] as number] as Float64Array)[age[i] as number] ?? 0)) continue;
      open += (pipeline.open[i] as OpenDeal).value ?? random.pick(pipeline.wonValues);
      mean.openDeals++;
    }
    const expected = shocks.creationRate * random.shock(shocks.creation) * fresh.reduce((a, b) => a + b, 0);
    const wins = random.poisson(expected);
    let created = 0;
    for (let i = 0; i < wins; i++) created += random.pick(pipeline.wonValues);
    mean.createdDeals += wins;
    mean.open += open;
    mean.created += created;
    totals[run] = open + created;
  }
  for (const key of ['open', 'created', 'openDeals', 'createdDeals'] as const) mean[key] /= rules.runs;
  return { totals: totals.sort(), mean };
}

/** Backward recursion over days and ages: P(won by the last day) = won today + survived today × P from tomorrow. */
function backwards(
  fitted: FittedCurve,
  calendar: QuarterCalendar,
  from: number,
  days: number,
  months: readonly Daily[],
  tilt: Tilt,
  common: number,
  unseen: readonly number[],
  chance: Float64Array,
  fresh: Float64Array | null,
): void {
  unseen.forEach((u, month) => {
    fillDaily(months[month] as Daily, fitted.hazards, month, { won: tilt.won * common * u, lost: tilt.lost });
  });
  chance.fill(0);
  for (let day = days - 1; day >= 0; day--) {
    const { won, stays } = months[calendar.month(from + day)] as Daily;
    // chance[a] is for deals of age a on the evening of this day; each of them was a − 1 the evening before.
    if (fresh) fresh[day] = (won[0] as number) + (stays[0] as number) * (chance[0] as number);
    for (let age = 1; age < won.length; age++) {
      chance[age - 1] = (won[age] as number) + (stays[age] as number) * (chance[age] as number);
    }
    chance[won.length - 1] = 0;
  }
}

interface Daily {
  won: Float64Array;
  stays: Float64Array;
}

/**
 * `onDay` for every age, written over what the run before left: fresh tables for each run would be garbage by the
 * gigabyte.
 */
function fillDaily({ won, stays }: Daily, hazards: Hazards, month: number, tilt: Tilt): void {
  const [wonIn, lostIn] = [hazards.wonIn[month] as Float64Array, hazards.lostIn[month] as Float64Array];
  for (let age = 0; age < won.length; age++) {
    const [w, l] = [(wonIn[age] ?? 0) * tilt.won, (lostIn[age] ?? 0) * tilt.lost];
    const sum = w + l;
    won[age] = sum > 1 ? w / sum : w;
    stays[age] = sum > 1 ? 1 - w / sum - l / sum : 1 - w - l;
  }
}

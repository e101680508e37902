import { ageStart, firstClose, type DealAsOf } from '@salesagent/canon/kpi';
import { dayNumber, QuarterCalendar } from './calendar';

/** How deals spent their days: at each age and month of the quarter, how many were at risk, won and lost. */
export interface Exposure {
  /** Deals with at least one day at risk. */
  deals: number;
  won: number;
  lost: number;
  /** Ages 0…ages−1, in days since engagement. */
  ages: number;
  /** Closings by month of the quarter, each counted once. */
  wonIn: [number, number, number];
  lostIn: [number, number, number];
  /** [month of quarter 0–2][age], weighted by how recent the day is. */
  atRisk: Float64Array[];
  wonAt: Float64Array[];
  lostAt: Float64Array[];
  oldestWon: number | null;
}

/** A deal's days at risk: from engagement, or from where the history of closings begins (delayed entry). */
export interface Spell {
  deal: DealAsOf;
  /** Day numbers; `exit` is the day of closing, or `asOf` while open. */
  start: number;
  entry: number;
  exit: number;
  outcome: 'won' | 'lost' | null;
}

/**
 * Spells of all engaged deals. A history that records closings only from some day on has already lost the deals
 * that closed before it: those still there enter the risk set at the age they had on that day.
 */
export function spellsOf(deals: readonly DealAsOf[], asOf: string): Spell[] {
  const first = firstClose(deals);
  if (first === null) return [];
  const [begins, ends] = [dayNumber(first), dayNumber(asOf)];
  const spells: Spell[] = [];
  for (const deal of deals) {
    if (deal.engagedOn === null && deal.outcome === null) continue;
    const from = ageStart(deal);
    if (from === null || (deal.outcome !== null && deal.closedOn === null)) continue;
    const start = dayNumber(from);
    // Nothing after the day is known; a closing dated later has not happened.
    const closed = deal.closedOn !== null && deal.closedOn <= asOf;
    const exit = closed ? dayNumber(deal.closedOn as string) : ends;
    const entry = Math.max(start, begins);
    if (exit >= entry && exit >= start) {
      spells.push({ deal, start, entry, exit, outcome: closed ? deal.outcome : null });
    }
  }
  return spells;
}

const table = (ages: number): Float64Array[] => [0, 1, 2].map(() => new Float64Array(ages));

/**
 * How deals are won drifts. A day 13 weeks ago counts half of today, so that the last quarters carry the curve while
 * every month of the quarter keeps a say.
 */
const HALF_LIFE_DAYS = 91;

/** `asOf` is the day number that weights count back from. */
export function exposureOf(spells: readonly Spell[], startMonth: number, asOf: number): Exposure {
  let oldestWon: number | null = null;
  let oldestClosed = 0;
  let [low, high] = [Infinity, -Infinity];
  for (const s of spells) {
    if (s.outcome) oldestClosed = Math.max(oldestClosed, s.exit - s.start);
    if (s.outcome === 'won') oldestWon = Math.max(oldestWon ?? 0, s.exit - s.start);
    low = Math.min(low, s.entry);
    high = Math.max(high, s.exit);
  }
  const ages = oldestClosed + 1;
  const exposure: Exposure = {
    deals: spells.length,
    won: 0,
    lost: 0,
    ages,
    atRisk: table(ages),
    wonAt: table(ages),
    lostAt: table(ages),
    oldestWon,
    wonIn: [0, 0, 0],
    lostIn: [0, 0, 0],
  };
  if (spells.length === 0) return exposure;
  const calendar = new QuarterCalendar(low, high, startMonth);
  const weight = Float64Array.from({ length: high - low + 1 }, (_, i) => 0.5 ** ((asOf - low - i) / HALF_LIFE_DAYS));
  for (const s of spells) {
    // Past the oldest closing nothing is ever observed, so those days carry no information.
    const last = Math.min(s.exit, s.start + ages - 1);
    for (let day = s.entry; day <= last; day++) {
      (exposure.atRisk[calendar.month(day)] as Float64Array)[day - s.start]! += weight[day - low] as number;
    }
    if (!s.outcome) continue;
    const counts = s.outcome === 'won' ? exposure.wonAt : exposure.lostAt;
    (counts[calendar.month(s.exit)] as Float64Array)[s.exit - s.start]! += weight[s.exit - low] as number;
    exposure[s.outcome]++;
    exposure[s.outcome === 'won' ? 'wonIn' : 'lostIn'][calendar.month(s.exit)]++;
  }
  return exposure;
}

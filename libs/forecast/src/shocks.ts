import { firstClose, type CompanyAsOf } from '@salesagent/canon/kpi';
import { dayNumber, dayString, QuarterCalendar } from './calendar';
import type { FittedCurve } from './curve';

/** Priors of the playbook (7-operations/forecast): how far a whole quarter may differ before anything is measured. */
export interface ForecastRules {
  runs: number;
  /** Won deals without which there is no forecast. */
  minimumWon: number;
  /** Standard deviation (log) of the win rate of a month against the curve, and of engagement against its rate. */
  commonShock: number;
  creationShock: number;
  /** The same for a month of the quarter in which no closing was ever seen. */
  unseenMonthShock: number;
  /** A prior counts as this many months of evidence. */
  priorMonths: number;
  /** Days over which the rate of new engagements is measured. */
  creationDays: number;
}

export const DEFAULT_RULES: ForecastRules = {
  runs: 2000,
  minimumWon: 30,
  commonShock: 0.12,
  creationShock: 0.2,
  unseenMonthShock: 0.3,
  priorMonths: 3,
  creationDays: 91,
};

export interface Shocks {
  common: number;
  creation: number;
  /** New engagements a day. */
  creationRate: number;
  /** Whole months the measurement rests on. */
  months: number;
}

const pooled = (prior: number, priorMonths: number, residuals: readonly number[]): number =>
  Math.sqrt(
    (priorMonths * prior * prior + residuals.reduce((a, r) => a + r * r, 0)) / (priorMonths + residuals.length),
  );

/**
 * How much whole months have differed from what the curve and the rate of engagement would have said, pooled with
 * the playbook's prior. What makes all deals of a quarter better or worse together cannot be averaged away by
 * having many deals, so it is what the width of the forecast comes from.
 */
export function shocksOf(company: CompanyAsOf, fitted: FittedCurve, rules: ForecastRules): Shocks {
  const first = firstClose(company.deals);
  const end = dayNumber(company.asOf);
  const begin = first === null ? end : dayNumber(first);
  const calendar = new QuarterCalendar(begin, end, company.fiscalYearStartMonth);
  const observed = new Map<string, { won: number; expected: number; engaged: number; days: number }>();
  const at = (day: number) => {
    const key = dayString(day).slice(0, 7);
    const month = observed.get(key) ?? { won: 0, expected: 0, engaged: 0, days: 0 };
    observed.set(key, month);
    return month;
  };
  const months: ReturnType<typeof at>[] = [];
  for (let day = begin; day <= end; day++) {
    const month = at(day);
    month.days++;
    months.push(month);
  }
  const { hazards, exposure } = fitted;
  const recent = Math.max(begin, end - rules.creationDays + 1);
  let engaged = 0;
  for (const s of fitted.spells) {
    if (s.start >= begin) (months[s.start - begin] as { engaged: number }).engaged++;
    if (s.start >= recent) engaged++;
    for (let day = s.entry; day <= Math.min(s.exit, s.start + exposure.ages - 1); day++) {
      (months[day - begin] as { expected: number }).expected += (hazards.wonIn[calendar.month(day)] as Float64Array)[
        day - s.start
      ] as number;
    }
    if (s.outcome === 'won') (months[s.exit - begin] as { won: number }).won++;
  }
  const whole = [...observed.values()].filter((m) => m.days >= 28 && m.expected > 0);
  const rate =
    whole.reduce((a, m) => a + m.engaged, 0) /
    Math.max(
      1,
      whole.reduce((a, m) => a + m.days, 0),
    );
  return {
    common: pooled(
      rules.commonShock,
      rules.priorMonths,
      whole.map((m) => Math.log((m.won + 1) / (m.expected + 1))),
    ),
    creation: pooled(
      rules.creationShock,
      rules.priorMonths,
      rate > 0 ? whole.map((m) => Math.log((m.engaged + 1) / (rate * m.days + 1))) : [],
    ),
    creationRate: engaged / Math.max(1, end - recent + 1),
    months: whole.length,
  };
}

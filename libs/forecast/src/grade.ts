import { fiscalQuarter, sum, within, type CompanyAsOf, type PastForecast, type Period } from '@salesagent/canon/kpi';
import { addDays } from '@salesagent/canon/sales/clock';
import { makeForecast, type Forecast } from './forecast';
import { DEFAULT_RULES, type ForecastRules } from './shocks';

/** A past forecast beside what happened. */
export interface Grade {
  asOf: string;
  period: Period & { from: string };
  /** Day of the quarter it was made for: 1 = made the evening before the quarter began. */
  day: number;
  forecast: Forecast;
  /** Won value of the quarter, null while it is not over. */
  actual: number | null;
}

/** Days of the quarter on which forecasts are graded. */
export const GRADED_DAYS = [1, 30, 60] as const;

/** Quarters that are looked back at: a date typed wrong by centuries must not ask for thousands of replays. */
export const GRADED_QUARTERS = 12;

export type GradedDay = Omit<Grade, 'forecast'>;

/**
 * The days up to `now.asOf` that forecasts are graded on, with the actual where it is known: of the quarters since deals
 * are engaged, the newest `GRADED_QUARTERS`.
 */
export function gradedDays(now: CompanyAsOf): GradedDay[] {
  const { asOf, fiscalYearStartMonth } = now;
  const start = now.deals.reduce<string | null>(
    (first, d) => (d.engagedOn && (first === null || d.engagedOn < first) ? d.engagedOn : first),
    null,
  );
  if (start === null) return [];
  const days: GradedDay[] = [];
  const after = (period: Period) => fiscalQuarter(addDays(period.to, 1), fiscalYearStartMonth);
  const earliest = addDays(fiscalQuarter(addDays(asOf, 1), fiscalYearStartMonth).from, -92 * GRADED_QUARTERS);
  const begins = fiscalQuarter(start > earliest ? start : earliest, fiscalYearStartMonth);
  for (let quarter = after(begins); quarter.from <= addDays(asOf, 1); quarter = after(quarter)) {
    const won = now.deals.filter((d) => d.outcome === 'won' && within(d.closedOn, quarter));
    const actual = quarter.to <= asOf ? sum(won.map((d) => d.amount ?? 0)) : null;
    for (const day of GRADED_DAYS) {
      const made = addDays(quarter.from, day - 2);
      if (made <= asOf) days.push({ asOf: made, period: quarter, day, actual });
    }
  }
  return days;
}

/** Replays the forecast as of every graded day, each from what was known on that day, and puts the actual beside it. */
export function gradePast(
  companyAt: (day: string) => CompanyAsOf,
  asOf: string,
  rules: ForecastRules = DEFAULT_RULES,
): Grade[] {
  return gradedDays(companyAt(asOf)).map((d) => ({ ...d, forecast: makeForecast(companyAt(d.asOf), rules) }));
}

export interface GradeSummary {
  of: string;
  n: number;
  covered: number;
  coverage: number | null;
  /** Σ(P50 − actual) ÷ Σ actual. */
  bias: number | null;
  /** Σ|P50 − actual| ÷ Σ actual. */
  wape: number | null;
  naiveWape: number | null;
}

export function summarise(of: string, grades: readonly Grade[]): GradeSummary {
  const graded = grades.flatMap((g) =>
    g.forecast.outcome.status === 'ok' && g.actual !== null
      ? [{ ...g.forecast.outcome, actual: g.actual, naive: g.forecast.naive.value }]
      : [],
  );
  const n = graded.length;
  const actual = sum(graded.map((g) => g.actual));
  const covered = graded.filter((g) => g.p10 <= g.actual && g.actual <= g.p90).length;
  const share = (v: number): number | null => (n === 0 || actual === 0 ? null : v / actual);
  return {
    of,
    n,
    covered,
    coverage: n === 0 ? null : covered / n,
    bias: share(sum(graded.map((g) => g.p50 - g.actual))),
    wape: share(sum(graded.map((g) => Math.abs(g.p50 - g.actual)))),
    naiveWape: graded.some((g) => g.naive === null)
      ? null
      : share(sum(graded.map((g) => Math.abs((g.naive ?? 0) - g.actual)))),
  };
}

/** For the KPI `forecast-accuracy`. */
export function pastForecasts(grades: readonly Grade[]): PastForecast[] {
  return grades.flatMap((g) =>
    g.forecast.outcome.status === 'ok' && g.actual !== null && g.actual > 0
      ? [{ day: g.day, p50: g.forecast.outcome.p50, naive: g.forecast.naive.value, actual: g.actual }]
      : [],
  );
}

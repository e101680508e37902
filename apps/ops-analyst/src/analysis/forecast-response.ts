import { percent, count, money } from './words';
import { summarise, type Forecast, type Grade, type SignalTest } from '@salesagent/forecast';
import type { BacktestResponse, ForecastResponse } from '../api/forecast.schema';
import { intervals } from './charts';

export function forecastResponse(
  forecast: Forecast,
  signals: readonly SignalTest[],
  currency: string,
): ForecastResponse {
  const { outcome, pipeline, period, asOf, curve } = forecast;
  const ok = outcome.status === 'ok' ? outcome : null;
  const value = forecast.naive.value === null ? null : Math.round(forecast.naive.value);
  return {
    status: outcome.status,
    reason: outcome.status === 'ok' ? null : outcome.reason,
    asOf,
    horizon: 'quarter',
    period,
    currency,
    p10: ok?.p10 ?? null,
    p50: ok?.p50 ?? null,
    p90: ok?.p90 ?? null,
    wonSoFar: forecast.wonSoFar,
    naive: { value, how: forecast.naive.how },
    mean: ok?.mean ?? null,
    parts: ok
      ? [
          { part: 'won so far', mean: forecast.wonSoFar, deals: forecast.wonSoFarDeals },
          { part: 'open deals', mean: ok.open, deals: ok.openDeals },
          { part: 'pipeline not yet created', mean: ok.created, deals: ok.createdDeals },
        ]
      : [],
    open: {
      engaged: pipeline.open.length + pipeline.dead,
      live: pipeline.open.length,
      dead: pipeline.dead,
      prospecting: pipeline.prospecting,
      ownValue: pipeline.ownValue,
      listPrice: pipeline.listPrice,
      drawn: pipeline.drawn,
    },
    curve: curve && {
      version: curve.curveVersion,
      n: curve.company.n,
      won: curve.company.won,
      lost: curve.company.lost,
      oldestWonDays: curve.company.oldestWonDays,
      wonP80Days: curve.company.wonP80Days,
      medianWonDays: curve.company.medianWonDays,
      winByAge: curve.company.winByAge,
      season: curve.company.season,
    },
    signals: [...signals],
    simulation: { runs: forecast.runs, seed: forecast.seed, shock: ok?.shock ?? 0 },
    notes: forecast.notes,
    chart: ok
      ? intervals(
          [{ label: period.label, p10: ok.p10, p50: ok.p50, p90: ok.p90, actual: null, naive: value }],
          currency,
          `${period.label}: P10 ${money(ok.p10, currency)}, P50 ${money(ok.p50, currency)}, P90 ${money(ok.p90, currency)}.`,
        )
      : null,
  };
}

export function backtestResponse(
  grades: readonly Grade[],
  signals: readonly SignalTest[],
  asOf: string,
  currency: string,
): BacktestResponse {
  const rows = grades.map((g): BacktestResponse['grades'][number] => {
    const ok = g.forecast.outcome.status === 'ok' ? g.forecast.outcome : null;
    const graded = ok !== null && g.actual !== null && g.actual > 0;
    const naive = g.forecast.naive.value === null ? null : Math.round(g.forecast.naive.value);
    const off = (v: number | null): number | null =>
      graded && v !== null ? (v - (g.actual as number)) / (g.actual as number) : null;
    return {
      asOf: g.asOf,
      period: g.period,
      day: g.day,
      status: ok === null ? 'not-enough-data' : g.actual === null ? 'not-over-yet' : 'graded',
      reason: g.forecast.outcome.status === 'ok' ? null : g.forecast.outcome.reason,
      p10: ok?.p10 ?? null,
      p50: ok?.p50 ?? null,
      p90: ok?.p90 ?? null,
      actual: g.actual,
      naive,
      covered: graded && ok ? ok.p10 <= (g.actual as number) && (g.actual as number) <= ok.p90 : null,
      bias: off(ok?.p50 ?? null),
      naiveBias: off(naive),
      n: g.forecast.pipeline.open.length,
    };
  });
  const firstDay = grades.filter((g) => g.day === 1);
  const summary = [
    summarise('made the evening before the quarter (day 1)', firstDay),
    summarise('days 1, 30 and 60', grades),
  ];
  const all = summary[1] as (typeof summary)[number];
  const drawn = rows.filter((r) => r.p50 !== null);
  return {
    asOf,
    currency,
    grades: rows,
    summary,
    signals: [...signals],
    notes: [
      all.n === 0
        ? 'No forecast of a whole quarter can be graded yet.'
        : `${all.covered} of ${all.n} actuals lie within P10–P90 (80 % would be honest); WAPE ${percent(all.wape ?? 0)}, naive ${all.naiveWape === null ? 'not known' : percent(all.naiveWape)}; bias ${percent(all.bias ?? 0)}.`,
      `n = ${count(all.n)} graded forecasts is few: read the interval, not the percentage.`,
      'Each row is replayed from what was known on its day: later events and undated values are not seen.',
    ],
    chart:
      drawn.length === 0
        ? null
        : intervals(
            drawn.map((r) => ({
              label: `${r.asOf} → ${r.period.label}`,
              p10: r.p10 as number,
              p50: r.p50 as number,
              p90: r.p90 as number,
              actual: r.actual,
              naive: r.naive,
            })),
            currency,
            `Forecasts beside actuals: ${all.covered} of ${all.n} actuals within P10–P90.`,
          ),
  };
}

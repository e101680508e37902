import {
  firstClose,
  fiscalQuarter,
  nearestRank,
  sum,
  within,
  type CompanyAsOf,
  type Period,
} from '@salesagent/canon/kpi';
import { addDays } from '@salesagent/canon/sales/clock';
import type { WinCurve } from '@salesagent/canon/events';
import { dayNumber } from './calendar';
import { fitCurve, winCurve, type FittedCurve } from './curve';
import type { SeasonModel } from './hazards';
import { pipelineOf, type Pipeline } from './pipeline';
import { DEFAULT_RULES, shocksOf, type ForecastRules } from './shocks';
import { testSignals, type SignalTest } from './signals';
import { simulate } from './simulate';

export interface Forecast {
  asOf: string;
  /** The fiscal quarter that the day after `asOf` is in. */
  period: Period & { from: string };
  wonSoFar: number;
  wonSoFarDeals: number;
  naive: { value: number | null; how: string };
  pipeline: Pipeline;
  curve: WinCurve | null;
  seed: string;
  runs: number;
  /** Won value of the period: null when nothing can be said, with the reason. */
  outcome:
    | {
        status: 'ok';
        p10: number;
        p50: number;
        p90: number;
        mean: number;
        open: number;
        created: number;
        openDeals: number;
        createdDeals: number;
        shock: number;
      }
    | { status: 'not-enough-data'; reason: string };
  notes: string[];
}

/** Naive: each remaining day brings what a day of the last 13 weeks (since closings are recorded) brought. */
function naiveForecast(company: CompanyAsOf, period: Period & { from: string }, wonSoFar: number): Forecast['naive'] {
  const first = firstClose(company.deals);
  const how = 'won so far + remaining days × won value a day of the last 91 days (or since closings are recorded)';
  if (first === null) return { value: null, how };
  const since = [first, addDays(company.asOf, -90)].sort()[1] as string;
  const won = company.deals.filter(
    (d) => d.outcome === 'won' && within(d.closedOn, { ...period, from: since, to: company.asOf }),
  );
  const days = dayNumber(company.asOf) - dayNumber(since) + 1;
  const remaining = dayNumber(period.to) - dayNumber(company.asOf);
  return { value: wonSoFar + (sum(won.map((d) => d.amount ?? 0)) / days) * remaining, how };
}

/**
 * Won value of the fiscal quarter that the day after `asOf` is in, from nothing but what was known on `asOf`. The
 * simulation is seeded by the day alone and walks deals by id, so the same knowledge gives the same bytes.
 */
export function makeForecast(
  company: CompanyAsOf,
  rules: ForecastRules = DEFAULT_RULES,
  signals: readonly SignalTest[] = testSignals(company, 'of time and segment'),
): Forecast {
  const { asOf } = company;
  const tomorrow = addDays(asOf, 1);
  const period = fiscalQuarter(tomorrow, company.fiscalYearStartMonth);
  const soFar = company.deals.filter((d) => d.outcome === 'won' && within(d.closedOn, { ...period, to: asOf }));
  const wonSoFar = sum(soFar.map((d) => d.amount ?? 0));
  const verdict = (signal: string) => signals.find((s) => s.signal === signal)?.verdict;
  const fitted = fitCurve(company, seasonModel(signals));
  const pipeline = pipelineOf(company, fitted.exposure.oldestWon);
  const base = {
    asOf,
    period,
    wonSoFar,
    wonSoFarDeals: soFar.length,
    naive: naiveForecast(company, period, wonSoFar),
    pipeline,
    curve: winCurve(company, fitted),
    seed: asOf,
    runs: rules.runs,
  };
  const reason = tooLittle(company, fitted, rules);
  if (reason !== null) return { ...base, outcome: { status: 'not-enough-data', reason }, notes: [] };
  const shocks = shocksOf(company, fitted, rules);
  const tilts = verdict('segment') === 'used' ? fitted.segments : new Map();
  const { totals, mean } = simulate(
    fitted,
    pipeline,
    shocks,
    rules,
    company.fiscalYearStartMonth,
    asOf,
    dayNumber(tomorrow),
    dayNumber(period.to),
    tilts,
  );
  const at = (share: number): number => Math.round(wonSoFar + (nearestRank([...totals], share) as number));
  return {
    ...base,
    outcome: {
      status: 'ok',
      p10: at(0.1),
      p50: at(0.5),
      p90: at(0.9),
      mean: Math.round(wonSoFar + mean.open + mean.created),
      open: Math.round(mean.open),
      created: Math.round(mean.created),
      openDeals: Math.round(mean.openDeals * 10) / 10,
      createdDeals: Math.round(mean.createdDeals * 10) / 10,
      shock: Math.round(shocks.common * 1e4) / 1e4,
    },
    notes: notesOf(company, fitted, pipeline, rules),
  };
}

/** Season is used, shrunk, until a test out of time says that it does not help. */
function seasonModel(signals: readonly SignalTest[]): SeasonModel {
  const leftOut = (signal: string) => signals.some((s) => s.signal === signal && s.verdict === 'left out');
  return leftOut('season') ? 'none' : leftOut('season by age') ? 'proportional' : 'by age';
}

function tooLittle(company: CompanyAsOf, fitted: FittedCurve, rules: ForecastRules): string | null {
  const { won, lost } = fitted.exposure;
  if (won + lost === 0) {
    return `No deal has closed yet by ${company.asOf}: nothing is known about how deals are won here, so there is no forecast.`;
  }
  if (won < rules.minimumWon) {
    return `Only ${won} ${won === 1 ? 'deal was' : 'deals were'} won by ${company.asOf}; a forecast needs ${rules.minimumWon} (opportunity.closedAt).`;
  }
  return null;
}

const open = (n: number, one: string, many = one): string => `${n} open ${n === 1 ? `deal ${one}` : `deals ${many}`}`;

function notesOf(company: CompanyAsOf, fitted: FittedCurve, pipeline: Pipeline, rules: ForecastRules): string[] {
  const first = firstClose(company.deals) as string;
  const early = company.deals.some((d) => d.engagedOn !== null && d.engagedOn < first);
  const unseen = fitted.hazards.season.flatMap((s, m) => (s.n === 0 ? [m + 1] : []));
  return [
    pipeline.drawn > 0
      ? `${open(pipeline.drawn, 'had')} no known value on ${company.asOf}: each is drawn from the ${pipeline.wonValues.length} won values known by then.`
      : null,
    pipeline.listPrice > 0
      ? `${open(pipeline.listPrice, 'without a value', 'without a value')} priced at the product's list price, an estimate.`
      : null,
    pipeline.dead > 0
      ? `${open(pipeline.dead, 'is', 'are')} outside everything you have won (older than ${fitted.exposure.oldestWon} days): worth nothing in the forecast.`
      : null,
    pipeline.prospecting > 0
      ? `${pipeline.prospecting} prospecting ${pipeline.prospecting === 1 ? 'deal is' : 'deals are'} not engaged: counted as pipeline not yet created.`
      : null,
    early
      ? `Closings are recorded from ${first}: older deals enter the measurement at the age they had then (delayed entry).`
      : null,
    unseen.length > 0
      ? `No closing was ever seen in month ${unseen.join(' and ')} of a quarter: its level is unknown by ±${Math.round(rules.unseenMonthShock * 100)} % and widens the interval.`
      : null,
  ].filter((n): n is string => n !== null);
}

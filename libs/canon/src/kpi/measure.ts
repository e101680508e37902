import { wonYardstick } from './classify';
import type { CompanyAsOf } from './company';
import type { DealAsOf } from './deal';
import { accountsPerRep, activityToOpportunity, responseTime, t3Coverage } from './engagement';
import { unknownKpi, type Kpi, type KpiBody, type KpiId } from './kpi';
import * as outcomes from './outcomes';
import { fiscalQuarter, type Period } from './period';
import { retention, stageConversion } from './retention';
import { pipelineCoverage, salesVelocity, velocityChange } from './velocity';

/** Accuracy of past forecasts, from the backtest: |error| ÷ actual at a day of the quarter. */
export interface PastForecast {
  day: number;
  p50: number;
  naive: number | null;
  actual: number;
}

function forecastAccuracy(past: readonly PastForecast[]): KpiBody {
  const name = 'Forecast accuracy';
  const formula = '1 − |forecast − actual| ÷ actual at days 1, 30 and 60 of the quarter';
  const first = past.filter((p) => p.day === 1);
  if (first.length === 0) {
    return unknownKpi(
      'forecast-accuracy',
      name,
      'ratio',
      formula,
      'opportunity.closedAt',
      'No whole quarter has been forecast yet.',
    );
  }
  const accuracy = (rows: readonly PastForecast[], of: (p: PastForecast) => number): number => {
    const actual = rows.reduce((a, p) => a + p.actual, 0);
    return 1 - rows.reduce((a, p) => a + Math.abs(of(p) - p.actual), 0) / actual;
  };
  const graded = first.filter((p) => p.naive !== null);
  const at = (day: number) => past.filter((p) => p.day === day);
  const actual = first.reduce((a, p) => a + p.actual, 0);
  return {
    id: 'forecast-accuracy',
    name,
    value: accuracy(first, (p) => p.p50),
    unit: 'ratio',
    numerator: actual - first.reduce((a, p) => a + Math.abs(p.p50 - p.actual), 0),
    denominator: actual,
    n: first.length,
    formula,
    note: 'The forecast of ops-analyst, replayed as of each past day. Commits of reps and managers are not recorded.',
    beside: [
      {
        name: 'naive, day 1',
        value: graded.length ? accuracy(graded, (p) => p.naive as number) : null,
        unit: 'ratio',
        n: graded.length,
      },
      ...[30, 60].map((day) => ({
        name: `day ${day}`,
        value: at(day).length ? accuracy(at(day), (p) => p.p50) : null,
        unit: 'ratio' as const,
        n: at(day).length,
      })),
      {
        name: 'signed bias, day 1',
        value: first.reduce((a, p) => a + p.p50 - p.actual, 0) / actual,
        unit: 'ratio',
        n: first.length,
      },
    ],
  };
}

const cac = (): KpiBody =>
  unknownKpi(
    'cac',
    'Customer acquisition cost',
    'money',
    "loaded sales and marketing cost, lagged one cycle, agents' cost included ÷ new customers",
    'finance.salesAndMarketingCost',
    'No finance file is imported.',
  );

/** Measured of a group of deals; the others are measured of the whole company only. */
export const GROUPED_KPIS: readonly KpiId[] = [
  'won-deals',
  'lost-deals',
  'won-value',
  'open-deals',
  'win-rate',
  'cohort-win-rate',
  'sales-cycle',
  'acv',
  'sales-velocity',
];

export interface MeasureOptions {
  pastForecasts?: readonly PastForecast[];
  /** Only these, in the canonical order. */
  only?: readonly KpiId[];
}

/**
 * Every KPI of a company as of a day, in a fixed order. `yardstick` is the whole company when `company` holds a
 * group of its deals: a group's deals are dead or stalled by what the company has won.
 */
export function measureKpis(
  company: CompanyAsOf,
  period: Period,
  options: MeasureOptions = {},
  yardstick: CompanyAsOf = company,
): Kpi[] {
  const ages = wonYardstick(yardstick.deals);
  const formulas: [KpiId, () => KpiBody][] = [
    ['won-deals', () => outcomes.wonDeals(company, period)],
    ['lost-deals', () => outcomes.lostDeals(company, period)],
    ['won-value', () => outcomes.wonValue(company, period)],
    ['open-deals', () => outcomes.openDeals(company, period, ages)],
    ['win-rate', () => outcomes.winRate(company, period)],
    ['cohort-win-rate', () => outcomes.cohortWinRate(company, period, ages)],
    ['sales-cycle', () => outcomes.salesCycle(company, period)],
    ['acv', () => outcomes.averageContractValue(company, period)],
    ['sales-velocity', () => salesVelocity(company, period, ages)],
    ['pipeline-coverage', () => pipelineCoverage(company, period, ages)],
    ['cac', cac],
    ['activity-to-opportunity', () => activityToOpportunity(company, period)],
    ['response-time', () => responseTime(company, period)],
    ['nrr', () => retention(company, 'nrr')],
    ['grr', () => retention(company, 'grr')],
    ['forecast-accuracy', () => forecastAccuracy(options.pastForecasts ?? [])],
    ['stage-conversion', () => stageConversion(company, period, ages)],
    ['t3-coverage', () => t3Coverage(company)],
    ['accounts-per-rep', () => accountsPerRep(company)],
    ['velocity-change', () => velocityChange(company)],
  ];
  return formulas
    .filter(([id]) => !options.only || options.only.includes(id))
    .map(([, formula]) => {
      const body = formula();
      return { missing: null, note: null, beside: [], predicate: '', deals: [], ...body, asOf: company.asOf, period };
    });
}

export const GROUPINGS = ['region', 'rep', 'product', 'segment', 'quarter'] as const;
export type Grouping = (typeof GROUPINGS)[number];

/** Key of deals whose grouping value was not known by then. */
export const UNKNOWN_GROUP = 'unknown';

/** The group of a deal; by quarter it is the quarter of closing, for open deals that of engagement. */
export function groupKey(company: CompanyAsOf, by: Grouping): (deal: DealAsOf) => string {
  const regions = new Map(company.people.map((p) => [p.id, p.region]));
  switch (by) {
    case 'rep':
      return (d) => d.ownerId ?? UNKNOWN_GROUP;
    case 'region':
      return (d) => regions.get(d.ownerId ?? '') ?? UNKNOWN_GROUP;
    case 'product':
      return (d) => d.productId ?? UNKNOWN_GROUP;
    case 'segment':
      return (d) => d.segment ?? UNKNOWN_GROUP;
    case 'quarter':
      return (d) => {
        const day = d.closedOn ?? d.engagedOn ?? d.createdOn;
        return day ? fiscalQuarter(day, company.fiscalYearStartMonth).label : UNKNOWN_GROUP;
      };
  }
}

/** The grouped KPIs of each group, ordered by key with `unknown` last. */
export function measureGroups(
  company: CompanyAsOf,
  period: Period,
  by: Grouping,
  yardstick: CompanyAsOf = company,
): { key: string; kpis: Kpi[] }[] {
  const keyOf = groupKey(company, by);
  const groups = new Map<string, DealAsOf[]>();
  for (const deal of company.deals) {
    const key = keyOf(deal);
    const group = groups.get(key);
    if (group) group.push(deal);
    else groups.set(key, [deal]);
  }
  return [...groups]
    .sort(([a], [b]) => Number(a === UNKNOWN_GROUP) - Number(b === UNKNOWN_GROUP) || (a < b ? -1 : 1))
    .map(([key, deals]) => ({
      key,
      kpis: measureKpis({ ...company, deals }, period, { only: GROUPED_KPIS }, yardstick),
    }));
}

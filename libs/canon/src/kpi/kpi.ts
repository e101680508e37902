import type { DealAsOf } from './deal';
import type { Period } from './period';

/** Changes when a formula changes, so that measurements of different formulas are never compared. */
export const FORMULA_VERSION = '2';

export const KPI_IDS = [
  'won-deals',
  'lost-deals',
  'won-value',
  'open-deals',
  'win-rate',
  'cohort-win-rate',
  'sales-cycle',
  'acv',
  'sales-velocity',
  'pipeline-coverage',
  'cac',
  'activity-to-opportunity',
  'response-time',
  'nrr',
  'grr',
  'forecast-accuracy',
  'stage-conversion',
  't3-coverage',
  'accounts-per-rep',
  'velocity-change',
] as const;
export type KpiId = (typeof KPI_IDS)[number];

/**
 * `ratio` is a share, 0–1 (NRR may exceed 1); `multiple` says how many times one is of the other (3 = 3x); money is in
 * the company's currency.
 */
export type Unit = 'ratio' | 'multiple' | 'days' | 'hours' | 'money' | 'money per day' | 'deals' | 'count';

export interface Kpi {
  id: KpiId;
  name: string;
  /** Null when it cannot be known; then `missing` names the field. */
  value: number | null;
  unit: Unit;
  numerator: number | null;
  denominator: number | null;
  /** Number of deals (customers, touches …) the value rests on. */
  n: number;
  formula: string;
  asOf: string;
  period: Period;
  /** The field without which the KPI, or its strict form, cannot be known: `target.amount`. */
  missing: string | null;
  note: string | null;
  beside: { name: string; value: number | null; unit: Unit; n: number }[];
  /** Which deals the number stands on, in words, and the deals themselves. */
  predicate: string;
  deals: DealAsOf[];
}

export type KpiBody = Omit<Kpi, 'asOf' | 'period' | 'missing' | 'note' | 'beside' | 'predicate' | 'deals'> &
  Partial<Pick<Kpi, 'missing' | 'note' | 'beside' | 'predicate' | 'deals'>>;

/** A KPI whose value the data cannot give, with the field that would. */
export function unknownKpi(
  id: KpiId,
  name: string,
  unit: Unit,
  formula: string,
  missing: string,
  note: string | null = null,
): KpiBody {
  return { id, name, value: null, unit, numerator: null, denominator: null, n: 0, formula, missing, note };
}

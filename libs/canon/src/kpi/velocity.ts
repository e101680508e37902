import { addDays, daysBetween } from '../sales/clock';
import { classifyAsOf, type WonYardstick } from './classify';
import type { CompanyAsOf } from './company';
import type { DealAsOf } from './deal';
import { unknownKpi, type KpiBody } from './kpi';
import { mean, ratio, sum } from './percentile';
import { lostIn, valued, wonIn } from './outcomes';
import { fiscalQuarter, within, type Period } from './period';

/** First day a closing is recorded: before it the history does not show what was won or lost. */
export function firstClose(deals: readonly DealAsOf[]): string | null {
  let first: string | null = null;
  for (const d of deals) if (d.outcome && d.closedOn && (first === null || d.closedOn < first)) first = d.closedOn;
  return first;
}

export function salesVelocity(company: CompanyAsOf, period: Period, ages: WonYardstick): KpiBody {
  const name = 'Sales velocity';
  const formula = 'qualified, non-dead open deals × mean won value × win rate ÷ mean cycle';
  const open = company.deals.filter((d) => {
    const { standing } = classifyAsOf(d, ages, company.asOf);
    return standing === 'active' || standing === 'stalled';
  });
  const won = wonIn(company.deals, period);
  const value = mean(valued(won));
  const rate = ratio(won.length, won.length + lostIn(company.deals, period).length);
  const cycle = mean(
    won.flatMap((d) =>
      (d.createdOn ?? d.engagedOn) ? [daysBetween((d.createdOn ?? d.engagedOn) as string, d.closedOn as string)] : [],
    ),
  );
  const first = firstClose(company.deals);
  if (value === null || rate === null || !cycle || first === null) {
    return unknownKpi(
      'sales-velocity',
      name,
      'money per day',
      formula,
      'opportunity.closedAt',
      'No deal was won in the period.',
    );
  }
  const from = period.from !== null && period.from > first ? period.from : first;
  const days = daysBetween(from, period.to) + 1;
  const numerator = open.length * value * rate;
  return {
    id: 'sales-velocity',
    name,
    value: numerator / cycle,
    unit: 'money per day',
    numerator,
    denominator: cycle,
    n: open.length,
    formula,
    note: `Realised is won value a day over the ${days} days from ${from}. Trust it more than the product of four averages.`,
    beside: [
      { name: 'realised won value', value: sum(valued(won)) / days, unit: 'money per day', n: won.length },
      { name: 'mean won value', value, unit: 'money', n: won.length },
      { name: 'win rate', value: rate, unit: 'ratio', n: won.length },
      { name: 'mean cycle', value: cycle, unit: 'days', n: won.length },
    ],
    predicate: 'open, in discovery or later, not dead',
    deals: open,
  };
}

export function pipelineCoverage(company: CompanyAsOf, _period: Period, ages: WonYardstick): KpiBody {
  const name = 'Pipeline coverage';
  const formula =
    'open pipeline closing in the quarter, dead excluded ÷ (target − won so far); required = 1 ÷ share of past pipeline that closed; 3–5x as the reference';
  const quarter = fiscalQuarter(company.asOf, company.fiscalYearStartMonth);
  // A manager's target contains those of the reps: count people's targets once, company-wide ones only alone.
  const all = company.targets.filter((t) => t.periodStart >= quarter.from && t.periodEnd <= quarter.to);
  const own = all.filter((t) => t.ownerId !== null);
  const target = sum((own.length > 0 ? own : all).map((t) => t.amount));
  if (target === 0) {
    return unknownKpi(
      'pipeline-coverage',
      name,
      'multiple',
      formula,
      'target.amount',
      `No target for ${quarter.label}.`,
    );
  }
  const soFar = sum(valued(wonIn(company.deals, { ...quarter, to: company.asOf })));
  const open = company.deals.filter((d) => {
    const { standing } = classifyAsOf(d, ages, company.asOf);
    return (
      (standing === 'active' || standing === 'stalled') &&
      (d.expectedCloseDate === null || d.expectedCloseDate <= quarter.to)
    );
  });
  const prices = new Map(company.products.map((p) => [p.id, p.listPrice]));
  const worth = open.map((d) => d.amount ?? (d.productId ? (prices.get(d.productId) ?? null) : null));
  const known = worth.flatMap((v) => (v === null ? [] : [v]));
  const pipeline = sum(known);
  const gap = target - soFar;
  if (open.length > 0 && known.length === 0) {
    const note = `No open deal has a value that was known by ${company.asOf}.`;
    return unknownKpi('pipeline-coverage', name, 'multiple', formula, 'opportunity.amount', note);
  }
  const undated = open.filter((d) => d.expectedCloseDate === null).length;
  const required = requiredCoverage(company, quarter.from);
  return {
    id: 'pipeline-coverage',
    name,
    value: gap <= 0 ? null : pipeline / gap,
    unit: 'multiple',
    numerator: pipeline,
    denominator: gap,
    n: open.length,
    formula,
    missing: null,
    note:
      [
        gap <= 0 ? `The target of ${quarter.label} is reached: nothing is left to cover.` : null,
        undated > 0
          ? `${undated} open ${undated === 1 ? 'deal has' : 'deals have'} no expected close date known by ${company.asOf}: counted as closing in the quarter.`
          : null,
        known.length < open.length
          ? `${open.length - known.length} of ${open.length} open deals have no value known by then and add nothing.`
          : null,
      ]
        .filter(Boolean)
        .join(' ') || null,
    beside: [
      { name: 'required', value: required.value, unit: 'multiple', n: required.n },
      { name: 'target', value: target, unit: 'money', n: all.length },
      { name: 'won so far', value: soFar, unit: 'money', n: company.deals.length },
    ],
    predicate: `open, not dead, closing by ${quarter.to}`,
    deals: open,
  };
}

/**
 * 1 ÷ the share of pipeline that was open on this day of the previous quarters and was won in them. By count of
 * deals, since open deals of the past often carry no value.
 */
function requiredCoverage(company: CompanyAsOf, quarterStart: string): { value: number | null; n: number } {
  const dayOfQuarter = daysBetween(quarterStart, company.asOf);
  let open = 0;
  let won = 0;
  let end = addDays(quarterStart, -1);
  for (let back = 0; back < 4; back++) {
    const quarter = fiscalQuarter(end, company.fiscalYearStartMonth);
    const day = addDays(quarter.from, dayOfQuarter);
    for (const d of company.deals) {
      if (!d.engagedOn || d.engagedOn > day || (d.closedOn !== null && d.closedOn <= day)) continue;
      open++;
      if (d.outcome === 'won' && within(d.closedOn, quarter)) won++;
    }
    end = addDays(quarter.from, -1);
  }
  return { value: ratio(open, won), n: open };
}

/**
 * Velocity against the same fiscal quarter a year before (the frozen baseline), up to the same day of it: a quarter's
 * last month wins most, so a part of a quarter is never held against a whole one.
 */
export function velocityChange(company: CompanyAsOf): KpiBody {
  const name = 'Velocity against baseline';
  const formula =
    'realised new value per selling day ÷ that of the same fiscal quarter of the baseline up to the same day − 1; the aim is +30 %';
  const quarter = fiscalQuarter(company.asOf, company.fiscalYearStartMonth);
  const baseline = fiscalQuarter(addDays(quarter.from, -365 + 45), company.fiscalYearStartMonth);
  const first = firstClose(company.deals);
  if (first === null || first > baseline.from) {
    return unknownKpi(
      'velocity-change',
      name,
      'ratio',
      formula,
      'opportunity.closedAt',
      first ? `Closings are recorded from ${first}; ${baseline.label} is not covered.` : 'No deal has closed.',
    );
  }
  const perDay = (period: Period & { from: string }, deals: DealAsOf[]): number =>
    sum(valued(deals)) / sellingDays(period.from, period.to);
  const now = wonIn(company.deals, { ...quarter, to: company.asOf });
  const sameDay = addDays(baseline.from, daysBetween(quarter.from, company.asOf));
  const upTo = { ...baseline, to: sameDay < baseline.to ? sameDay : baseline.to };
  const then = wonIn(company.deals, upTo);
  const numerator = perDay({ ...quarter, to: company.asOf }, now);
  const denominator = perDay(upTo, then);
  const value = ratio(numerator, denominator);
  return {
    id: 'velocity-change',
    name,
    value: value === null ? null : value - 1,
    unit: 'ratio',
    numerator,
    denominator,
    n: now.length,
    formula,
    missing: value === null ? 'opportunity.amount' : null,
    note: `${baseline.label} is counted up to ${upTo.to}, as far into it as ${company.asOf} is into ${quarter.label}.`,
    predicate: `won in ${quarter.label} up to ${company.asOf}`,
    deals: now,
  };
}

/** Monday to Friday, both ends included. */
function sellingDays(from: string, to: string): number {
  let days = 0;
  for (let d = from; d <= to; d = addDays(d, 1)) {
    const weekday = new Date(`${d}T00:00:00Z`).getUTCDay();
    if (weekday !== 0 && weekday !== 6) days++;
  }
  return Math.max(1, days);
}

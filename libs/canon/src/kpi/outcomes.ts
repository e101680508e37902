import { addDays, daysBetween } from '../sales/clock';
import { ageStart, classifyAsOf, type WonYardstick } from './classify';
import { isForeign, type CompanyAsOf } from './company';
import type { DealAsOf } from './deal';
import type { KpiBody } from './kpi';
import { mean, median, ratio, sum } from './percentile';
import { within, type Period } from './period';

export const wonIn = (deals: readonly DealAsOf[], period: Period): DealAsOf[] =>
  deals.filter((d) => d.outcome === 'won' && within(d.closedOn, period));
export const lostIn = (deals: readonly DealAsOf[], period: Period): DealAsOf[] =>
  deals.filter((d) => d.outcome === 'lost' && within(d.closedOn, period));
export const valued = (deals: readonly DealAsOf[]): number[] =>
  deals.flatMap((d) => (d.amount === null ? [] : [d.amount]));

const counted = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`;
const isOrAre = (n: number): string => (n === 1 ? 'is' : 'are');
const currencies = (deals: readonly DealAsOf[]): string => [...new Set(deals.map((d) => d.currency))].sort().join(', ');

export function wonDeals(company: CompanyAsOf, period: Period): KpiBody {
  const deals = wonIn(company.deals, period);
  return {
    id: 'won-deals',
    name: 'Deals won',
    value: deals.length,
    unit: 'deals',
    numerator: deals.length,
    denominator: null,
    n: deals.length,
    formula: 'number of deals won, by close date',
    predicate: 'won in the period',
    deals,
  };
}

export function lostDeals(company: CompanyAsOf, period: Period): KpiBody {
  const deals = lostIn(company.deals, period);
  return {
    id: 'lost-deals',
    name: 'Deals lost',
    value: deals.length,
    unit: 'deals',
    numerator: deals.length,
    denominator: null,
    n: deals.length,
    formula: 'number of deals lost, by close date',
    predicate: 'lost in the period',
    deals,
  };
}

export function wonValue(company: CompanyAsOf, period: Period): KpiBody {
  const deals = wonIn(company.deals, period);
  const values = valued(deals);
  const foreign = deals.filter((d) => isForeign(d, company.currency));
  const without = deals.length - values.length - foreign.length;
  return {
    id: 'won-value',
    name: 'Won value',
    value: sum(values),
    unit: 'money',
    numerator: sum(values),
    denominator: null,
    n: values.length,
    formula: 'sum of the values of deals won, by close date',
    missing: without > 0 ? 'opportunity.amount' : foreign.length > 0 ? 'exchange rate' : null,
    note:
      [
        without > 0 ? `${counted(without, 'won deal')} without a value ${isOrAre(without)} not in the sum.` : null,
        foreign.length > 0
          ? `${counted(foreign.length, 'won deal')} in ${currencies(foreign)} ${isOrAre(foreign.length)} not in the sum: there is no rate to ${company.currency}.`
          : null,
      ]
        .filter(Boolean)
        .join(' ') || null,
    predicate: 'won in the period',
    deals,
  };
}

/** Open deals by standing; `ages` is the company's, so that a group is judged by the same yardstick. */
export function openDeals(company: CompanyAsOf, _period: Period, ages: WonYardstick): KpiBody {
  const open = company.deals.filter((d) => d.outcome === null);
  const standing = open.map((d) => classifyAsOf(d, ages, company.asOf).standing);
  const count = (...of: string[]): number => standing.filter((s) => of.includes(s)).length;
  const beside = (name: string, n: number) => ({ name, value: n, unit: 'deals' as const, n });
  return {
    id: 'open-deals',
    name: 'Open deals',
    value: open.length,
    unit: 'deals',
    numerator: open.length,
    denominator: null,
    n: open.length,
    formula: 'deals without an outcome; dead = older since engagement than any deal ever won',
    beside: [
      beside('engaged', count('active', 'stalled', 'dead')),
      beside('live', count('active', 'stalled')),
      beside('stalled', count('stalled')),
      beside('dead', count('dead')),
      beside('prospecting', count('prospecting')),
    ],
    predicate: 'open on the day',
    deals: open,
  };
}

/** New business of some deals; all of them where the CRM, as far as known by then, types none. */
function newBusiness(deals: DealAsOf[], typed: boolean): DealAsOf[] {
  return typed ? deals.filter((d) => d.type === 'new') : deals;
}

export function winRate(company: CompanyAsOf, period: Period): KpiBody {
  const typed = company.deals.some((d) => d.type !== null);
  const won = newBusiness(wonIn(company.deals, period), typed);
  const lost = newBusiness(lostIn(company.deals, period), typed);
  const lostValues = valued(lost);
  const wonSum = sum(valued(won));
  const n = won.length + lost.length;
  return {
    id: 'win-rate',
    name: 'Win rate',
    value: ratio(won.length, n),
    unit: 'ratio',
    numerator: won.length,
    denominator: n,
    n,
    formula: `won ÷ (won + lost), by close date, ${typed ? 'new business' : 'all business'}, by count`,
    missing: n === 0 ? 'opportunity.closedAt' : null,
    note:
      [
        n === 0 ? `No ${typed ? 'new business' : 'deal'} closed in the period.` : null,
        n > 0 && !typed
          ? `Which deals are new business is not known by ${company.asOf} (opportunity.type): all are counted.`
          : null,
        n > 0 && lostValues.length === 0 ? 'By value it cannot be known: lost deals carry no amount.' : null,
      ]
        .filter(Boolean)
        .join(' ') || null,
    beside:
      lostValues.length > 0
        ? [
            {
              name: 'by value',
              value: ratio(wonSum, wonSum + sum(lostValues)),
              unit: 'ratio',
              n: won.length + lostValues.length,
            },
          ]
        : [{ name: 'by value', value: null, unit: 'ratio', n: 0 }],
    predicate: typed ? 'new business, won or lost in the period' : 'won or lost in the period',
    deals: [...won, ...lost],
  };
}

/** Deals whose cohort is older than the longest won cycle: whatever is still open of them has missed its time. */
export function maturedCohort(deals: readonly DealAsOf[], ages: WonYardstick, asOf: string): DealAsOf[] {
  if (ages.oldestWonDays === null) return [];
  const until = addDays(asOf, -ages.oldestWonDays);
  return deals.filter((d) => d.engagedOn !== null && d.engagedOn <= until);
}

export function cohortWinRate(company: CompanyAsOf, _period: Period, ages: WonYardstick): KpiBody {
  const cohort = maturedCohort(company.deals, ages, company.asOf);
  const won = cohort.filter((d) => d.outcome === 'won').length;
  const until = ages.oldestWonDays === null ? null : addDays(company.asOf, -ages.oldestWonDays);
  return {
    id: 'cohort-win-rate',
    name: 'Cohort win rate',
    value: ratio(won, cohort.length),
    unit: 'ratio',
    numerator: won,
    denominator: cohort.length,
    n: cohort.length,
    formula: 'won ÷ all engaged, cohorts older than the longest won cycle',
    missing: cohort.length === 0 ? 'opportunity.engagedAt' : null,
    note: until
      ? `Engaged by ${until}: ${ages.oldestWonDays} days, the longest from engagement to won, before ${company.asOf}.`
      : null,
    predicate: until ? `engaged by ${until}` : 'engaged before the longest won cycle',
    deals: cohort,
  };
}

export function salesCycle(company: CompanyAsOf, period: Period): KpiBody {
  const won = wonIn(company.deals, period).filter((d) => (d.createdOn ?? d.engagedOn) !== null);
  const days = won.map((d) => daysBetween((d.createdOn ?? d.engagedOn) as string, d.closedOn as string));
  const lost = lostIn(company.deals, period).filter((d) => ageStart(d) !== null);
  const lostDays = lost.map((d) => daysBetween(ageStart(d) as string, d.closedOn as string));
  return {
    id: 'sales-cycle',
    name: 'Sales cycle',
    value: median(days),
    unit: 'days',
    numerator: days.length === 0 ? null : sum(days),
    denominator: days.length === 0 ? null : days.length,
    n: days.length,
    formula: 'median days from creation (or 4.1) to won, won deals only',
    missing: days.length === 0 ? 'opportunity.closedAt' : null,
    note: 'Won deals only: what was lost, or is still open, is not in it.',
    beside: [
      { name: 'mean', value: mean(days), unit: 'days', n: days.length },
      {
        name: 'longest won, from creation',
        value: days.length ? Math.max(...days) : null,
        unit: 'days',
        n: days.length,
      },
      { name: 'median to lost', value: median(lostDays), unit: 'days', n: lostDays.length },
    ],
    predicate: 'won in the period',
    deals: won,
  };
}

export function averageContractValue(company: CompanyAsOf, period: Period): KpiBody {
  const won = wonIn(company.deals, period).filter((d) => d.amount !== null);
  const withTerm = won.filter((d) => (d.termMonths ?? 0) > 0);
  if (withTerm.length > 0) {
    const yearly = withTerm.map((d) => (((d.amount ?? 0) - (d.oneOffAmount ?? 0)) / (d.termMonths as number)) * 12);
    return {
      id: 'acv',
      name: 'ACV',
      value: mean(yearly),
      unit: 'money',
      numerator: sum(yearly),
      denominator: yearly.length,
      n: yearly.length,
      formula: '(contract value − one-off) ÷ months × 12, mean of won deals with a term',
      note:
        withTerm.length < won.length
          ? `${counted(won.length - withTerm.length, 'won deal')} without a term ${isOrAre(won.length - withTerm.length)} left out.`
          : null,
      predicate: 'won in the period, with a term',
      deals: withTerm,
    };
  }
  const values = valued(won);
  return {
    id: 'acv',
    name: 'Average won value',
    value: mean(values),
    unit: 'money',
    numerator: values.length === 0 ? null : sum(values),
    denominator: values.length === 0 ? null : values.length,
    n: values.length,
    formula: 'won value ÷ won deals; ACV = (contract value − one-off) ÷ months × 12 needs a term',
    missing: 'opportunity.termMonths',
    note: 'No deal carries a term, so this is the average won value, not ACV.',
    predicate: 'won in the period',
    deals: won,
  };
}

import {
  classifyAsOf,
  sum,
  within,
  winRate,
  wonIn,
  wonYardstick,
  type CompanyAsOf,
  type DealAsOf,
  type KpiBody,
  type Period,
  type Unit,
} from '@salesagent/canon/kpi';
import { dealsBehind } from '../../analysis/link';
import { count, money, percent } from '../../analysis/words';
import type { ReportResponse } from '../../api/report.schema';
import type { ReportRules } from './rules';

type Change = ReportResponse['changes'][number];

const valueOf = (deals: readonly DealAsOf[]): number => sum(deals.map((d) => d.amount ?? 0));
const more = (n: number, what: string): string =>
  `${count(Math.abs(n))} ${n < 0 ? 'fewer' : 'more'} ${Math.abs(n) === 1 ? 'deal' : 'deals'} ${what}`;
const wonAndLost = ({ numerator, denominator }: KpiBody): string =>
  `${count(numerator ?? 0)} won and ${count((denominator ?? 0) - (numerator ?? 0))} lost`;

function change(id: string, name: string, unit: Unit, now: number | null, before: number | null, why: string): Change {
  return {
    id,
    name,
    unit,
    now,
    before,
    change: now === null || before === null ? null : now - before,
    why,
    deals: null,
  };
}

/**
 * What changed from the period before to this one, and why, the largest relative change first. `then` is the
 * company as it was known when the period before ended: standings of open deals are compared at those two evenings.
 */
export function changesOf(
  now: CompanyAsOf,
  then: CompanyAsOf,
  period: Period,
  previous: Period,
  rules: ReportRules,
): Change[] {
  const [won, wonBefore] = [wonIn(now.deals, period), wonIn(now.deals, previous)];
  const [value, valueBefore] = [valueOf(won), valueOf(wonBefore)];
  const link = (kpi: string, deals: readonly DealAsOf[], predicate: string) =>
    dealsBehind(deals.length, predicate, { kpi, asOf: now.asOf, period: period.id });
  const all: Change[] = [];
  const averages = { now: value / Math.max(1, won.length), before: valueBefore / Math.max(1, wonBefore.length) };
  const byNumber = (won.length - wonBefore.length) * averages.before;
  const byValue = value - valueBefore - byNumber;
  const signed = (v: number): string => `${v < 0 ? '−' : '+'}${money(Math.abs(v), now.currency)}`;
  const largest = [...won]
    .sort((a, b) => (b.amount ?? 0) - (a.amount ?? 0) || (a.id < b.id ? -1 : 1))
    .slice(0, rules.namedDeals);
  all.push({
    ...change(
      'won-value',
      'Won value',
      'money',
      value,
      valueBefore,
      `${more(won.length - wonBefore.length, 'won')} (${signed(byNumber)}), value a deal ${signed(byValue)}.` +
        (largest.length
          ? ` Largest: ${largest.map((d) => `${d.name ?? d.id} ${money(d.amount ?? 0, now.currency)}`).join(', ')}.`
          : ''),
    ),
    deals: link('won-value', won, 'won in the period'),
  });
  const [rate, rateBefore] = [winRate(now, period), winRate(now, previous)];
  all.push({
    ...change(
      'win-rate',
      'Win rate',
      'ratio',
      rate.value,
      rateBefore.value,
      `${wonAndLost(rate)}, after ${wonAndLost(rateBefore)} (${rate.formula}). Compare with the same month of the quarter before reading it as news.`,
    ),
    deals: link('win-rate', rate.deals ?? [], rate.predicate ?? ''),
  });
  const engaged = (p: Period): number => now.deals.filter((d) => within(d.engagedOn, p)).length;
  all.push(
    change(
      'engaged',
      'Deals engaged',
      'deals',
      engaged(period),
      engaged(previous),
      `${more(engaged(period) - engaged(previous), 'entered discovery')}.`,
    ),
  );
  const [standing, standingBefore] = [standings(now), standings(then)];
  for (const [id, name] of [
    ['dead', 'Dead deals'],
    ['stalled', 'Stalled deals'],
    ['live', 'Live deals'],
  ] as const) {
    const [is, was] = [standing[id], standingBefore[id]];
    const came = [...is].filter((d) => !was.has(d)).length;
    const left = [...was].filter((d) => !is.has(d)).length;
    all.push(change(id, name, 'deals', is.size, was.size, `${count(came)} came in, ${count(left)} left.`));
  }
  const relative = (c: Change): number =>
    c.change === null ? 0 : Math.abs(c.change) / Math.max(Math.abs(c.before ?? 0), 1e-9);
  return all
    .filter((c) => c.change !== null && c.change !== 0 && relative(c) >= rules.reportedChange)
    .sort((a, b) => Math.min(relative(b), rules.rankedUpTo) - Math.min(relative(a), rules.rankedUpTo))
    .slice(0, rules.changes);
}

function standings(company: CompanyAsOf): Record<'dead' | 'stalled' | 'live', Set<string>> {
  const ages = wonYardstick(company.deals);
  const sets = { dead: new Set<string>(), stalled: new Set<string>(), live: new Set<string>() };
  for (const d of company.deals) {
    const { standing } = classifyAsOf(d, ages, company.asOf);
    if (standing === 'dead' || standing === 'stalled') sets[standing].add(d.id);
    if (standing === 'active' || standing === 'stalled') sets.live.add(d.id);
  }
  return sets;
}

export function headlineOf(changes: readonly Change[], currency: string): string {
  const first = changes.find((c) => c.id === 'won-value') ?? changes[0];
  if (!first) return 'Nothing changed by more than the usual.';
  const text = (v: number | null): string =>
    v === null
      ? 'not known'
      : first.unit === 'money'
        ? money(v, currency)
        : first.unit === 'ratio'
          ? percent(v)
          : count(v);
  return `${first.name}: ${text(first.now)} after ${text(first.before)}. ${first.why}`;
}

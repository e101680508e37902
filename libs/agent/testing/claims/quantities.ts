import type { WinCurve } from '@salesagent/canon/events';
import type { Fields } from '@salesagent/canon/sales';
import { dayNumber } from './calendar';
import type { Quantity, Unit } from '../../src/claim-check';
import type { Sketch } from './sketch';

const present = (list: (Quantity | { value: number | null | undefined; unit: Unit; why: string })[]): Quantity[] =>
  list.filter((q): q is Quantity => typeof q.value === 'number' && Number.isFinite(q.value));

/** Days from one date to the other; null where one is not known. */
function days(from: string | null | undefined, to: string): number | null {
  return from ? dayNumber(to) - dayNumber(from) : null;
}
/** An age is never below nothing: what is dated in the future has none. */
const age = (from: string | null | undefined, today: string): number | null => {
  const between = days(from, today);
  return between !== null && between >= 0 ? between : null;
};

/** What the deal and the company's curve say. */
export function ofDeal({ deal, product, today, moved, pushed, activities }: Sketch, curve: WinCurve): Quantity[] {
  const { oldestWonDays, wonP80Days, medianWonDays, n, won, lost, winByAge, season } = curve.company;
  const open = age(deal.engagedAt ?? deal.createdAt, today);
  const waited = moved.length > 0 ? age(moved.at(-1), today) : open;
  const price = deal.amount ?? product?.listPrice ?? null;
  const list = product?.listPrice ?? null;
  const share = open === null ? null : open > (oldestWonDays ?? 0) ? 0 : winByAge[open]!;
  const speakers = activities.filter((a) => a.direction === 'inbound' || a.type !== 'email').length;
  const chances = season.map(({ multiplier }) => oddsTimes(share, multiplier));
  return present([
    { value: open, unit: 'days', why: 'age of the deal' },
    { value: waited, unit: 'days', why: 'wait of the deal' },
    { value: open !== null && oldestWonDays !== null ? oldestWonDays - open : null, unit: 'days', why: 'days left' },
    ...[oldestWonDays, wonP80Days, medianWonDays].map((value) => ({ value, unit: 'days' as const, why: 'curve' })),
    ...[n, won, lost].map((value) => ({ value, unit: 'count' as const, why: 'deals behind the curve' })),
    ...[share, ...chances].map((value) => ({ value, unit: 'share' as const, why: 'chance of winning' })),
    ...season.flatMap(({ month, winRate, n: closed }) => [
      { value: month, unit: 'other' as const, why: 'month of the quarter' },
      { value: winRate, unit: 'share' as const, why: 'closings won in the month' },
      { value: closed, unit: 'count' as const, why: 'closings in the month' },
    ]),
    ...[deal.amount, list, deal.oneOffAmount].map((value) => ({ value, unit: 'money' as const, why: 'recorded' })),
    {
      value: price !== null && deal.oneOffAmount ? price - deal.oneOffAmount : null,
      unit: 'money',
      why: 'price without the one-off fee',
    },
    { value: list && price !== null ? Math.max(0, 1 - price / list) : null, unit: 'share', why: 'discount' },
    { value: deal.termMonths, unit: 'months', why: 'term' },
    { value: pushed.length, unit: 'count', why: 'times the close date was pushed' },
    { value: Math.min(2, speakers), unit: 'count', why: 'people who spoke on the deal' },
    ...Object.values(deal.meddicc ?? {}).map((level) => ({
      ...{ value: Number(level), unit: 'other' as const, why: 'level of evidence' },
    })),
    // A letter that is not recorded stands at nothing.
    { value: 0, unit: 'other', why: 'evidence not recorded' },
  ]);
}

const oddsTimes = (p: number | null, by: number): number | null => {
  if (p === null) return null;
  const odds = (p / (1 - p)) * by;
  return odds / (1 + odds);
};

/** What the account and its history say. */
export function ofAccount(sketch: Sketch, rules: Record<string, unknown>): Quantity[] {
  const { account, today, past, cases, contract, activities } = sketch;
  const heard = activities
    .filter((a) => a.direction === 'inbound' || a.type === 'meeting')
    .map((a) => age(a.happenedAt, today))
    .filter((value) => value !== null);
  const renewal = days(contract?.renewalDate, today);
  const wonWithin = (limit: unknown): number =>
    past.filter((d) => d.outcome === 'won' && within(age(d.closedAt, today), limit)).length;
  return present([
    { value: account?.employees, unit: 'count', why: 'employees' },
    { value: account?.revenue, unit: 'money', why: 'revenue in millions' },
    { value: account?.agentIcpScore, unit: 'other', why: 'ICP score' },
    { value: heard.length > 0 ? Math.min(...heard) : null, unit: 'days', why: 'since two-way contact' },
    { value: renewal === null ? null : Math.abs(renewal), unit: 'days', why: 'to or since the renewal' },
    { value: cases.filter((one) => one.status !== 'closed').length, unit: 'count', why: 'open cases' },
    { value: wonWithin(rules['historyDays'] ?? rules['buyingDays']), unit: 'count', why: 'deals won lately' },
    { value: liveDeals(sketch), unit: 'count', why: 'live deals' },
    ...industry(sketch, rules),
  ]);
}

const within = (value: number | null, limit: unknown): boolean => value !== null && value <= Number(limit);

/** Open, in discovery or later (a deal without a sub-stage counts once it is engaged), inside what was ever won. */
function liveDeals({ deal, today }: Sketch): number {
  if (deal.outcome) return 0;
  const old = days(deal.engagedAt ?? deal.createdAt, today);
  return old === null || old <= 138 ? 1 : 0;
}

/** Closed deals won in the account's industry, pulled towards the company's rate; the stranger's deal is one of them. */
function industry({ account, past, deal }: Sketch, rules: Record<string, unknown>): Quantity[] {
  const prior = Number(rules['recordPriorDeals']);
  const closed = [...past, deal].filter((d: Fields<'opportunity'>) => d.outcome);
  const won = closed.filter((d) => d.outcome === 'won').length;
  if (!account?.industry || Number.isNaN(prior)) return [];
  const company = (won + 1) / (closed.length + 1);
  const rate = (won + prior * company) / (closed.length + prior);
  return [
    { value: won, unit: 'count', why: 'won in the industry' },
    { value: closed.length, unit: 'count', why: 'closed in the industry' },
    { value: company, unit: 'share', why: 'win rate of the company' },
    { value: rate, unit: 'share', why: 'win rate of the industry after shrinking' },
  ];
}

import { monthOfQuarter, ratio, type CompanyAsOf } from '@salesagent/canon/kpi';
import { bars } from '../charts';
import { count, percent } from '../words';
import { fact, type Finding } from './finding';

/** Closings below which a month's win rate says nothing. */
const SEASON_MIN_CLOSINGS = 30;
/** A spread from which the month is worth planning by. */
const SEASON_LARGE = 0.1;

interface Month {
  n: number;
  rate: number | null;
}

/** Whether two win rates differ by more than two standard errors of their difference, each with closings enough. */
function moreThanChance(a: Month, b: Month): boolean {
  if (a.n < SEASON_MIN_CLOSINGS || b.n < SEASON_MIN_CLOSINGS || a.rate === null || b.rate === null) return false;
  const variance = (m: Month & { rate: number }): number => (m.rate * (1 - m.rate)) / m.n;
  const error = Math.sqrt(variance({ ...a, rate: a.rate }) + variance({ ...b, rate: b.rate }));
  return Math.abs(a.rate - b.rate) > 2 * error;
}

function seasonTitle(spread: number | null, told: boolean): string {
  if (spread === null || !told) return 'Whether the month of the quarter matters cannot be told';
  return spread >= SEASON_LARGE
    ? 'When in the quarter a deal closes decides a lot'
    : 'When in the quarter a deal closes matters a little';
}

export function quarterEnd(company: CompanyAsOf): Finding {
  const closed = company.deals.filter((d) => d.outcome !== null && d.closedOn !== null);
  const months = [1, 2, 3].map((month) => {
    const own = closed.filter((d) => monthOfQuarter(d.closedOn as string, company.fiscalYearStartMonth) === month);
    return { month, n: own.length, rate: ratio(own.filter((d) => d.outcome === 'won').length, own.length) };
  });
  const seen = months.filter((m) => m.rate !== null).sort((a, b) => (b.rate as number) - (a.rate as number));
  const [best, worst] = [seen[0], seen.at(-1)];
  const spread = best && worst && best !== worst ? (best.rate as number) - (worst.rate as number) : null;
  const told = best !== undefined && worst !== undefined && moreThanChance(best, worst);
  return {
    id: 'quarter-end',
    title: seasonTitle(spread, told),
    sentence:
      best && worst && spread !== null
        ? `Month ${best.month} of a quarter wins ${percent(best.rate as number)} of what closes in it, month ${worst.month} ${percent(worst.rate as number)}` +
          (told ? '.' : `; with ${count(best.n)} and ${count(worst.n)} closings that may be chance.`)
        : 'Closings of more than one month of a quarter are needed to see a season.',
    number: spread,
    unit: 'ratio',
    n: closed.length,
    formula: 'won ÷ (won + lost) by month of the fiscal quarter of closing; the number is best − worst',
    facts: months.map((m) => fact(`month ${m.month}`, m.rate, 'ratio', m.n)),
    predicate: 'won or lost',
    deals: closed,
    chart: bars(
      months.map((m) => ({ label: `${m.month}\nn = ${count(m.n)}`, value: m.rate ?? 0, group: 'win rate' })),
      { x: 'month of the fiscal quarter of closing', y: 'win rate', percent: true },
      `Win rate by month of the quarter: ${months.map((m) => (m.rate === null ? '–' : percent(m.rate))).join(', ')}.`,
    ),
  };
}

import {
  ageStart,
  classifyAsOf,
  emptyCompany,
  median,
  measureKpis,
  monthOfQuarter,
  periodUpTo,
  ratio,
  sum,
  wonYardstick,
  type CompanyAsOf,
  type DealAsOf,
  type Unit,
} from '@salesagent/canon/kpi';
import { daysBetween } from '@salesagent/canon/sales';
import type { FindingId, XrayResponse } from '../api/xray.schema';
import { bars, type Chart } from './charts';
import { dealsBehind } from './link';
import { count, deals as dealsInWords, percent } from './words';

/** A finding with the deals it stands on. */
export interface Finding {
  id: FindingId;
  title: string;
  sentence: string;
  number: number | null;
  unit: Unit;
  n: number;
  formula: string;
  facts: { label: string; value: number | null; unit: Unit; n: number }[];
  predicate: string;
  deals: DealAsOf[];
  chart: Chart | null;
}

const fact = (label: string, value: number | null, unit: Unit, n: number) => ({ label, value, unit, n });

const BAND = 20;

function ageBands(
  ages: { age: number; group: string }[],
  last: number,
): { label: string; value: number; group: string }[] {
  const bands: { label: string; value: number; group: string }[] = [];
  for (let from = 0; from <= last; from += BAND) {
    const label = from + BAND > last ? `${from}+` : `${from}–${from + BAND - 1}`;
    for (const group of [...new Set(ages.map((a) => a.group))].sort().reverse()) {
      const inBand = ages.filter(
        (a) => a.group === group && a.age >= from && (a.age < from + BAND || from + BAND > last),
      );
      bands.push({ label, value: inBand.length, group });
    }
  }
  return bands;
}

function deadPipeline(company: CompanyAsOf, yardstick: CompanyAsOf): Finding {
  const ages = wonYardstick(yardstick.deals);
  const judged = company.deals.map((d) => ({ deal: d, ...classifyAsOf(d, ages, company.asOf) }));
  const of = (...standings: string[]) => judged.filter((j) => standings.includes(j.standing));
  const dead = of('dead').map((j) => j.deal);
  const engaged = of('active', 'stalled', 'dead');
  const live = engaged.length - dead.length;
  const oldest = ages.oldestWonDays;
  const bands = ageBands(
    engaged.map((j) => ({ age: j.ageDays ?? 0, group: j.standing === 'dead' ? 'dead' : 'live' })),
    280,
  ).filter((b) => b.value > 0);
  return {
    id: 'dead-pipeline',
    title: deadTitle(dead.length, engaged.length, oldest),
    sentence:
      oldest === null
        ? 'No deal has been won yet, so no open deal can be called too old to be won.'
        : `${count(dead.length)} of ${count(engaged.length)} engaged deals ${isOrAre(dead.length)} older than any deal ever won (${oldest} days); ${count(live)} ${isOrAre(live)} live.`,
    number: oldest === null ? null : dead.length,
    unit: 'deals',
    n: engaged.length,
    formula: 'open engaged deals whose age since engagement is above the age of the oldest deal ever won',
    facts: [
      fact('engaged', engaged.length, 'deals', engaged.length),
      fact('live', live, 'deals', live),
      fact(
        'stalled: live, and longer in the sub-stage (else since engagement) than 80 % of won deals of the segment took in all',
        of('stalled').length,
        'deals',
        live,
      ),
      fact('oldest deal ever won', oldest, 'days', ages.oldestWonDays === null ? 0 : 1),
      fact(
        '80 % of won deals were won within',
        ages.wonP80Days,
        'days',
        yardstick.deals.filter((d) => d.outcome === 'won').length,
      ),
    ],
    predicate: `open, engaged, older than ${oldest ?? '–'} days`,
    deals: dead,
    chart:
      engaged.length === 0
        ? null
        : bars(
            bands,
            { x: 'days since engagement', y: 'open deals' },
            `Open engaged deals by age: ${count(live)} live, ${count(dead.length)} older than any won deal.`,
          ),
  };
}

const isOrAre = (n: number): string => (n === 1 ? 'is' : 'are');
const wasOrWere = (n: number): string => (n === 1 ? 'was' : 'were');

function deadTitle(dead: number, engaged: number, oldest: number | null): string {
  if (oldest === null) return 'Which open deals are dead cannot be said yet';
  if (dead === 0) return 'No open deal is older than those that were won';
  return dead > engaged / 2 ? 'Most of the open pipeline is dead' : 'A part of the open pipeline is dead';
}

function winRates(company: CompanyAsOf, yardstick: CompanyAsOf): Finding {
  const period = periodUpTo('all', company.asOf);
  const [rate, cohort] = measureKpis(company, period, { only: ['win-rate', 'cohort-win-rate'] }, yardstick);
  const of = (k: typeof rate): string => `${count(k?.numerator ?? 0)} of ${count(k?.denominator ?? 0)}`;
  const half = rate?.value ?? null;
  const known = cohort?.value ?? null;
  const lower = half !== null && known !== null && known < half;
  const typed = company.deals.some((d) => d.type !== null);
  const lost = cohort?.deals.filter((d) => d.outcome === 'lost').length ?? 0;
  const open = cohort?.deals.filter((d) => d.outcome === null).length ?? 0;
  const sentence =
    half === null
      ? 'No deal has closed yet: a win rate needs close dates and outcomes.'
      : `${percent(half, 2)} of the ${typed ? 'new-business deals' : 'deals'} that close are won (${of(rate)})` +
        (known === null
          ? '.'
          : `${lower ? ', but only' : ', and'} ${percent(known)} of ${typed ? 'all deals' : 'those'} ${cohort?.predicate} (${of(cohort)}): ` +
            `of these ${count(lost)} ${wasOrWere(lost)} lost and ${count(open)} ${isOrAre(open)} still open.`);
  return {
    id: 'win-rate',
    title: lower ? 'The win rate counts only what closes' : 'What closes, and what became of all that was engaged',
    sentence,
    number: half,
    unit: 'ratio',
    n: rate?.n ?? 0,
    formula: `${rate?.formula}; beside it ${cohort?.formula}`,
    facts: [
      fact('won ÷ closed', half, 'ratio', rate?.n ?? 0),
      fact('won ÷ engaged, matured cohorts', known, 'ratio', cohort?.n ?? 0),
    ],
    predicate: rate?.predicate ?? 'won or lost',
    deals: rate?.deals ?? [],
    chart: null,
  };
}

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

function quarterEnd(company: CompanyAsOf): Finding {
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
      months.map((m) => ({ label: `${m.month} (n = ${count(m.n)})`, value: m.rate ?? 0, group: 'win rate' })),
      { x: 'month of the fiscal quarter of closing', y: 'win rate', percent: true },
      `Win rate by month of the quarter: ${months.map((m) => (m.rate === null ? '–' : percent(m.rate))).join(', ')}.`,
    ),
  };
}

function earlyLosses(company: CompanyAsOf): Finding {
  const closed = company.deals.flatMap((deal) => {
    const start = ageStart(deal);
    if (!deal.outcome || !deal.closedOn || !start) return [];
    return [{ deal, outcome: deal.outcome, age: daysBetween(start, deal.closedOn) }];
  });
  const ages = (outcome: string): number[] => closed.filter((c) => c.outcome === outcome).map((c) => c.age);
  const [toLost, toWon] = [median(ages('lost')), median(ages('won'))];
  const known = toLost !== null && toWon !== null;
  return {
    id: 'early-losses',
    title: known && toLost < toWon ? 'What is lost is lost early' : 'How long deals take to be won and lost',
    sentence: known
      ? `Losses come at a median of ${toLost} days, wins at ${toWon}.`
      : 'Both won and lost deals with engage and close dates are needed to compare how long they take.',
    number: toLost,
    unit: 'days',
    n: closed.length,
    formula: 'median days from engagement to closing, lost and won apart',
    facts: [
      fact('median to lost', toLost, 'days', ages('lost').length),
      fact('median to won', toWon, 'days', ages('won').length),
      fact(
        'mean to won',
        ages('won').length ? sum(ages('won')) / ages('won').length : null,
        'days',
        ages('won').length,
      ),
    ],
    predicate: 'won or lost, with both dates',
    deals: closed.map((c) => c.deal),
    chart:
      closed.length === 0
        ? null
        : bars(
            ageBands(
              closed.map((c) => ({ age: c.age, group: c.outcome })),
              140,
            ),
            { x: 'days from engagement to closing', y: 'deals' },
            `Deals by days to closing: the median loss takes ${toLost ?? '–'} days, the median win ${toWon ?? '–'}.`,
          ),
  };
}

function notKnown(company: CompanyAsOf, yardstick: CompanyAsOf): Finding {
  const open = company.deals.filter((d) => d.outcome === null);
  const gaps = [
    { what: 'account', without: open.filter((d) => d.accountId === null) },
    { what: 'owner', without: open.filter((d) => d.ownerId === null) },
    { what: 'value', without: open.filter((d) => d.amount === null) },
    { what: 'expected close date', without: open.filter((d) => d.expectedCloseDate === null) },
  ];
  const worst = gaps.find((g) => g.without.length > 0);
  const [coverage] = measureKpis(company, periodUpTo('all', company.asOf), { only: ['pipeline-coverage'] }, yardstick);
  const first = worst
    ? `${dealsInWords(worst.without.length).replace(' deal', ' open deal')} ${worst.without.length === 1 ? 'has' : 'have'} no ${worst.what}`
    : 'Every open deal has an account, an owner, a value and an expected close date';
  return {
    id: 'not-known',
    title: 'What the data cannot say',
    sentence: `${first}; ${coverageInWords(company, coverage?.missing ?? null)}.`,
    number: worst?.without.length ?? 0,
    unit: 'deals',
    n: open.length,
    formula: worst
      ? `open deals with no ${worst.what}`
      : 'open deals with no account, owner, value or expected close date',
    facts: [
      ...gaps.map((g) => fact(`open deals without ${g.what}`, g.without.length, 'deals', open.length)),
      fact('targets', company.targets.length, 'count', company.targets.length),
    ],
    predicate: worst ? `open, without ${worst.what}` : 'open, something missing',
    deals: worst?.without ?? [],
    chart: null,
  };
}

function coverageInWords(company: CompanyAsOf, missing: string | null): string {
  if (missing === null) return 'targets are there, so coverage is known';
  if (missing !== 'target.amount') return 'no open deal has a value, hence no coverage';
  return company.targets.length === 0
    ? 'there are no targets, hence no coverage'
    : 'no target covers this quarter, hence no coverage';
}

/** The five findings, always in this order. `yardstick` is the whole company where a person sees a part of it. */
export function findings(company: CompanyAsOf, yardstick: CompanyAsOf = company): Finding[] {
  return [
    deadPipeline(company, yardstick),
    winRates(company, yardstick),
    quarterEnd(company),
    earlyLosses(company),
    notKnown(company, yardstick),
  ];
}

/** Half an import says nothing true: no finding until all of it is read. */
export function stillReading(asOf: string): XrayResponse {
  const headline = 'The import is being read; the findings are here as soon as all of it is.';
  return { ...xray(emptyCompany(asOf)), status: 'reading', headline };
}

export function xray(company: CompanyAsOf, yardstick: CompanyAsOf = company): XrayResponse {
  const ages = wonYardstick(yardstick.deals);
  const standing = company.deals.map((d) => classifyAsOf(d, ages, company.asOf).standing);
  const of = (...which: string[]): number => standing.filter((s) => which.includes(s)).length;
  const won = company.deals.filter((d) => d.outcome === 'won');
  const found = company.deals.length === 0 ? [] : findings(company, yardstick);
  return {
    status: company.deals.length === 0 ? 'no-data' : 'ready',
    asOf: company.asOf,
    currency: company.currency,
    headline: found[0]?.sentence ?? 'Nothing is imported yet: run `salesagent import DIR` with a CRM export.',
    totals: {
      opportunities: company.deals.length,
      won: won.length,
      lost: of('lost'),
      engaged: of('active', 'stalled', 'dead'),
      prospecting: of('prospecting'),
      dead: of('dead'),
      live: of('active', 'stalled'),
      stalled: of('stalled'),
      wonValue: sum(won.map((d) => d.amount ?? 0)),
    },
    findings: found.map(({ deals, predicate, ...f }) => ({
      ...f,
      deals: dealsBehind(deals.length, predicate, { finding: f.id, asOf: company.asOf }),
    })),
  };
}

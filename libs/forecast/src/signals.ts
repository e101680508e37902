import { firstClose, fiscalQuarter, type CompanyAsOf } from '@salesagent/canon/kpi';
import { addDays } from '@salesagent/canon/sales/clock';
import { dayNumber, QuarterCalendar } from './calendar';
import { tiltOf } from './curve';
import { exposureOf, spellsOf, type Spell } from './exposure';
import { fitHazards, NO_TILT, onDay, type Hazards, type Tilt } from './hazards';

export type Verdict = 'used' | 'left out' | 'not tested';

export interface SignalTest {
  signal: 'age' | 'season' | 'season by age' | 'segment' | 'size' | 'product' | 'rep';
  verdict: Verdict;
  brierWithout: number | null;
  brierWith: number | null;
  /** 1 − with ÷ without: the share of the squared error that the signal removes. */
  lift: number | null;
  /** Age and season: deals open on the first of a month, won within it or not. Others: closings, won or lost. */
  n: number;
  reason: string;
}

/**
 * A signal is used when, out of time, it removes at least this share of the squared error and more than chance
 * would (paired, 2 standard errors). A deal is tested once a month, so errors are not independent: hence both.
 */
const MINIMUM_LIFT = 0.01;
const STANDARD_ERRORS = 2;
/** Days of recorded closings to learn from before the first test month. */
const LEARN_DAYS = 91;
/** Quarters tested on, the newest: what held longer ago says little of today. */
const TESTED_QUARTERS = 12;

interface Trial {
  /** Squared errors without and with, paired. */
  without: number[];
  with: number[];
}

type Category = (spell: Spell) => string | null;

/**
 * Tests every candidate signal out of time. Learning ends at a quarter's end, then each month of the following
 * quarter is predicted for every deal open at its beginning; nothing after the learning day is used. Each signal is
 * tested on top of those before it: age on the plain rate, season on age, a season that differs by age on both, the
 * others on all three.
 */
export function testSignals(company: CompanyAsOf, which: 'all' | 'of time and segment' = 'all'): SignalTest[] {
  const first = firstClose(company.deals);
  const folds = first === null ? [] : foldsOf(first, company.asOf, company.fiscalYearStartMonth);
  const categories = categoriesOf(company).filter((c) => which === 'all' || c.signal === 'segment');
  if (folds.length === 0) {
    const reason = `Not enough history by ${company.asOf}: ${LEARN_DAYS} days of closings to learn from and a whole month to test on.`;
    const untested = (signal: SignalTest['signal']): SignalTest => ({
      signal,
      verdict: 'not tested',
      brierWithout: null,
      brierWith: null,
      lift: null,
      n: 0,
      reason,
    });
    return [
      untested('age'),
      untested('season'),
      untested('season by age'),
      ...categories.map((c) => untested(c.signal)),
    ];
  }
  const spells = spellsOf(company.deals, company.asOf);
  const age: Trial = { without: [], with: [] };
  const season: Trial = { without: [], with: [] };
  const local: Trial = { without: [], with: [] };
  const trials = categories.map((): Trial => ({ without: [], with: [] }));
  for (const fold of folds) {
    runFold(
      company,
      spells,
      fold,
      { age, season, local },
      categories.map((c) => c.of),
      trials,
    );
  }
  return [
    judge('age', age, 'the plain rate of winning'),
    judge('season', season, 'age'),
    judge('season by age', local, 'age and season'),
    ...categories.map((c, i) => judge(c.signal, trials[i] as Trial, 'age and season')),
  ];
}

interface Fold {
  learnTo: string;
  months: { from: string; to: string }[];
}

function foldsOf(first: string, asOf: string, startMonth: number): Fold[] {
  const folds: Fold[] = [];
  const earliest = addDays(asOf, -92 * (TESTED_QUARTERS + 1));
  for (
    let quarter = fiscalQuarter(first > earliest ? first : earliest, startMonth);
    quarter.to < asOf;
    quarter = fiscalQuarter(addDays(quarter.to, 1), startMonth)
  ) {
    if (dayNumber(quarter.to) - dayNumber(first) < LEARN_DAYS) continue;
    const months: Fold['months'] = [];
    for (let from = addDays(quarter.to, 1); months.length < 3;) {
      const to = addDays(nextMonth(from), -1);
      if (to > asOf) break;
      months.push({ from, to });
      from = addDays(to, 1);
    }
    if (months.length > 0) folds.push({ learnTo: quarter.to, months });
  }
  return folds.slice(-TESTED_QUARTERS);
}

const nextMonth = (day: string): string => addDays(`${day.slice(0, 7)}-28`, 4).slice(0, 8) + '01';

/** What is known of a spell on an earlier day: later closings had not happened. */
const asSeenOn = (spells: readonly Spell[], day: number): Spell[] =>
  spells.flatMap((s) =>
    s.entry > day ? [] : s.exit <= day && s.outcome ? [s] : [{ ...s, exit: Math.min(s.exit, day), outcome: null }],
  );

function runFold(
  company: CompanyAsOf,
  all: readonly Spell[],
  fold: Fold,
  time: { age: Trial; season: Trial; local: Trial },
  of: Category[],
  trials: Trial[],
): void {
  const startMonth = company.fiscalYearStartMonth;
  const learnTo = dayNumber(fold.learnTo);
  const learn = asSeenOn(all, learnTo);
  const exposure = exposureOf(learn, startMonth, learnTo);
  const plain = fitHazards(exposure, 'none');
  const proportional = fitHazards(exposure, 'proportional');
  const seasonal = fitHazards(exposure, 'by age');
  // The plain rate counts every open day, also those past the oldest closing, which the curve has no use for.
  const openDays = learn.reduce((a, s) => a + s.exit - s.entry + 1, 0);
  const rate = openDays === 0 ? 0 : exposure.won / openDays;
  const tilts = of.map((category) => tiltsOf(learn, category, seasonal, exposure.ages, company, learnTo));
  for (const month of fold.months) {
    const [from, to] = [dayNumber(month.from), dayNumber(month.to)];
    const calendar = new QuarterCalendar(from, to, startMonth);
    const chanceIn = (hazards: Hazards, startAge: number, tilt: Tilt): number => {
      let chance = 0;
      let open = 1;
      for (let day = from; day <= to; day++) {
        const [won, lost] = onDay(hazards, startAge + day - from + 1, calendar.month(day), tilt);
        chance += open * won;
        open *= 1 - won - lost;
      }
      return chance;
    };
    const known = new Map<string, number>();
    const memo = (which: string, hazards: Hazards, startAge: number, tilt: Tilt): number => {
      const key = `${which}/${startAge}`;
      const value = known.get(key) ?? chanceIn(hazards, startAge, tilt);
      known.set(key, value);
      return value;
    };
    for (const s of all) {
      if (s.outcome && s.exit >= from && s.exit <= to) {
        of.forEach((category, i) =>
          testClosing(s, category(s), tilts[i] as Map<string, Tilt>, seasonal, calendar, trials[i] as Trial),
        );
      }
      if (s.start >= from || s.exit < from || s.entry >= from) continue;
      const won = s.outcome === 'won' && s.exit <= to ? 1 : 0;
      const startAge = from - 1 - s.start;
      const error = (p: number): number => (p - won) ** 2;
      const byAge = error(memo('plain', plain, startAge, NO_TILT));
      const bySeason = error(memo('proportional', proportional, startAge, NO_TILT));
      time.age.without.push(error(1 - (1 - rate) ** (to - from + 1)));
      time.age.with.push(byAge);
      time.season.without.push(byAge);
      time.season.with.push(bySeason);
      time.local.without.push(bySeason);
      time.local.with.push(error(memo('seasonal', seasonal, startAge, NO_TILT)));
    }
  }
}

/**
 * Was a deal that closed won? With and without its category. Attributes are tested on closings only: on open deals
 * an attribute without a date may have been filled in, or left empty, because of how the deal went.
 */
function testClosing(
  s: Spell,
  key: string | null,
  tilts: Map<string, Tilt>,
  hazards: Hazards,
  calendar: QuarterCalendar,
  trial: Trial,
): void {
  const level = tilts.get('');
  if (key === null || !level) return;
  const won = s.outcome === 'won' ? 1 : 0;
  const error = (tilt: Tilt): number => {
    const [w, l] = onDay(hazards, s.exit - s.start, calendar.month(s.exit), tilt);
    return ((w + l === 0 ? 0.5 : w / (w + l)) - won) ** 2;
  };
  trial.without.push(error(level));
  trial.with.push(error(tilts.get(key) ?? level));
}

/** Multipliers of each category; under the empty key that of all deals whose category is known. */
function tiltsOf(
  learn: readonly Spell[],
  category: Category,
  hazards: Hazards,
  ages: number,
  company: CompanyAsOf,
  asOf: number,
): Map<string, Tilt> {
  const groups = new Map<string, Spell[]>();
  for (const s of learn) {
    const key = category(s);
    if (key === null) continue;
    for (const k of ['', key]) {
      const group = groups.get(k);
      if (group) group.push(s);
      else groups.set(k, [s]);
    }
  }
  const level = tiltOf(groups.get('') ?? [], hazards, ages, company, NO_TILT, asOf);
  return new Map(
    [...groups].map(([key, own]) => {
      if (key === '') return [key, level];
      const tilted = tiltOf(own, hazards, ages, company, level, asOf);
      return [key, { won: level.won * tilted.won, lost: level.lost * tilted.lost }];
    }),
  );
}

function judge(signal: SignalTest['signal'], trial: Trial, onTopOf: string): SignalTest {
  const n = trial.with.length;
  if (n === 0) {
    const reason = `The value was not known of any tested deal, so ${signal} is not used.`;
    return { signal, verdict: 'not tested', brierWithout: null, brierWith: null, lift: null, n, reason };
  }
  const mean = (v: readonly number[]): number => v.reduce((a, b) => a + b, 0) / n;
  const gains = trial.without.map((w, i) => w - (trial.with[i] as number));
  const gain = mean(gains);
  const error = Math.sqrt(mean(gains.map((g) => (g - gain) ** 2)) / n);
  const [without, withIt] = [mean(trial.without), mean(trial.with)];
  const lift = without === 0 ? 0 : 1 - withIt / without;
  const used = gain > STANDARD_ERRORS * error && lift >= MINIMUM_LIFT;
  const percent = `${(Math.abs(lift) * 100).toFixed(1)} %`;
  const reason = used
    ? `Removes ${percent} of the squared error left by ${onTopOf}, out of time, n = ${n}.`
    : `Left out: out of time it ${lift < 0 ? 'raises' : 'lowers'} the squared error left by ${onTopOf} by ${percent} (n = ${n}); at least ${MINIMUM_LIFT * 100} % and more than chance is asked.`;
  const six = (x: number): number => Math.round(x * 1e6) / 1e6;
  return {
    signal,
    verdict: used ? 'used' : 'left out',
    brierWithout: six(without),
    brierWith: six(withIt),
    lift: six(lift),
    n,
    reason,
  };
}

function categoriesOf(company: CompanyAsOf): { signal: SignalTest['signal']; of: Category }[] {
  const sizes = company.accounts.flatMap((a) => (a.employees === null ? [] : [a.employees])).sort((a, b) => a - b);
  const cut = (share: number): number => sizes[Math.floor(sizes.length * share)] ?? Infinity;
  const [small, large] = [cut(1 / 3), cut(2 / 3)];
  const size = new Map(
    company.accounts.flatMap((a): [string, string][] =>
      a.employees === null ? [] : [[a.id, a.employees < small ? 'small' : a.employees < large ? 'middle' : 'large']],
    ),
  );
  return [
    { signal: 'segment', of: (s) => s.deal.segment },
    { signal: 'size', of: (s) => size.get(s.deal.accountId ?? '') ?? null },
    { signal: 'product', of: (s) => s.deal.productId },
    { signal: 'rep', of: (s) => s.deal.ownerId },
  ];
}

import type { CaseResult, Changed, Difference, KindResult, Met } from '@salesagent/evaluation';
import type { Evaluated } from '../evaluation/run-evaluation';
import { letterLabel, MEDDICC_LETTERS } from '@salesagent/canon/sales';
import { table } from './tables';

interface Row {
  kind: string;
  answeredBy: string;
  cases: CaseResult[];
}

/** Rows of a list that are shown; the rest is in `--json`. */
const SHOWN = 10;

/** What `eval` prints: a line a kind and writer, what is demanded, what changed. */
export function evaluationText({ run, differences }: Evaluated): string {
  const rows = run.kinds.flatMap(rowsOf);
  return [
    table(rows, [
      { head: 'kind', value: ({ kind }) => kind },
      { head: 'answered by', value: ({ answeredBy }) => answeredBy },
      { head: 'cases', value: ({ cases }) => String(cases.length), right: true },
      { head: 'passed', value: ({ cases }) => String(cases.filter(({ pass }) => pass).length), right: true },
      { head: 'score', value: ({ cases }) => mean(cases.map(({ score }) => score)).toFixed(3), right: true },
      { head: 'median ms', value: ({ cases }) => median(cases.map((one) => one.latencyMs)).toFixed(1), right: true },
      { head: 'tokens', value: ({ cases }) => String(sum(cases.map(({ tokens }) => tokens))), right: true },
      { head: 'USD', value: ({ cases }) => dollars(cases), right: true },
    ]),
    table(
      run.kinds.flatMap(({ kind, set, hash, demands }) => demands.map((met) => ({ kind, set: `${set} ${hash}`, met }))),
      [
        { head: 'kind', value: ({ kind }) => kind },
        { head: 'cases', value: ({ set }) => set },
        { head: 'measure', value: ({ met }) => met.demand.measure },
        { head: 'is', value: ({ met }) => rounded(met.measured), right: true },
        { head: 'demanded', value: ({ met }) => demanded(met) },
        { head: '', value: ({ met }) => (met.met ? 'met' : 'NOT MET') },
      ],
    ),
    ...run.kinds.filter(({ kind }) => kind === 'extraction').map(lettersText),
    ...run.kinds.filter(({ pass }) => !pass).map(missedText),
    ...differences.map(differenceText),
  ]
    .filter(Boolean)
    .join('\n\n');
}

/** Precision and recall of each letter: few notes carry one, so they are told and not demanded. */
function lettersText({ measures }: KindResult): string {
  const of = (what: string, letter: string, as: string): string =>
    rounded(measures[`${what} ${letter} (${as})`] ?? NaN);
  const columns = ['phrases', 'model'].flatMap((as) =>
    ['precision', 'recall'].map((what) => ({
      head: `${what} (${as})`,
      value: (letter: string) => of(what, letter, as),
      right: true,
    })),
  );
  return table([...MEDDICC_LETTERS], [{ head: 'letter', value: letterLabel }, ...columns]);
}

function rowsOf({ kind, cases }: KindResult): Row[] {
  const by = [...new Set(cases.map(({ answeredBy }) => answeredBy))];
  return by.map((answeredBy) => ({ kind, answeredBy, cases: cases.filter((one) => one.answeredBy === answeredBy) }));
}

function missedText({ kind, cases }: KindResult): string {
  const missed = cases.filter(({ pass }) => !pass);
  const lines = missed.slice(0, SHOWN).map((one) => `  ${one.id} (${one.answeredBy}): ${one.because ?? ''}`);
  return [`${kind}: ${missed.length} missed`, ...lines, ...more(missed.length)].join('\n');
}

function differenceText({ kind, since, changed, ...lists }: Difference): string {
  if (since === null) return `${kind}: the first run of these cases; the next one is compared with it.`;
  const names = ['better', 'worse', 'new', 'gone'] as const;
  const counts = names.map((name) => `${lists[name].length} ${name}`).join(', ');
  const meanwhile = changed.length > 0 ? ` (changed since: ${changed.join(', ')})` : '';
  const lines = names.flatMap((name) => [
    ...lists[name].slice(0, SHOWN).map((one) => `  ${name}: ${changeText(one)}`),
    ...more(lists[name].length),
  ]);
  return [`${kind}, since ${since}${meanwhile}: ${counts}`, ...lines].join('\n');
}

function changeText({ id, title, answeredBy, before, now, because }: Changed): string {
  const scores = `${before === null ? '–' : rounded(before)} → ${now === null ? '–' : rounded(now)}`;
  const name = title === id ? id : `${id} ${title}`;
  return `${name} (${answeredBy}) ${scores}${because ? `: ${because}` : ''}`;
}

const more = (all: number): string[] => (all > SHOWN ? [`  and ${all - SHOWN} more, see --json`] : []);
const demanded = ({ demand }: Met): string =>
  'least' in demand ? `at least ${demand.least}` : `at most ${demand.most}`;
const rounded = (value: number): string => String(Math.round(value * 1000) / 1000);
const sum = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0);
const mean = (values: readonly number[]): number => (values.length === 0 ? 0 : sum(values) / values.length);

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : mean(sorted.slice(middle - 1, middle + 1));
}

/** A writer without a price costs nothing that is known. */
function dollars(cases: readonly CaseResult[]): string {
  const known = cases.flatMap(({ usd }) => (usd === null ? [] : [usd]));
  return known.length === 0 ? '–' : sum(known).toFixed(4);
}

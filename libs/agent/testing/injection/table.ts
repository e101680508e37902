import type { Result } from './attack';
import { CARRIERS, COMPANY_DOCUMENT, OVERRIDE } from './corpus';

const COLUMNS = [...CARRIERS, OVERRIDE, COMPANY_DOCUMENT] as const;

/** Kinds × carriers with how many attempts there were, and what they came to, in Markdown. */
export function printedAttempts(results: readonly Result[]): string {
  const kinds = [...new Set(results.map(({ attempt }) => attempt.kind))];
  const attemptsIn = (some: readonly Result[]): number => new Set(some.map(({ attempt }) => attempt.id)).size;
  const cells = (name: string, some: readonly Result[]): (string | number)[] => [
    name,
    ...COLUMNS.map((carrier) => attemptsIn(some.filter(({ attempt }) => attempt.carrier === carrier))),
    ...[attemptsIn(some), some.length, some.filter(({ trace }) => trace === 'refused').length],
    some.reduce((n, { breaches }) => n + breaches.length, 0),
  ];
  const head = ['kind', ...COLUMNS, 'attempts', 'looks', 'refused', 'breaches'];
  const rows = [
    ...kinds.map((kind) =>
      cells(
        kind,
        results.filter(({ attempt }) => attempt.kind === kind),
      ),
    ),
    cells('**all**', results),
  ];
  const line = (row: readonly (string | number)[]): string => `| ${row.join(' | ')} |`;
  return [line(head), line(head.map((_, i) => (i === 0 ? '---' : '--:'))), ...rows.map(line)].join('\n');
}

/** The last row of the table in one line, for a run in which it is one of many. */
export function summedAttempts(results: readonly Result[]): string {
  const attempted = new Set(results.map(({ attempt }) => attempt.id)).size;
  const actions = new Set(results.map(({ action }) => action)).size;
  const breaches = results.reduce((n, result) => n + result.breaches.length, 0);
  const of = (trace: Result['trace']): number => results.filter((result) => result.trace === trace).length;
  const traces = `${of('refused')} refused, ${of('in the facts')} in the facts, ${of('in the record')} in the record`;
  return `${attempted} attempts, ${actions} actions, ${results.length} looks: ${traces}; ${breaches} breaches`;
}

/** Every breach with the attempt behind it. */
export const breachesIn = (results: readonly Result[]): { id: string; action: string; breaches: string[] }[] =>
  results
    .filter(({ breaches }) => breaches.length > 0)
    .map(({ attempt: { id }, action, breaches }) => ({ id, action, breaches }));

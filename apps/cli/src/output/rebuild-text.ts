import type { Projections, RebuildRun } from '../client/generated';
import { count } from './numbers';
import { missing } from './parked-text';
import { table } from './tables';

type Progress = NonNullable<RebuildRun['progress']>;
const short = (hash: string | null): string => hash?.slice(0, 12) ?? '–';

export function projectionsText({ projections, unanswered }: Projections): string {
  const rows = table(projections, [
    { head: 'projection', value: (p) => p.name },
    { head: 'rows', value: (p) => count(p.rows), right: true },
    { head: 'hash', value: (p) => short(p.hash) },
    { head: 'last', value: (p) => (p.latest ? lastText(p.latest) : 'never rebuilt') },
  ]);
  return [rows || 'No projection is known where an answer came from.', ...missing(unanswered)].join('\n');
}

function lastText(run: RebuildRun): string {
  const what = run.dryRun ? 'compared' : 'rebuilt';
  const when = `${run.startedAt.slice(0, 16).replace('T', ' ')} UTC by ${run.startedBy}`;
  if (run.state === 'running') return `being ${what}: ${run.progress ? progressText(run.progress) : 'beginning'}`;
  if (run.state !== 'done') return `${run.state} ${when}${run.problem ? `: ${run.problem}` : ''}`;
  return `${what} ${when}: ${run.result?.equal ? 'equal' : run.dryRun ? 'different' : 'repaired'}`;
}

export function progressText({ phase, read, total, perSecond, secondsLeft }: Progress): string {
  if (phase !== 'reading') return phase === 'levelling' ? 'catching up with the live consumer' : 'comparing';
  const share = total === 0 ? 100 : Math.floor((read / total) * 100);
  const left = secondsLeft === null ? '' : `, ${count(secondsLeft)} s left`;
  return `${share} %: ${count(read)} of ${count(total)} read, ${count(perSecond)} events/s${left}`;
}

export function resultText(run: RebuildRun): string {
  const { result } = run;
  if (!result) return `${run.projection}: ${run.state}`;
  const rows = table(result.tables, [
    { head: 'table', value: (t) => t.table },
    { head: 'rows', value: (t) => count(t.rows), right: true },
    { head: 'rebuilt', value: (t) => count(t.rebuiltRows), right: true },
    { head: 'missing', value: (t) => count(t.missing), right: true },
    { head: 'extra', value: (t) => count(t.extra), right: true },
    { head: 'different', value: (t) => count(t.different), right: true },
    {
      head: 'first',
      value: (t) => t.first.map((d) => `${d.what} ${d.key}`).join(', '),
      most: 80,
    },
  ]);
  const verdict = result.equal ? 'equal' : run.dryRun ? 'different; nothing was changed' : 'different before, repaired';
  return [
    `${run.projection}: ${verdict}. Hash ${result.hash}`,
    rows,
    `${count(result.events)} events in ${(result.milliseconds / 1_000).toFixed(1)} s; the live consumer waited ${count(result.fencedMilliseconds)} ms.`,
  ].join('\n');
}

import { table } from '../harness';
import type { Audit } from './audit';
import type { Obeyed } from './kill-switch';
import type { Compared } from './rebuilds';
import type { Settings } from './settings';

export interface Outcome {
  settings: Settings;
  audit: Audit;
  obeyed: Obeyed;
  projections: Compared[];
  /** By what was done to what: how often. */
  faults: ReadonlyMap<string, number>;
  edits: number;
  lostAnswers: number;
  /** Proposals that a person approved. */
  approved: number;
  /** Events that were put on the bus once more, out of order. */
  repeated: number;
  poison: { sent: number; notParked: string[]; discarded: number; stillParked: string[] };
  /** Faults that could not be made, and what did not stand again. */
  problems: string[];
  leftOut: string[];
  minutes: number;
}

/** Everything that is wrong with the outcome; empty when the run was survived. */
export function failures({ audit, obeyed, approved, projections, poison, problems }: Outcome): string[] {
  return [
    ...problems,
    ...audit.lost,
    ...audit.duplicateWrites,
    ...audit.outOfOrder,
    ...obeyed.tooLate,
    ...poison.notParked,
    ...poison.stillParked,
    ...projections.flatMap(({ projection, problem }) => (problem === null ? [] : [`${projection}: ${problem}`])),
    ...(audit.executed === 0 ? ['nothing was carried out, so nothing could be carried out twice'] : []),
    ...(approved === 0 ? ['nobody approved anything'] : []),
    ...(obeyed.stops === 0 || obeyed.around === 0
      ? ['no scope was stopped in which something would have started']
      : []),
    ...(projections.length === 0 ? ['no projection was compared'] : []),
  ];
}

/** The one table of a run. */
export function printed(outcome: Outcome): string {
  const { settings, audit, obeyed, projections, poison, faults, edits, lostAnswers, approved, repeated, minutes } =
    outcome;
  const equal = projections.filter(({ problem }) => problem === null).length;
  const rows: [string, string | number][] = [
    ['bus', settings.bus],
    ['seed', settings.seed],
    ['minutes', minutes.toFixed(1)],
    ['edits by people, acknowledged', edits],
    ['answers lost or refused meanwhile', lostAnswers],
    ['integration events in the logs', audit.logged],
    ['delivered again, out of order', repeated],
    ['messages on the bus, of them repeated', `${audit.delivered}, ${audit.repeated}`],
    ...[...faults].sort(([a], [b]) => a.localeCompare(b)),
    ['poison sent, discarded by the API', `${poison.sent}, ${poison.discarded} (each in every consumer)`],
    ['poison not parked with its reason', poison.notParked.length],
    ['keys still parked', poison.stillParked.length],
    ['proposals approved by a person', approved],
    ['proposals carried out, insights among them', audit.executed],
    ['kill switch set, executions of its scopes in the minutes around', `${obeyed.stops}, ${obeyed.around}`],
    ['executions started after it was set, the latest', `${obeyed.late}, ${obeyed.latestMilliseconds} ms`],
    [`EVENTS LOST (bus and ${audit.consumers} consumers)`, audit.lost.length],
    ['DUPLICATE CRM WRITES', audit.duplicateWrites.length],
    ['ORDER VIOLATIONS PER KEY', audit.outOfOrder.length],
    ['STARTED LATER THAN 5 s AFTER A STOP', obeyed.tooLate.length],
    ['PROJECTIONS EQUAL TO A CLEAN RUN', `${equal} of ${projections.length}`],
    ...projections.map(({ projection, hash, rows: n, problem }): [string, string] => [
      `  ${projection}`,
      problem === null ? `${hash} (${n} rows)` : 'DIFFERS',
    ]),
  ];
  const said = [...outcome.leftOut.map((each) => `left out: ${each}`), ...failures(outcome).slice(0, 40)];
  return [table('faults', rows), ...said].join('\n');
}

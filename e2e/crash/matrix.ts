import { EVENTS, type EventName } from './evidence';
import { PARTS, type Part } from './kill';

/** What became of one cell. */
export interface CellResult {
  part: Part;
  event: EventName;
  /** Empty when it happened once and everything stands again. */
  problems: string[];
  /** From the kill to everything standing again. */
  seconds: number;
  /** The last event that was written before the kill. */
  last: string | null;
}

/** Written in the transaction of the next one: no crash can fall between them. */
export const IN_ONE_TRANSACTION: Partial<Record<EventName, string>> = {
  ExecutionStarted: 'one transaction with ActionExecuted',
};

/** Cells the everyday run keeps: the moment at which each part has most to lose. */
export const EVERY_DAY: readonly (readonly [Part, EventName])[] = [
  ['gateway', 'ActionApproved'],
  ['orchestrator', 'ActionApproved'],
  ['qualification', 'ActionProposed'],
  ['postgres', 'ActionApproved'],
  ['temporal', 'ActionApproved'],
];

export function everyCell(): [Part, EventName][] {
  return EVENTS.filter((event) => !IN_ONE_TRANSACTION[event]).flatMap((event) =>
    PARTS.map((part): [Part, EventName] => [part, event]),
  );
}

/** The matrix as a Markdown table, one row a part. */
export function printed(results: readonly CellResult[]): string {
  const cell = (part: Part, event: EventName): string => {
    const same = IN_ONE_TRANSACTION[event];
    if (same) return same;
    const result = results.find((r) => r.part === part && r.event === event);
    if (!result) return '–';
    if (result.problems.length > 0) return `FAILED: ${result.problems.join('; ')}`;
    const later = result.last !== null && result.last !== event ? ` (${result.last} was written by then)` : '';
    return `once, ${result.seconds.toFixed(1)} s${later}`;
  };
  const rows = [
    ['killed -9 after', ...EVENTS],
    EVENTS.map(() => '---').concat('---'),
    ...PARTS.map((part) => [part, ...EVENTS.map((event) => cell(part, event))]),
  ];
  return rows.map((row) => `| ${row.join(' | ')} |`).join('\n');
}

import { fieldLabel, subStageLabel, type Change } from '@salesagent/canon/sales';

/** What a proposal would write, as far as a message has room for it. */
export interface ShownChange {
  lines: string[];
  /** False where something had to be left out: what is not all shown is decided in the console. */
  whole: boolean;
}

const NOTHING: ShownChange = { lines: [], whole: true };
const MOST_LINES = 6;
const LONGEST = 280;

/**
 * A change in lines, the same way whoever made it: a proposal made wrong on purpose is to be found by reading it, in a
 * channel as in the console, and by nothing else. Documents and batches are read in the console.
 *
 * @param change opened: no sealed values in it
 */
export function shownChange(change: Change): ShownChange {
  switch (change.kind) {
    case 'fields':
      return inLines(Object.entries(change.set).map(([field, set]) => line(field, set, change.expect[field])));
    case 'record':
      return inLines(Object.entries(change.set).map(([field, set]) => line(field, set, undefined)));
    case 'task':
      return inLines([line('title', change.title, undefined), line('body', change.body, undefined)]);
    default:
      return NOTHING;
  }
}

function inLines(all: readonly string[]): ShownChange {
  const whole = all.length <= MOST_LINES && all.every((text) => text.length <= LONGEST);
  const lines = all.slice(0, MOST_LINES).map((text) => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text));
  return { lines, whole };
}

function line(field: string, set: unknown, before: unknown): string {
  const from = before === undefined || before === null || before === '' ? '' : `${words(field, before)} → `;
  return `${fieldLabel(field)}: ${from}${words(field, set)}`;
}

function words(field: string, value: unknown): string {
  if (value === null || value === undefined || value === '') return 'nothing';
  if (field === 'subStage') return subStageLabel(value);
  if (typeof value === 'number') return new Intl.NumberFormat('en-US').format(value);
  return typeof value === 'object' ? JSON.stringify(value) : String(value).replace(/\s+/g, ' ').trim();
}

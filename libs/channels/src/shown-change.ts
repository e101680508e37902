import { isSealed } from '@salesagent/canon/events';
import { fieldLabel, fieldSpec, subStageLabel, type Change, type RecordType } from '@salesagent/canon/sales';

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
 * What is personal is only named: whoever keeps the messages keeps the words, and no erasure reaches them there. It is
 * read, and decided, in the console.
 *
 * @param change as it is stored, its personal values sealed
 */
export function shownChange(change: Change): ShownChange {
  switch (change.kind) {
    case 'fields':
      return inLines(
        Object.entries(change.set).map(([field, set]) => line(change.record.type, field, set, change.expect[field])),
      );
    case 'record':
      return inLines(Object.entries(change.set).map(([field, set]) => line(change.type, field, set)));
    case 'task':
      // An agent's own words about a deal, in plain in the log too; what it says of people is sealed.
      return inLines([line(null, 'title', change.title), line(null, 'body', change.body)]);
    default:
      return NOTHING;
  }
}

interface Line {
  text: string;
  whole: boolean;
}

function inLines(all: readonly Line[]): ShownChange {
  const whole = all.length <= MOST_LINES && all.every((line) => line.whole && line.text.length <= LONGEST);
  const lines = all
    .slice(0, MOST_LINES)
    .map(({ text }) => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text));
  return { lines, whole };
}

function line(type: RecordType | null, field: string, set: unknown, before?: unknown): Line {
  const isPersonal = type !== null && fieldSpec(type, field)?.personal !== undefined;
  if (isPersonal || holdsSealed([set, before])) {
    return { text: `${fieldLabel(field)}: to be read in the console`, whole: false };
  }
  const from = before === undefined || before === null || before === '' ? '' : `${words(field, before)} → `;
  return { text: `${fieldLabel(field)}: ${from}${words(field, set)}`, whole: true };
}

function holdsSealed(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return isSealed(value) || Object.values(value).some(holdsSealed);
}

function words(field: string, value: unknown): string {
  if (value === null || value === undefined || value === '') return 'nothing';
  if (field === 'subStage') return subStageLabel(value);
  if (typeof value === 'number') return new Intl.NumberFormat('en-US').format(value);
  return typeof value === 'object' ? JSON.stringify(value) : String(value).replace(/\s+/g, ' ').trim();
}

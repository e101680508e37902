import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { RecordState } from '@salesagent/crm';

/** How far a backfill is. */
export interface Place {
  /** Where changes go on from once everything is read. */
  position: string;
  /** Which of the types. */
  type: number;
  cursor: string | null;
}

/** Pages on disk as a store keeps them: first what is in a page, then where to go on, each before it counts. */
export class KeptPages {
  private readonly records: number;

  constructor(private readonly directory: string) {
    this.records = openSync(join(directory, 'records'), 'a');
  }

  /** Where a former process was; `null` when there was none. */
  place(): Place | null {
    const path = join(this.directory, 'place');
    return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Place) : null;
  }

  keep(states: readonly RecordState[], place: Place): void {
    if (states.length > 0) {
      writeSync(this.records, states.map(({ type, id }) => `${type}/${id}\n`).join(''));
      fsyncSync(this.records);
    }
    const next = join(this.directory, 'place.next');
    const file = openSync(next, 'w');
    writeSync(file, JSON.stringify(place));
    fsyncSync(file);
    closeSync(file);
    renameSync(next, join(this.directory, 'place'));
  }
}

/** How many different records were kept, and how many more than once. */
export function keptRecords(directory: string): { different: number; again: number } {
  const lines = readFileSync(join(directory, 'records'), 'utf8').trimEnd().split('\n');
  const different = new Set(lines).size;
  return { different, again: lines.length - different };
}

import { ConcurrencyError, InvalidEventError } from './errors';
import type { AppendResult, EventToAppend, StreamBatch } from './types';

/** Where a stream stands: its newest version and how many integration events it has. */
export interface StreamHead {
  version: number;
  sequence: number;
}

/** One row to insert. */
export interface PlannedEvent {
  stream: string;
  streamVersion: number;
  sequence: number;
  integration: boolean;
  event: EventToAppend;
}

export interface AppendPlan {
  rows: PlannedEvent[];
  results: AppendResult[];
}

/**
 * Numbers the events of batches and drops those whose id is known. Pure: the database is asked before and written
 * to after. Several batches of one stream follow each other; each checks its expectation against the one before.
 * A batch that is known as a whole is a retry and passes whatever it expected.
 * @throws ConcurrencyError when a stream is not where its writer thought
 */
export function planAppend(
  batches: readonly StreamBatch[],
  heads: ReadonlyMap<string, StreamHead>,
  knownIds: ReadonlySet<string>,
  isIntegration: (type: string) => boolean,
): AppendPlan {
  const current = new Map<string, StreamHead>(heads);
  const seen = new Set(knownIds);
  const rows: PlannedEvent[] = [];
  const results = batches.map((batch): AppendResult => {
    const head = current.get(batch.stream) ?? { version: 0, sequence: 0 };
    const duplicates: string[] = [];
    const fresh = batch.events.filter((event) => {
      if (!seen.has(event.id)) {
        seen.add(event.id);
        return true;
      }
      duplicates.push(event.id);
      return false;
    });
    const isRetry = fresh.length === 0 && batch.events.length > 0;
    if (!isRetry) expectVersion(batch, head.version);
    let { version, sequence } = head;
    for (const event of fresh) {
      const integration = isIntegration(event.type);
      version += 1;
      if (integration) sequence += 1;
      rows.push({ stream: batch.stream, streamVersion: version, sequence, integration, event });
    }
    current.set(batch.stream, { version, sequence });
    return { stream: batch.stream, version, appended: fresh.length, duplicates };
  });
  return { rows, results };
}

function expectVersion(batch: StreamBatch, actual: number): void {
  if (batch.expected === 'any') return;
  const expected = batch.expected === 'none' ? 0 : batch.expected;
  if (expected !== actual) throw new ConcurrencyError(batch.stream, batch.expected, actual);
}

/**
 * Largest data of an integration event, in bytes of JSON: what every transport of the bus carries. Refused here, in the
 * transaction that would have written it, for at the relay it would stand in the way of all that comes after.
 */
export const LARGEST_EVENT_BYTES = 1_000_000;

/** A NUL character as JSON writes it: an odd number of backslashes before `u0000`. */
const NUL = /(?<!\\)(?:\\\\)*\\u0000/;

/**
 * The event's data as JSON text.
 * @throws InvalidEventError when it is no JSON value, holds a NUL character, which no projection could store, or is an
 *   integration event too large for the bus
 */
export function serialiseData(event: EventToAppend, integration: boolean): string {
  const text = JSON.stringify(event.data) as string | undefined;
  if (text === undefined) throw new InvalidEventError(event.id, event.type, 'its data is not a JSON value.');
  if (text.includes('\\u0000') && NUL.test(text)) {
    throw new InvalidEventError(event.id, event.type, 'its data holds a NUL character; remove it at the source.');
  }
  if (integration && text.length > LARGEST_EVENT_BYTES / 4 && Buffer.byteLength(text) > LARGEST_EVENT_BYTES) {
    const problem = `its data has ${Buffer.byteLength(text)} bytes, the bus carries ${LARGEST_EVENT_BYTES}; split it.`;
    throw new InvalidEventError(event.id, event.type, problem);
  }
  if (Number.isNaN(event.occurredAt.getTime())) {
    throw new InvalidEventError(event.id, event.type, 'occurredAt is not a valid date.');
  }
  return text;
}

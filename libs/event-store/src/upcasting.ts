import { climb, newestVersion, type UpcasterLadder } from '@salesagent/canon/events';
import type { StoredEvent, StreamBatch } from './types';

/**
 * A stored event as the newest version says it.
 * @throws UpcasterMissingError when a step is missing
 */
export function upcast<E extends Pick<StoredEvent, 'type' | 'version' | 'data' | 'stream' | 'occurredAt'>>(
  ladder: UpcasterLadder,
  event: E,
): E {
  if (newestVersion(ladder, event.type) === null) return event;
  const { type, stream, occurredAt } = event;
  return climb(ladder, { type, key: stream, occurredAt: occurredAt.toISOString() }, event);
}

/** Batches whose events name the version they are written in: the newest of the ladder where the writer named none. */
export function withVersions(ladder: UpcasterLadder, batches: readonly StreamBatch[]): readonly StreamBatch[] {
  if (Object.keys(ladder).length === 0) return batches;
  return batches.map((batch) => ({
    ...batch,
    events: batch.events.map((event) => ({
      ...event,
      version: event.version ?? newestVersion(ladder, event.type) ?? 1,
    })),
  }));
}

import { InvalidEventError } from './errors';
import type { EventToAppend } from './types';

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

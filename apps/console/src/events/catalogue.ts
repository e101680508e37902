import { EVENTS, topicsOf } from '@salesagent/canon/events';
import type { EventTypes } from '../api/events.schema';

/** Every event that this release writes or reads. */
export function eventTypes(company: string): EventTypes {
  const events = EVENTS.map((event) => ({
    type: event.type,
    version: event.version,
    older: (event.older ?? []).map(({ version }) => version),
    topics: topicsOf(event),
    key: event.key,
    writtenBy: [...event.writtenBy],
    description: event.description,
    deprecated: event.deprecated ?? null,
  }));
  return { company, events };
}

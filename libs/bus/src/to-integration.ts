import { topicOf, type IntegrationEvent, type Source } from '@salesagent/canon/events';
import type { StoredEvent } from '@salesagent/event-store';

/** The event as other services see it; null when it is internal. Pure, so that it can be published again the same. */
export function toIntegration(event: StoredEvent, company: string, source: Source): IntegrationEvent | null {
  if (event.sequence === null) return null;
  return {
    id: event.id,
    type: event.type,
    version: event.version,
    source,
    company,
    topic: topicOf(company, event.type, event.stream),
    key: event.stream,
    sequence: event.sequence,
    occurredAt: event.occurredAt.toISOString(),
    recordedAt: event.recordedAt.toISOString(),
    correlationId: event.correlationId,
    causationId: event.causationId,
    ...(event.traceparent === null ? {} : { traceparent: event.traceparent }),
    data: event.data,
  };
}

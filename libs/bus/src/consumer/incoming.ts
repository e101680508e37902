import { envelopeSchema, eventDefinition, type IntegrationEvent } from '@salesagent/canon/events';
import { z } from 'zod';
import type { Delivery } from '../transport';

/** An event that can be put in order, with what is wrong with it, if anything. */
export interface Incoming {
  event: IntegrationEvent;
  /** Identifies the sequence it belongs to. */
  lane: string;
  /** Whether the handler wants it; others only keep the sequence whole. */
  wanted: boolean;
  /** Why it cannot be handled. */
  problem: string | null;
}

export function laneOf(source: string, key: string): string {
  return `${source}\u0000${key}`;
}

/** The least that must be there to know whose turn it is. */
const identity = z.object({ source: z.string().min(1), key: z.string().min(1), sequence: z.int().positive() });

/**
 * Checks what came off the wire against the envelope and the schema of its type. An event of a type that this
 * version of the canon does not know passes unhandled: it was added after us, and concerns nothing we read.
 * @returns null when not even its place in a sequence can be read
 */
export function readDelivery(delivery: Delivery, company: string, wantedTopics: ReadonlySet<string>): Incoming | null {
  const place = identity.safeParse(delivery.event);
  if (!place.success) return null;
  const event = delivery.event as IntegrationEvent;
  const lane = laneOf(place.data.source, place.data.key);
  const wanted = wantedTopics.has(delivery.topic);
  const incoming = { event, lane, wanted, problem: null };
  if (delivery.undecodable !== undefined) return { ...incoming, problem: delivery.undecodable };
  const envelope = envelopeSchema.safeParse(event);
  if (!envelope.success) return { ...incoming, problem: `envelope: ${z.prettifyError(envelope.error)}` };
  if (event.company !== company) return { ...incoming, problem: `belongs to company "${event.company}"` };
  if (!wanted) return incoming;
  const definition = eventDefinition(event.type);
  if (!definition) return { ...incoming, wanted: false };
  if (event.version !== definition.version) {
    return {
      ...incoming,
      problem: `version ${event.version} of ${event.type}; this service knows ${definition.version}`,
    };
  }
  const data = definition.schema.safeParse(event.data);
  return data.success ? incoming : { ...incoming, problem: `data of ${event.type}: ${z.prettifyError(data.error)}` };
}

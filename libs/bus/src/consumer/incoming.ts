import {
  eventDefinition,
  problemOfEnvelope,
  readAsNewest,
  type EventDefinition,
  type IntegrationEvent,
} from '@salesagent/canon/events';
import type { Delivery } from '../transport';

/** An event that can be put in order, with what is wrong with it, if anything. */
export interface Incoming {
  /** As the newest version says it. */
  event: IntegrationEvent;
  /** As it came: what is parked, so that any later reader can begin with it. */
  received: IntegrationEvent;
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
function hasPlace(event: unknown): event is IntegrationEvent {
  if (typeof event !== 'object' || event === null) return false;
  const { source, key, sequence } = event as Partial<Record<keyof IntegrationEvent, unknown>>;
  const named = typeof source === 'string' && source !== '' && typeof key === 'string' && key !== '';
  return named && Number.isSafeInteger(sequence) && (sequence as number) > 0;
}

/** An event that is parked because its bytes could not be read: whoever tries it again knows only what was kept. */
type Kept = IntegrationEvent & { undecodable?: unknown };

function undecodableAs({ undecodable }: Kept): string | null {
  return typeof undecodable === 'string' ? undecodable : null;
}

/** How a consumer knows event types; `eventDefinition` of canon/events outside tests. */
export type Definitions = (type: string) => EventDefinition | undefined;

/**
 * Checks what came off the wire against the envelope and the schema of its type, and makes it the newest version. An
 * event of a type that this version of the canon does not know passes unhandled: it was added after us, and concerns
 * nothing we read.
 * @returns null when not even its place in a sequence can be read
 */
export function readDelivery(
  delivery: Delivery,
  company: string,
  wantedTopics: ReadonlySet<string>,
  definitions: Definitions = eventDefinition,
): Incoming | null {
  const { event } = delivery;
  if (!hasPlace(event)) return null;
  const lane = laneOf(event.source, event.key);
  const wanted = wantedTopics.has(delivery.topic);
  const incoming = { event, received: event, lane, wanted, problem: null };
  const undecodable = delivery.undecodable ?? undecodableAs(event);
  if (undecodable !== null) return { ...incoming, received: { ...event, undecodable } as Kept, problem: undecodable };
  const envelope = problemOfEnvelope(event);
  if (envelope !== null) return { ...incoming, problem: `envelope: ${envelope}` };
  if (event.company !== company) return { ...incoming, problem: `belongs to company "${event.company}"` };
  if (!wanted) return incoming;
  const definition = definitions(event.type);
  if (!definition) return { ...incoming, wanted: false };
  return { ...incoming, ...readAsNewest(definition, event) };
}

import { v5 as uuidv5 } from 'uuid';
import { RECORD_TYPES } from '../sales/records';
import { AGENT_EVENTS } from './agent-events';
import { CRM_EVENTS, IMPORT_EVENTS } from './crm-events';
import type { EventDefinition } from './definition';
import { EXECUTION_EVENTS } from './execution-events';
import { GATE_EVENTS } from './gate-events';
import { KPI_EVENTS } from './kpi-events';
import { LIFECYCLE_EVENTS } from './lifecycle-events';
import { ladderOf } from './reading';
import type { UpcasterLadder } from './upcasting';
import { PERSONAL_DATA_EVENTS } from './personal-data-events';

/** Every integration event. What is not here is internal to its service and never leaves it. */
export const EVENTS: readonly EventDefinition[] = [
  ...CRM_EVENTS,
  ...IMPORT_EVENTS,
  ...PERSONAL_DATA_EVENTS,
  ...AGENT_EVENTS,
  ...GATE_EVENTS,
  ...EXECUTION_EVENTS,
  ...LIFECYCLE_EVENTS,
  ...KPI_EVENTS,
];

const byType = new Map(EVENTS.map((e) => [e.type, e]));

export function eventDefinition(type: string): EventDefinition | undefined {
  return byType.get(type);
}

export function isIntegrationEvent(type: string): boolean {
  return byType.has(type);
}

/** From every older version of every event to the newest. */
export const UPCASTERS: UpcasterLadder = ladderOf(EVENTS);

/**
 * What a service's log must know of integration events: `new EventStore(pool, { schema, ...INTEGRATION_EVENTS })`.
 */
export const INTEGRATION_EVENTS = { isIntegration: isIntegrationEvent, upcasters: UPCASTERS } as const;

/**
 * Full topic of an event type for a company: `{company}.{domain}.{entity}`. With the event's key, the deletion of a
 * record goes to the topic of the record's own events, so that whoever follows the record sees every one of them.
 */
export function topicOf(company: string, type: string, key?: string): string {
  const definition = byType.get(type);
  if (!definition) throw new Error(`Event type "${type}" is not defined in canon/events`);
  if (type === 'RecordDeleted' && key !== undefined) return `${company}.crm.${key.slice(0, key.indexOf('/'))}`;
  return `${company}.${definition.topic}`;
}

/** Every topic (without company) that an event type is found on. */
export function topicsOf(definition: EventDefinition): string[] {
  return definition.type === 'RecordDeleted' ? RECORD_TYPES.map((type) => `crm.${type}`) : [definition.topic];
}

/** Topics whose events share keys: their sequences run on from one to the other. */
export const SHARED_KEYS: readonly (readonly string[])[] = [['agents.action', 'agents.insight']];

/** The topics (without company) to read so that no event of the keys in `topics` is missed. */
export function withSharedKeys(topics: readonly string[]): string[] {
  const shared = SHARED_KEYS.filter((group) => group.some((topic) => topics.includes(topic)));
  return [...new Set([...topics, ...shared.flat()])];
}

/** All topics without the company prefix. */
export const TOPICS: readonly string[] = [...new Set(EVENTS.map((e) => e.topic))];

const NAMESPACE = '5f0d0a0e-6c0b-5c1e-9a53-0b6d5a1f5a11';

/** Deterministic event id: the same cause produces the same events, so a retry appends nothing new. */
export function eventId(cause: string, subject: string, type: string, ordinal = 0): string {
  return uuidv5(`${cause}\n${subject}\n${type}\n${ordinal}`, NAMESPACE);
}

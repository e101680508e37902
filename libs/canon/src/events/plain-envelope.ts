import { SOURCES, type IntegrationEvent } from './envelope';

const KNOWN: ReadonlySet<unknown> = new Set(SOURCES);

/** As `Date.toISOString` writes it, up to the 28th, which every month has. */
const PLAIN_TIME = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;

const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';
const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) > 0;

/**
 * Whether an event is, at a glance, one that the schema of the envelope takes: nearly every event is, and every
 * consumer reads each of them, so the schema – which takes ten times as long – is asked about the others only.
 */
export function isPlainEnvelope(event: unknown): event is IntegrationEvent {
  if (typeof event !== 'object' || event === null || Array.isArray(event)) return false;
  const e = event as Record<keyof IntegrationEvent, unknown>;
  return (
    isText(e.id) &&
    isText(e.type) &&
    isCount(e.version) &&
    KNOWN.has(e.source) &&
    isText(e.company) &&
    isText(e.topic) &&
    isText(e.key) &&
    isCount(e.sequence) &&
    typeof e.occurredAt === 'string' &&
    PLAIN_TIME.test(e.occurredAt) &&
    typeof e.recordedAt === 'string' &&
    PLAIN_TIME.test(e.recordedAt) &&
    typeof e.correlationId === 'string' &&
    typeof e.causationId === 'string' &&
    (e.traceparent === undefined || typeof e.traceparent === 'string') &&
    'data' in e
  );
}

import { cloudEventHeaders, type IntegrationEvent } from '@salesagent/canon/events';
import { LARGEST_EVENT_BYTES } from '@salesagent/event-store';
import type { DeadLetter, DeadLetterNote } from '../transport';

/** A message as a Kafka client sends it. */
export interface OutgoingMessage {
  key: string;
  value: string;
  headers: Record<string, string>;
  /** Milliseconds since 1970, as text; the client's own clock when absent. */
  timestamp?: string;
}

type HeaderValue = Buffer | string | (Buffer | string)[] | undefined;

/** A message as a Kafka client received it. */
export interface ReceivedMessage {
  key: Buffer | null;
  value: Buffer | null;
  headers?: Record<string, HeaderValue>;
}

/** What the bytes of a message say. `undecodable` says why they do not say all of it. */
export interface DecodedMessage {
  key: string;
  /** The event; with `undecodable` as much of it as its headers tell, or null when they do not tell even its place. */
  event: unknown;
  undecodable?: string;
  deadLetter?: DeadLetterNote;
}

/** Characters of a value that are shown in a reason. */
const EXCERPT = 200;

/**
 * CloudEvents 1.0, Kafka protocol binding, binary content mode: attributes are `ce_*` headers, the data is the value,
 * the aggregate id is the key. What CloudEvents has no attribute for are extension attributes, in lower case.
 *
 * Its time is that of the database: a broker refuses messages of a publisher whose clock is an hour ahead.
 */
export function toMessage(event: IntegrationEvent): OutgoingMessage {
  return {
    key: event.key,
    value: JSON.stringify(event.data),
    headers: cloudEventHeaders(event),
    ...timestampOf(event.recordedAt),
  };
}

/** None for what is no time: whoever can write to a topic can write anything, and it comes back as a dead letter. */
function timestampOf(time: string): Pick<OutgoingMessage, 'timestamp'> {
  const milliseconds = Date.parse(time);
  return milliseconds >= 0 ? { timestamp: String(milliseconds) } : {};
}

/** A dead letter: the event as far as it could be read, and in extension attributes what happened to it. */
export function toDeadLetterMessage(company: string, letter: DeadLetter): OutgoingMessage {
  const event = { ...UNREAD, ...(letter.event as Partial<IntegrationEvent>) };
  const at = letter.parkedAt.toISOString();
  const { key, source, sequence } = letter;
  const { headers, value } = toMessage({
    ...event,
    key,
    sequence,
    source: source as IntegrationEvent['source'],
    id: event.id || `${source}/${key}/${sequence}`,
    company: event.company || company,
    occurredAt: event.occurredAt || at,
    recordedAt: event.recordedAt || at,
  });
  return {
    key,
    value,
    headers: {
      ...headers,
      ce_deadletterconsumer: letter.consumer,
      ce_deadlettertopic: letter.topic,
      ce_deadletterreason: letter.reason,
      ce_deadletterparkedat: at,
    },
    ...timestampOf(at),
  };
}

/** What an event that could not be read is called. */
const UNREAD = {
  ...{ type: 'Unreadable', version: 1, topic: '', data: null },
  ...{ id: '', company: '', occurredAt: '', recordedAt: '', correlationId: '', causationId: '' },
};

/** The event of a message, the other way round. Never throws: whoever can write to a topic can write anything. */
export function fromMessage(topic: string, message: ReceivedMessage): DecodedMessage {
  const key = storable(message.key?.toString('utf8') ?? '');
  const read = readHeaders(message.headers ?? {});
  const problem = headerProblem(read) ?? (message.key === null ? 'the message has no key' : null);
  const place = { source: read['ce_source'], key, sequence: integer(read['ce_sequence']) };
  if (!place.source || !key || place.sequence === null) {
    return { key, event: null, undecodable: problem ?? `header ce_sequence is "${read['ce_sequence']}"` };
  }
  const type = /^(.+)\.v(\d+)$/.exec(read['ce_type'] ?? '');
  const envelope = {
    id: read['ce_id'] ?? '',
    type: type?.[1] ?? read['ce_type'] ?? '',
    version: Number(type?.[2] ?? 0),
    company: read['ce_company'] ?? '',
    topic,
    ...place,
    occurredAt: read['ce_time'] ?? '',
    recordedAt: read['ce_recordedat'] ?? '',
    correlationId: read['ce_correlationid'] ?? '',
    causationId: read['ce_causationid'] ?? '',
    ...(read['traceparent'] === undefined ? {} : { traceparent: read['traceparent'] }),
  };
  if (problem) return { key, event: { ...envelope, data: null }, undecodable: problem };
  const data = readValue(message.value);
  if ('problem' in data) return { key, event: { ...envelope, data: null }, undecodable: data.problem };
  return { key, event: { ...envelope, data: data.value }, ...deadLetterNote(read) };
}

function deadLetterNote(headers: Record<string, string | undefined>): { deadLetter?: DeadLetterNote } {
  const consumer = headers['ce_deadletterconsumer'];
  if (consumer === undefined) return {};
  const topic = headers['ce_deadlettertopic'] ?? '';
  const reason = headers['ce_deadletterreason'] ?? '';
  return { deadLetter: { consumer, topic, reason, parkedAt: headers['ce_deadletterparkedat'] ?? '' } };
}

const REQUIRED = [
  ...['ce_specversion', 'ce_id', 'ce_type', 'ce_source', 'ce_time'],
  ...['ce_company', 'ce_sequence', 'ce_recordedat', 'ce_correlationid', 'ce_causationid'],
];

const KNOWN = [
  ...[...REQUIRED, 'traceparent'],
  ...['ce_deadletterconsumer', 'ce_deadlettertopic', 'ce_deadletterreason', 'ce_deadletterparkedat'],
];

/** Those we know, by name: there are a dozen in every message. */
function readHeaders(headers: Record<string, HeaderValue>): Record<string, string | undefined> {
  const read: Record<string, string | undefined> = {};
  for (const name of KNOWN) {
    const value = headers[name];
    const first = Array.isArray(value) ? value[0] : value;
    if (first !== undefined) read[name] = storable(first.toString());
  }
  return read;
}

function headerProblem(headers: Record<string, string | undefined>): string | null {
  const missing = REQUIRED.filter((name) => headers[name] === undefined);
  if (missing.length > 0) return `not a CloudEvent of ours: header ${missing.join(', ')} missing`;
  if (headers['ce_specversion'] !== '1.0') return `CloudEvents version "${headers['ce_specversion']}", not 1.0`;
  if (!/\.v\d+$/.test(headers['ce_type'] ?? '')) return `type "${headers['ce_type']}" names no version (Type.v1)`;
  return null;
}

function readValue(value: Buffer | null): { value: unknown } | { problem: string } {
  if (value === null) return { problem: 'the message has no value' };
  if (value.length > LARGEST_EVENT_BYTES) {
    return { problem: `${value.length} bytes are more than the ${LARGEST_EVENT_BYTES} an event may have` };
  }
  const text = value.toString('utf8');
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    const excerpt = JSON.stringify(text.slice(0, EXCERPT));
    return { problem: `the value (${value.length} bytes) is not JSON: ${storable(excerpt)}` };
  }
}

function integer(text: string | undefined): number | null {
  const value = Number(text);
  return /^\d+$/.test(text ?? '') && Number.isSafeInteger(value) && value > 0 ? value : null;
}

/** PostgreSQL stores no NUL character, and what cannot be decoded has to be kept for a person to look at. */
function storable(text: string): string {
  return text.includes('\u0000') ? text.replaceAll('\u0000', '\ufffd') : text;
}

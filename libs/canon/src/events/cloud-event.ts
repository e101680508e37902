import { z } from 'zod';
import { envelopeSchema, SOURCES, type IntegrationEvent } from './envelope';

/**
 * The headers of an event in CloudEvents 1.0, Kafka protocol binding, binary content mode. The key of the message is
 * the event's key, its value the event's data as JSON. What CloudEvents has no attribute for are extension
 * attributes, in lower case. Every header is text.
 */
const { shape } = envelopeSchema;
export const cloudEventHeadersSchema = z.object({
  'content-type': z.literal('application/json').describe('Media type of the value'),
  ce_specversion: z.literal('1.0').describe('Version of CloudEvents'),
  ce_id: z.string().min(1).describe(shape.id.description!),
  ce_type: z
    .string()
    .regex(/^.+\.v[1-9][0-9]*$/)
    .describe('Type and version of its schema: `OpportunityWon.v1`'),
  ce_source: z.enum(SOURCES).meta({ description: 'Service that wrote it', extensible: true }),
  ce_subject: z.string().min(1).describe('The key again: aggregate it is about; order holds per source and key'),
  ce_time: z.iso.datetime().describe(shape.occurredAt.description!),
  ce_company: z.string().min(1).describe(shape.company.description!),
  ce_sequence: z
    .string()
    .regex(/^[1-9][0-9]*$/)
    .describe(`${shape.sequence.description!}, in decimal`),
  ce_recordedat: z.iso.datetime().describe(shape.recordedAt.description!),
  ce_correlationid: z.string().describe(shape.correlationId.description!),
  ce_causationid: z.string().describe(shape.causationId.description!),
  traceparent: z.string().optional().describe('W3C trace context of the hop that wrote it'),
});
export type CloudEventHeaders = z.infer<typeof cloudEventHeadersSchema>;

export function cloudEventHeaders(event: IntegrationEvent): CloudEventHeaders {
  return {
    'content-type': 'application/json',
    ce_specversion: '1.0',
    ce_id: event.id,
    ce_type: versionedType(event),
    ce_source: event.source,
    ce_subject: event.key,
    ce_time: event.occurredAt,
    ce_company: event.company,
    ce_sequence: String(event.sequence),
    ce_recordedat: event.recordedAt,
    ce_correlationid: event.correlationId,
    ce_causationid: event.causationId,
    ...(event.traceparent === undefined ? {} : { traceparent: event.traceparent }),
  };
}

/** `OpportunityWon.v1`: how type and version are said in one word. */
export function versionedType({ type, version }: { type: string; version: number }): string {
  return `${type}.v${version}`;
}

/** A message as it lies on Kafka, decoded; the form of our samples and of a dump. */
export interface CloudEventMessage {
  topic: string;
  key: string;
  headers: Readonly<Record<string, string>>;
  value: unknown;
}

export function toCloudEvent(event: IntegrationEvent): CloudEventMessage {
  return { topic: event.topic, key: event.key, headers: cloudEventHeaders(event), value: event.data };
}

/**
 * The event of a message. Checks nothing: what is not there is missing in the event too, for a schema to name.
 */
export function fromCloudEvent({ topic, key, headers, value }: CloudEventMessage): IntegrationEvent {
  const [, type, version] = /^(.+)\.v(\d+)$/.exec(headers['ce_type'] ?? '') ?? [];
  const said = {
    id: headers['ce_id'],
    type,
    version: version === undefined ? undefined : Number(version),
    source: headers['ce_source'],
    company: headers['ce_company'],
    topic,
    key,
    sequence: headers['ce_sequence'] === undefined ? undefined : Number(headers['ce_sequence']),
    occurredAt: headers['ce_time'],
    recordedAt: headers['ce_recordedat'],
    correlationId: headers['ce_correlationid'],
    causationId: headers['ce_causationid'],
    ...(headers['traceparent'] === undefined ? {} : { traceparent: headers['traceparent'] }),
    data: value,
  };
  return said as IntegrationEvent;
}

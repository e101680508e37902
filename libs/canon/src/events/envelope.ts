import { z } from 'zod';

/** Who writes an event. Every stream has one writer. */
export const SOURCES = [
  'gateway',
  'orchestrator',
  'lead-gen',
  'qualification',
  'deal',
  'customer-success',
  'ops-analyst',
] as const;
export type Source = (typeof SOURCES)[number];

/** A personal value, encrypted for its subject when the event was appended (libs/sealing). */
export const sealedSchema = z
  .strictObject({
    sealed: z.literal(1).describe('Format of the envelope'),
    subject: z.string().describe('Whose value it is: a record reference, or `text/{record}` for free text'),
    keyVersion: z.int().positive().describe('Version of the subject’s key'),
    event: z.string().describe('Id of the event it was sealed in; authenticated, so it opens in no other'),
    iv: z.string().describe('Nonce, base64'),
    tag: z.string().describe('Authentication tag, base64'),
    data: z.string().describe('AES-256-GCM ciphertext, base64'),
  })
  .meta({
    id: 'Sealed',
    description: 'A personal value sealed for its subject; opaque to whoever has no grant on the key.',
  });
export type Sealed = z.infer<typeof sealedSchema>;

export function isSealed(value: unknown): value is Sealed {
  return typeof value === 'object' && value !== null && (value as { sealed?: unknown }).sealed === 1;
}

/** An event as it travels over the bus (CloudEvents 1.0 attributes in camel case, `ce_*` headers on Kafka). */
export interface IntegrationEvent<D = unknown> {
  /** uuidv5 of cause, subject, type and ordinal: appended once however often its cause is retried. */
  id: string;
  type: string;
  version: number;
  source: Source;
  company: string;
  /** `{company}.{domain}.{entity}`. */
  topic: string;
  /** Aggregate id; order holds per key. */
  key: string;
  /** Gap-free per (source, key), from 1. */
  sequence: number;
  /** Business time. */
  occurredAt: string;
  recordedAt: string;
  correlationId: string;
  causationId: string;
  traceparent?: string;
  data: D;
}

export const envelopeSchema = z.strictObject({
  id: z.string().min(1).describe('uuidv5 of cause, subject, type and ordinal: a retry of the cause gives the same id'),
  type: z.string().min(1).describe('What happened, in the past tense'),
  version: z.int().positive().describe('Version of the schema of the data'),
  source: z.enum(SOURCES).meta({ description: 'Service that wrote it', extensible: true }),
  company: z.string().min(1).describe('Company it belongs to'),
  topic: z.string().min(1).describe('`{company}.{domain}.{entity}`'),
  key: z.string().min(1).describe('Aggregate it is about; order holds per source and key'),
  sequence: z.int().positive().describe('From 1, without gaps, per source and key'),
  occurredAt: z.iso.datetime().describe('Business time: when it happened'),
  recordedAt: z.iso.datetime().describe('When it was written down'),
  correlationId: z.string().describe('What it all began with: an import, a request, an action'),
  causationId: z.string().describe('What caused it directly; the action id for an echo of our own write'),
  traceparent: z.string().optional().describe('W3C trace context of the hop that wrote it'),
  data: z.unknown(),
});

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
    sealed: z.literal(1),
    subject: z.string(),
    keyVersion: z.int().positive(),
    event: z.string(),
    iv: z.string(),
    tag: z.string(),
    data: z.string(),
  })
  .describe('A personal value sealed for its subject; opaque to whoever has no grant on the key.');
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
  id: z.string().min(1),
  type: z.string().min(1),
  version: z.int().positive(),
  source: z.enum(SOURCES),
  company: z.string().min(1),
  topic: z.string().min(1),
  key: z.string().min(1),
  sequence: z.int().positive(),
  occurredAt: z.iso.datetime(),
  recordedAt: z.iso.datetime(),
  correlationId: z.string(),
  causationId: z.string(),
  traceparent: z.string().optional(),
  data: z.unknown(),
});

export interface EventDefinition<S extends z.ZodType = z.ZodType> {
  type: string;
  version: number;
  /** Topic without the company prefix: `crm.opportunity`. */
  topic: string;
  description: string;
  schema: S;
}

export function defineEvent<S extends z.ZodType>(definition: EventDefinition<S>): EventDefinition<S> {
  return definition;
}

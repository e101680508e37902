import { z } from 'zod';

/**
 * An export is JSON Lines: the chain, the signed heads, then link by link with the event as its log holds it now,
 * rows of the logs that no link covers, and a last line by which a cut file is told from a whole one.
 */
const text = z.string();
const link = z.object({
  seq: z.int().positive(),
  source: text,
  eventId: text,
  stream: text,
  type: text,
  recordedAt: text,
  eventHash: text,
  previous: text,
  hash: text,
});
const event = z.object({
  id: text,
  type: text,
  version: z.int(),
  stream: text,
  streamVersion: z.int(),
  occurredAt: text,
  recordedAt: text,
  correlationId: text,
  causationId: text,
  actor: text.nullable(),
  traceparent: text.nullable(),
  data: z.unknown(),
});
const head = z.object({ company: text, seq: z.int(), hash: text, at: text, key: text, signature: text });
export const signedHeadSchema = head;

export const jwkSchema = z.object({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: text });

export const auditLineSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('chain'),
    format: z.literal(1),
    company: text,
    exportedAt: text,
    /** Public key of whoever signs now; null where nobody does. */
    publicKey: jwkSchema.nullable(),
  }),
  z.object({ kind: z.literal('head'), head }),
  z.object({
    kind: z.literal('link'),
    link,
    /** The row of the log; null when there is none any more. */
    event: event.nullable(),
  }),
  z.object({
    kind: z.literal('unlinked'),
    source: text,
    eventId: text,
    type: text,
    recordedAt: text,
  }),
  z.object({ kind: z.literal('end'), links: z.int(), heads: z.int() }),
]);
export type AuditLine = z.infer<typeof auditLineSchema>;

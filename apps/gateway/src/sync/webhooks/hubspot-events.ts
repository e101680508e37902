import { z } from 'zod';

/** One thing that HubSpot says has happened; what became of the record is read from it, never taken from here. */
export interface WebhookEvent {
  /** Names the event over repeated deliveries. HubSpot's own `eventId` alone is not unique. */
  key: string;
  /** HubSpot's name of the object: `deal`, `contact`, or an object type id. */
  object: string;
  objectId: string;
  occurredAt: Date | null;
}

const recordId = z.union([z.int().min(0), z.string().regex(/^\d{1,30}$/)]);
const word = z.string().regex(/^[\w-]{1,100}$/, 'expected letters, digits and dashes');

/**
 * Fields of an event: "Webhooks API – Webhook payloads",
 * https://developers.hubspot.com/docs/api-reference/webhooks-webhooks-v3/guide
 */
const event = z.looseObject({
  eventId: z.union([z.int(), word]),
  subscriptionId: z.union([z.int(), word]).optional(),
  subscriptionType: z
    .string()
    .regex(/^[a-z_]+\.[A-Za-z_]+$/, 'expected {object}.{what}')
    .max(100),
  objectTypeId: word.optional(),
  objectId: recordId,
  occurredAt: z.int().min(0).max(Date.UTC(9999, 0)).optional(),
});
const body = z.array(event).max(1_000);

/** At most so many records of one merge are named. */
const MERGED = z.array(recordId).max(100);

/** The events of a body. @returns in words why it is none */
export function readEvents(rawBody: Buffer): { events: WebhookEvent[] } | { problem: string } {
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(rawBody));
  } catch {
    return { problem: 'the body is not JSON in UTF-8' };
  }
  const result = body.safeParse(parsed);
  if (!result.success) {
    const { path, message } = result.error.issues[0]!;
    return { problem: `${path.join('.') || 'the body'}: ${message}` };
  }
  return { events: result.data.flatMap(toEvents) };
}

function toEvents(told: z.output<typeof event>): WebhookEvent[] {
  const { eventId, subscriptionId = '', subscriptionType, objectTypeId, objectId, occurredAt } = told;
  const object = objectTypeId ?? subscriptionType.slice(0, subscriptionType.indexOf('.'));
  const one = (id: string | number): WebhookEvent => ({
    key: [subscriptionId, eventId, occurredAt ?? '', object, id].join('/'),
    object,
    objectId: String(id),
    occurredAt: occurredAt === undefined ? null : new Date(occurredAt),
  });
  // A merge names the records that went into another one; that one has changed too.
  const merged = MERGED.safeParse(told['mergedObjectIds']);
  return [one(objectId), ...(merged.success ? merged.data.map(one) : [])];
}

import { z } from 'zod';

/** What HubSpot tells in a webhook: a hint which records to read again, never the data itself. */
export interface WebhookEvent {
  /** Not guaranteed to be unique by itself: take {@link WebhookEvent.key} to recognise a repetition. */
  eventId: string;
  /** One notification, however often it is delivered. */
  key: string;
  portalId: string;
  appId: string;
  /** Object of the CRM, in the plural as in its paths: `deals`, `0-3` for a custom object's type id. */
  object: string;
  kind: WebhookKind;
  /** Records to read again. */
  ids: readonly string[];
  occurredAt: Date;
  /** `CRM_UI`, `INTEGRATION`, …; absent where HubSpot does not tell. */
  changeSource?: string;
  attempt: number;
}

export const WEBHOOK_KINDS = [
  'creation',
  'propertyChange',
  'deletion',
  'privacyDeletion',
  'merge',
  'associationChange',
  'restore',
] as const;
export type WebhookKind = (typeof WEBHOOK_KINDS)[number];

export interface WebhookReading {
  events: WebhookEvent[];
  /** What could not be read, each with its place; the events beside it stand. */
  problems: string[];
}

/** HubSpot sends at most this many notifications in one request. */
export const MOST_EVENTS = 100;

const PLURAL: Readonly<Record<string, string>> = {
  contact: 'contacts',
  company: 'companies',
  deal: 'deals',
  ticket: 'tickets',
  product: 'products',
  line_item: 'line_items',
};

const BY_TYPE_ID: Readonly<Record<string, string>> = {
  '0-1': 'contacts',
  '0-2': 'companies',
  '0-3': 'deals',
  '0-5': 'tickets',
  '0-7': 'products',
  '0-8': 'line_items',
  '0-27': 'tasks',
  '0-46': 'notes',
  '0-47': 'meetings',
  '0-48': 'calls',
  '0-49': 'emails',
};

const id = z.union([z.number().int().nonnegative(), z.string().regex(/^\d{1,20}$/)]).transform(String);
const typeId = z.string().regex(/^[\w-]{1,40}$/, 'expected letters, digits and dashes');
const notification = z.object({
  eventId: id,
  subscriptionId: id.optional(),
  portalId: id,
  appId: id,
  occurredAt: z.number().int().nonnegative().max(8_640_000_000_000_000),
  subscriptionType: z.string().max(100),
  attemptNumber: z.number().int().nonnegative().default(0),
  objectId: id.optional(),
  objectTypeId: typeId.optional(),
  changeSource: z.string().max(100).optional(),
  propertyName: z.string().max(200).optional(),
  primaryObjectId: id.optional(),
  mergedObjectIds: z.array(id).max(1_000).optional(),
  newObjectId: id.optional(),
  fromObjectId: id.optional(),
  toObjectId: id.optional(),
  fromObjectTypeId: typeId.optional(),
});
type Notification = z.infer<typeof notification>;

/** Reads a webhook's body; never throws, whatever arrived. */
export function parseWebhook(body: Buffer): WebhookReading {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body.toString('utf8'));
  } catch {
    return { events: [], problems: ['The body is not JSON → check that it is passed on as it arrived.'] };
  }
  if (!Array.isArray(parsed)) return { events: [], problems: ['The body is not a list of notifications.'] };
  if (parsed.length > MOST_EVENTS) {
    return {
      events: [],
      problems: [`${parsed.length} notifications in one request; HubSpot sends at most ${MOST_EVENTS}.`],
    };
  }
  const reading: WebhookReading = { events: [], problems: [] };
  parsed.forEach((entry, index) => readEntry(entry, index, reading));
  return reading;
}

function readEntry(entry: unknown, index: number, reading: WebhookReading): void {
  const checked = notification.safeParse(entry);
  if (!checked.success) {
    const issue = checked.error.issues[0]!;
    reading.problems.push(`Notification ${index}, "${issue.path.join('.')}": ${issue.message}`);
    return;
  }
  const event = eventOf(checked.data);
  if (typeof event === 'string') reading.problems.push(`Notification ${index}: ${event}`);
  else reading.events.push(event);
}

function eventOf(told: Notification): WebhookEvent | string {
  const dot = told.subscriptionType.indexOf('.');
  const subject = told.subscriptionType.slice(0, dot);
  const kind = WEBHOOK_KINDS.find((one) => one === told.subscriptionType.slice(dot + 1));
  if (!kind) return `"${told.subscriptionType}" is no subscription type that is read here.`;
  const typeId = told.objectTypeId ?? told.fromObjectTypeId;
  const object = subject === 'object' ? typeId && (BY_TYPE_ID[typeId] ?? typeId) : PLURAL[subject];
  if (!object) return `"${told.subscriptionType}" names no object that is read here.`;
  const ids = idsOf(told, kind);
  if (ids.length === 0) return `"${told.subscriptionType}" names no record.`;
  return {
    eventId: told.eventId,
    key: [told.portalId, told.subscriptionId ?? told.subscriptionType, told.eventId, told.occurredAt, ids[0]].join(':'),
    portalId: told.portalId,
    appId: told.appId,
    object,
    kind,
    ids,
    occurredAt: new Date(told.occurredAt),
    ...(told.changeSource === undefined ? {} : { changeSource: told.changeSource }),
    attempt: told.attemptNumber,
  };
}

function idsOf(told: Notification, kind: WebhookKind): string[] {
  const merge = [told.newObjectId, told.primaryObjectId, ...(told.mergedObjectIds ?? [])];
  const named = kind === 'merge' ? merge : kind === 'associationChange' ? [told.fromObjectId] : [told.objectId];
  const fallback = named.every((one) => one === undefined) ? [told.objectId] : named;
  return [...new Set(fallback.filter((one) => one !== undefined))];
}

import { z } from 'zod';

const at = z.iso.datetime();
const lane = {
  consumer: z.string().describe('group of the consumer, e.g. `console`'),
  source: z.string().describe('service that wrote the events; `unreadable/{topic}/{partition}` where that is unknown'),
  key: z.string(),
  sequence: z.int().describe('place among the events of the key; the offset of a message that cannot be read'),
};

/** A key of one consumer that cannot go on. */
export const parkedKeySchema = z.object({
  ...lane,
  state: z
    .enum(['failed', 'gap', 'unreadable'])
    .describe(
      '`failed`: its next event failed; `gap`: its next event has not arrived; `unreadable`: one message, blocks nothing',
    ),
  topic: z.string(),
  reason: z.string(),
  attempts: z.int(),
  waiting: z.int().describe('events that wait behind this one'),
  since: at,
  nextAttemptAt: at.nullable(),
});
export type ParkedKey = z.infer<typeof parkedKeySchema>;

/** A parked event as it came over the bus; personal values in it stay sealed. */
export const parkedEventSchema = z.object({
  ...lane,
  topic: z.string(),
  event: z.unknown().describe('envelope and data as published'),
  reason: z.string(),
  attempts: z.int().describe('0: it did not fail, it waits'),
  nextAttemptAt: at.nullable(),
  parkedAt: at,
  discardedAt: at.nullable(),
  discardedBy: z.string().nullable(),
});

/** What became of an event of the key: attempts of the consumer, and decisions of people. */
export const parkedHistorySchema = z.object({
  ...lane,
  at,
  what: z.enum(['parked', 'failed', 'handled', 'redriven', 'discarded']),
  decidedBy: z.string().nullable(),
  reason: z.string().nullable(),
});

const reason = z.string().trim().min(1, 'say why: the reason is kept with the decision').max(2_000);

export const redriveBody = z.strictObject({
  key: z.string().min(1).optional().describe('all failed keys when absent'),
  consumer: z.string().min(1).optional(),
  reason,
});
export const discardBody = z.strictObject({ ...lane, reason });

export const redrivenSchema = z.object({ redriven: z.array(z.object(lane)) });
export const discardedSchema = z.object({
  discarded: z.object(lane),
  waitedBehind: z.int().describe('events that waited behind it and are handled now'),
});
export const parkedKeysSchema = z.object({ keys: z.array(parkedKeySchema) });
export const parkedEventsSchema = z.object({
  events: z.array(parkedEventSchema),
  history: z.array(parkedHistorySchema).describe('newest first'),
});
export type ParkedKeys = z.infer<typeof parkedKeysSchema>;
export type ParkedEvents = z.infer<typeof parkedEventsSchema>;
export type Redriven = z.infer<typeof redrivenSchema>;
export type Discarded = z.infer<typeof discardedSchema>;

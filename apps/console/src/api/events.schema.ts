import { z } from 'zod';

export const eventTypeSchema = z
  .object({
    type: z.string(),
    version: z.int().describe('the version that is written'),
    older: z.array(z.int()).describe('versions that are still found in the topic'),
    topics: z.array(z.string()).describe('without the company'),
    key: z.string().describe('how the key is made'),
    writtenBy: z.array(z.string()),
    description: z.string(),
    deprecated: z.object({ since: z.string(), removeAfter: z.string(), replacedBy: z.string().nullable() }).nullable(),
  })
  .meta({ id: 'EventType' });
export type EventType = z.infer<typeof eventTypeSchema>;

export const eventTypesSchema = z
  .object({ company: z.string(), events: z.array(eventTypeSchema) })
  .meta({ id: 'EventTypes' });
export type EventTypes = z.infer<typeof eventTypesSchema>;

export const eventsStreamQuery = z.object({
  topic: z.string().optional().describe('only of this topic, with or without the company'),
  type: z.string().optional().describe('only of this type'),
  key: z.string().optional().describe('only with this key'),
  from: z.enum(['beginning', 'now']).default('now').describe('all there ever was, or only what comes'),
});
export type EventsStreamQuery = z.infer<typeof eventsStreamQuery>;

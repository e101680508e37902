import { z } from 'zod';

export const timelineEntrySchema = z
  .object({
    eventId: z.string(),
    type: z.string().describe('event type, e.g. `OpportunityStageMoved`'),
    at: z.string().describe('when it happened (business time)'),
    recordedAt: z.string().describe('when we learned it'),
    source: z.string().describe('the service that wrote it'),
    subject: z.string().describe('record reference'),
    sentence: z.string(),
    by: z.object({
      kind: z.enum(['person', 'import', 'action', 'agent', 'system']),
      id: z.string(),
      name: z.string().nullable(),
    }),
    actionId: z.string().nullable(),
    causationId: z.string().describe('what caused it directly: an event, an import, an action, an edit'),
    own: z
      .boolean()
      .describe('what agents, gate and gateway did, in order of `recordedAt`; the rest happened in the business'),
    undated: z.boolean().describe('a value without a date of its own in the import'),
    changes: z.array(z.object({ field: z.string(), label: z.string(), before: z.unknown(), after: z.unknown() })),
  })
  .meta({ id: 'TimelineEntry' });
export type TimelineEntry = z.infer<typeof timelineEntrySchema>;

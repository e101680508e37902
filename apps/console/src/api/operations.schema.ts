import {
  discardBody,
  projectionSchema,
  rebuildBody,
  rebuildRunSchema,
  rebuildStartedSchema as started,
  discardedSchema as discarded,
  parkedEventSchema,
  parkedHistorySchema,
  parkedKeySchema,
  redriveBody,
  redrivenSchema as redriven,
} from '@salesagent/operations';
import { z } from 'zod';

const service = z.string().describe('service whose consumer it is');

/** Services that did not answer: what they hold is missing from the list. */
export const unansweredSchema = z
  .object({ service: z.string(), message: z.string(), remedy: z.string().nullable() })
  .meta({ id: 'Unanswered' });
const unanswered = z.array(unansweredSchema).describe('services that did not answer; what they hold is not shown');

export const parkedKeysSchema = z
  .object({ keys: z.array(parkedKeySchema.extend({ service }).meta({ id: 'ParkedKey' })), unanswered })
  .meta({ id: 'ParkedKeys' });
export type ParkedKeysOfAll = z.infer<typeof parkedKeysSchema>;

export const parkedEventsQuery = z.object({ key: z.string().min(1).describe('e.g. `opportunity/1C1I7A6R`') });
export const parkedEventsSchema = z
  .object({
    key: z.string(),
    events: z.array(parkedEventSchema.extend({ service }).meta({ id: 'ParkedEvent' })),
    history: z.array(parkedHistorySchema.extend({ service }).meta({ id: 'ParkedHistory' })),
    unanswered,
  })
  .meta({ id: 'ParkedEvents' });
export type ParkedEventsOfAll = z.infer<typeof parkedEventsSchema>;

export const redriveBodySchema = redriveBody
  .extend({ service: z.string().optional().describe('every service when absent') })
  .meta({ id: 'RedriveBody' });
export const redrivenSchema = z
  .object({
    redriven: z.array(redriven.shape.redriven.element.extend({ service }).meta({ id: 'ParkedPlace' })),
    unanswered,
  })
  .meta({ id: 'Redriven' });
export type RedrivenOfAll = z.infer<typeof redrivenSchema>;

export const discardBodySchema = discardBody.extend({ service }).meta({ id: 'DiscardBody' });
export const discardedSchema = discarded.extend({ service }).meta({ id: 'Discarded' });
export type DiscardedOfAll = z.infer<typeof discardedSchema>;

const runSchema = rebuildRunSchema.extend({ service }).meta({ id: 'RebuildRun' });
export const projectionsSchema = z
  .object({
    projections: z.array(projectionSchema.extend({ service, latest: runSchema.nullable() }).meta({ id: 'Projection' })),
    unanswered,
  })
  .meta({ id: 'Projections' });
export type ProjectionsOfAll = z.infer<typeof projectionsSchema>;
export const projectionsQuery = z.object({
  hash: z.stringbool().optional().describe('the hash of each; reads every row'),
});
export const rebuildBodySchema = rebuildBody.meta({ id: 'RebuildBody' });
export const rebuildStartedSchema = started.extend({ service }).meta({ id: 'RebuildStarted' });
export type RebuildStartedAt = z.infer<typeof rebuildStartedSchema>;
export const rebuildRunOfSchema = runSchema;
export type RebuildRunOf = z.infer<typeof runSchema>;

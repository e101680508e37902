import { z } from 'zod';
import { subjectSchema } from './reference.schema';
import { timelineEntrySchema } from './timeline.schema';
import { passageSchema } from './insight.schema';

/** What stands behind an action, in the order in which it came about. */
export const CHAIN_PARTS = [
  'trigger',
  'facts',
  'rules',
  'words',
  'policy',
  'approval',
  'execution',
  'outcome',
] as const;

const fact = z.object({ label: z.string(), value: z.unknown(), source: z.string().nullable() });
const author = timelineEntrySchema.shape.by;

export const chainStepSchema = z
  .object({
    part: z.enum(CHAIN_PARTS).describe('what it answers, from what set it off to what came of it'),
    known: z
      .boolean()
      .describe('false when the log does not say, or the reader may not see it; the sentence says which'),
    sentence: z.string(),
    eventId: z.string().nullable().describe('event that says so'),
    at: z.string().nullable().describe('when that was recorded'),
    by: author.nullable(),
    version: z.string().nullable().describe('of the playbook (`rules`) or of the policy (`policy`) that was applied'),
    facts: z.array(fact),
    passages: z.array(passageSchema),
  })
  .meta({ id: 'ChainStep' });
export type ChainStep = z.infer<typeof chainStepSchema>;

export const fieldWriteSchema = z
  .object({
    eventId: z.string(),
    at: z.string().describe('when it happened (business time)'),
    recordedAt: z.string(),
    own: z.boolean(),
    undated: z.boolean(),
    by: author,
    actionId: z.string().nullable(),
    value: z.unknown(),
  })
  .meta({ id: 'FieldWrite' });
export type FieldWrite = z.infer<typeof fieldWriteSchema>;

export const explanationSchema = z
  .object({
    id: z.string(),
    kind: z.enum(['field', 'record', 'action', 'event']),
    subject: subjectSchema,
    field: z.string().nullable(),
    value: z.unknown().describe('the current value, for a field'),
    sentence: z.string(),
    because: z.array(fact),
    passages: z.array(passageSchema),
    actionId: z.string().nullable().describe('the action that the chain is of'),
    chain: z
      .array(chainStepSchema)
      .describe('how that action came about, step by step; empty where none stands behind'),
    writes: z.array(fieldWriteSchema).describe('every value a field had, the present one first'),
    steps: z.array(timelineEntrySchema).describe('the chain of events behind it, oldest first'),
  })
  .meta({ id: 'Explanation' });
export type Explanation = z.infer<typeof explanationSchema>;

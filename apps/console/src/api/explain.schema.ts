import { z } from 'zod';
import { subjectSchema } from './reference.schema';
import { timelineEntrySchema } from './timeline.schema';
import { passageSchema } from './insight.schema';

export const explanationSchema = z
  .object({
    id: z.string(),
    kind: z.enum(['field', 'record', 'action']),
    subject: subjectSchema,
    field: z.string().nullable(),
    value: z.unknown().describe('the current value, for a field'),
    sentence: z.string(),
    because: z.array(z.object({ label: z.string(), value: z.unknown(), source: z.string().nullable() })),
    passages: z.array(passageSchema),
    steps: z.array(timelineEntrySchema).describe('the chain of events behind it, oldest first'),
  })
  .meta({ id: 'Explanation' });
export type Explanation = z.infer<typeof explanationSchema>;

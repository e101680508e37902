import { z } from 'zod';

export const passageSchema = z
  .object({
    id: z.string().describe('`4-progression/stalled-deal-alert#why`'),
    title: z.string(),
    text: z.string().nullable().describe('null when the passage is no longer in the playbook'),
  })
  .meta({ id: 'Passage' });
export type Passage = z.infer<typeof passageSchema>;

export const insightSchema = z
  .object({
    action: z.string(),
    subject: z.string(),
    businessDate: z.string(),
    recordedAt: z.string(),
    values: z.record(z.string(), z.unknown()).describe("the action's own result: score, parts, risks, probability …"),
    reasons: z.array(z.string()),
    citations: z.array(passageSchema),
    playbookVersion: z.string(),
  })
  .meta({ id: 'Insight' });
export type Insight = z.infer<typeof insightSchema>;

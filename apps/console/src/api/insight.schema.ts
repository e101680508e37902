import { z } from 'zod';

export const passageSchema = z
  .object({
    id: z.string().describe('`4-progression/stalled-deal-alert#why`'),
    title: z.string(),
    text: z.string().nullable().describe('null when the passage is no longer in the playbook'),
    document: z
      .object({
        title: z.string(),
        file: z.string(),
        page: z.int().nullable().describe('page or slide'),
        line: z.int(),
        edition: z.string().describe('hash of the document as it was found'),
      })
      .nullable()
      .describe('where it stands in a document of the company; null for the playbook'),
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

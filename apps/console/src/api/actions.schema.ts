import { z } from 'zod';
import { passageSchema } from './insight.schema';
import { approvalRowSchema } from './approvals.schema';

const ceiling = z.enum(['P', 'A', 'M']);
export const actionRowSchema = z
  .object({
    id: z.string(),
    agent: z.string(),
    stage: z.int(),
    stageName: z.string(),
    subject: z.string(),
    effects: z.array(z.string()),
    produces: z.string(),
    kpi: z.object({ outcome: z.string(), leading: z.string(), guardrail: z.string().nullable() }),
    ceilings: z.array(z.object({ effect: z.string(), T1: ceiling, T2: ceiling, T3: ceiling })),
    playbook: z.object({
      section: z.string(),
      on: z.boolean(),
      reason: z.string().nullable().describe('why it is off'),
      version: z.string().nullable(),
    }),
    counts: z.object({
      proposed: z.int(),
      queued: z.int(),
      open: z.int(),
      executed: z.int(),
      rejected: z.int(),
      expired: z.int(),
      prepared: z.int(),
      insights: z.int(),
    }),
  })
  .meta({ id: 'ActionRow' });
export type ActionRow = z.infer<typeof actionRowSchema>;

export const actionsSchema = z
  .object({ playbookVersion: z.string().nullable(), actions: z.array(actionRowSchema) })
  .meta({ id: 'Actions' });
export type Actions = z.infer<typeof actionsSchema>;

export const actionSchema = actionRowSchema
  .extend({
    rules: z.unknown().describe("the section's front matter: every threshold the code reads"),
    passages: z.array(passageSchema),
    recent: z.array(approvalRowSchema),
  })
  .meta({ id: 'Action' });
export type Action = z.infer<typeof actionSchema>;

import { z } from 'zod';

/** Of a policy or a playbook that one person proposed and a second was to sign. */
export const rejectionSchema = z
  .object({
    by: z.string(),
    at: z.string(),
    reason: z.string(),
    withdrawn: z.boolean().describe('by whoever had proposed it'),
  })
  .meta({ id: 'Rejection' });

export const rejectBodySchema = z
  .object({ version: z.string().min(1), reason: z.string().trim().min(1).max(500) })
  .meta({ id: 'RejectBody' });
export type RejectBody = z.infer<typeof rejectBodySchema>;

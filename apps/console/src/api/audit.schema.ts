import { z } from 'zod';

export const continueAuditBodySchema = z
  .object({ reason: z.string().trim().min(1).max(2_000).describe('what happened; it stays in the chain for good') })
  .meta({ id: 'ContinueAuditBody' });

const head = z.object({ seq: z.int().describe('link that was signed for'), hash: z.string() });
export const auditContinuedSchema = z
  .object({
    lastHead: head.describe('the newest signed head that is not on the chain'),
    lastCommonHead: head.nullable().describe('the newest that is'),
    by: z.string(),
    reason: z.string(),
  })
  .meta({ id: 'AuditContinued' });
export type AuditContinued = z.infer<typeof auditContinuedSchema>;

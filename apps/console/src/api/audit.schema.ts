import { z } from 'zod';

export const continueAuditBodySchema = z
  .object({ reason: z.string().trim().min(1).max(2_000).describe('what happened; it stays in the chain for good') })
  .meta({ id: 'ContinueAuditBody' });

export const auditStandingSchema = z
  .object({
    links: z.int().describe('decisions on the chain'),
    signed: z
      .object({ seq: z.int().describe('link up to which it is signed'), at: z.iso.datetime() })
      .nullable()
      .describe('the newest signature outside the database; null while there is none'),
    problem: z.string().nullable().describe('why nothing is linked or signed any more; null when all is well'),
    latest: z
      .array(
        z.object({
          seq: z.int(),
          source: z.string().describe('service in whose log the event is'),
          eventId: z.string(),
          stream: z.string(),
          type: z.string(),
          recordedAt: z.string(),
          explained: z.boolean().describe('whether `explain` knows the event: some stay inside a service'),
          by: z.string().nullable().describe('who acted; null for an agent or the system'),
        }),
      )
      .describe('the newest links, newest first'),
  })
  .meta({ id: 'AuditStanding' });
export type AuditStanding = z.infer<typeof auditStandingSchema>;

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

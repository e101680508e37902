import { z } from 'zod';
import { day, referenceSchema, subjectSchema } from './reference.schema';

export const handoffSchema = z
  .object({
    deal: subjectSchema,
    state: z.enum(['open', 'overdue', 'acknowledged', 'lapsed']),
    from: referenceSchema.nullable().describe('who sold it'),
    to: referenceSchema.nullable().describe('who takes over: the owner of the account'),
    acknowledgeBy: day,
    askedOf: referenceSchema.nullable().describe('manager who was asked when the time was over'),
    handedOver: z.array(
      z.object({
        what: z.string(),
        name: z.string().describe('what the playbook calls it'),
        records: z.array(subjectSchema),
        evidence: z.record(z.string(), z.number()).nullable().describe('MEDDICC evidence 0–3 by letter'),
      }),
    ),
    canAcknowledge: z.boolean().describe('the reader is who takes over, and has not said so'),
  })
  .meta({ id: 'Handoff' });
export type Handoff = z.infer<typeof handoffSchema>;

export const acknowledgementSchema = z.strictObject({}).meta({ id: 'AcknowledgementBody' });
export const acknowledgedSchema = z
  .object({
    state: z.enum(['open', 'overdue', 'acknowledged', 'lapsed']),
    accountId: z.string().nullable(),
    from: z.string().nullable(),
    to: z.string().nullable(),
    acknowledgeBy: day,
  })
  .meta({ id: 'Acknowledged' });

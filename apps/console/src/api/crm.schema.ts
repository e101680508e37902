import { MEDDICC_LETTERS, type MeddiccLetter } from '@salesagent/canon/sales';
import { z } from 'zod';

const probeState = z.enum(['ok', 'warning', 'failed']);

export const crmDoctorSchema = z
  .object({
    crm: z.string(),
    state: probeState.describe('the worst of all probes'),
    probes: z.array(
      z.object({
        name: z.string(),
        state: probeState,
        found: z.string(),
        remedy: z.string().describe('what to do about it; empty when nothing is'),
      }),
    ),
  })
  .meta({ id: 'CrmDoctor' });

export const crmSyncSchema = z
  .object({
    crm: z.string(),
    conditionalWrite: z
      .enum(['strong', 'weak', 'none'])
      .describe('how well the CRM protects a person’s edit from a write of ours'),
    phase: z.enum(['starting', 'backfill', 'following']),
    trouble: z
      .object({
        kind: z.enum(['forbidden', 'unavailable', 'quota']),
        code: z.string(),
        message: z.string(),
        remedy: z.string(),
        since: z.string(),
      })
      .nullable()
      .describe('what holds it up, and what a person can do'),
    caughtUpAt: z.string().nullable().describe('when every change had been read last'),
    behindSeconds: z.number().nullable(),
    backfill: z.array(z.object({ type: z.string(), read: z.int(), done: z.boolean() })),
    runs: z.array(
      z.object({
        id: z.string(),
        kind: z.string().describe('backfill, re-read or reconcile'),
        startedAt: z.string(),
        finishedAt: z.string().nullable(),
        read: z.int(),
        created: z.int(),
        changed: z.int(),
        deleted: z.int(),
      }),
    ),
    underWay: z
      .object({ writes: z.int(), oldest: z.string().nullable() })
      .describe('writes that are decided and not entered yet'),
  })
  .meta({ id: 'CrmSync' });

export const wakeBodySchema = z.object({}).meta({ id: 'WakeCrmSyncBody' });

export const reconcileBodySchema = z
  .object({ dryRun: z.boolean().optional().describe('only say what differs; false unless given') })
  .meta({ id: 'ReconcileBody' });
export const reconcileBegunSchema = z.object({ dryRun: z.boolean() }).meta({ id: 'ReconcileBegun' });

const typeReport = z.object({
  type: z.string(),
  compared: z.int(),
  missingHere: z.int().describe('in the CRM and not in the copy'),
  missingThere: z.int().describe('in the copy and no longer in the CRM'),
  differing: z.int().describe('different in at least one field'),
  fields: z.record(z.string(), z.int()).describe('how often each field was'),
  notReadYet: z.int().describe('changed in the CRM after the last look for changes'),
  examples: z.array(
    z.object({
      record: z.string(),
      what: z.enum(['missing-here', 'missing-there', 'differing']),
      fields: z.array(z.string()),
    }),
  ),
});
export const reconcileSchema = z
  .object({
    running: z.boolean(),
    last: z
      .object({ run: z.string(), dryRun: z.boolean(), finishedAt: z.string(), types: z.array(typeReport) })
      .nullable(),
  })
  .meta({ id: 'Reconcile' });

const newField = z
  .object({ name: z.string(), label: z.string(), description: z.string(), options: z.array(z.string()) })
  .meta({ id: 'NewCrmField' });

export const crmFieldsRequestSchema = z
  .object({
    requestId: z.string(),
    plan: z.object({ crm: z.enum(['salesforce', 'hubspot']), object: z.string(), fields: z.array(newField) }),
    digest: z.string().describe('what the approval binds to'),
    reason: z.string(),
    by: z.string(),
    requestedAt: z.string(),
    approvedBy: z.string().nullable().describe('null: nobody has approved it'),
    approvedAt: z.string().nullable(),
    endsAt: z
      .string()
      .describe('until when a second person may approve it, 14 days; once approved, have it tried again, 24 hours'),
    over: z.boolean().describe('past that time: it is asked for anew'),
  })
  .meta({ id: 'CrmFieldsRequest' });

export const crmFieldsSchema = z
  .object({
    crm: z.enum(['salesforce', 'hubspot']),
    object: z.string().describe('the object whose records are deals'),
    letters: z
      .array(
        z.object({
          letter: z.enum(MEDDICC_LETTERS as [MeddiccLetter, ...MeddiccLetter[]]),
          state: z
            .enum(['mapped', 'made', 'missing'])
            .describe('read from a field; its field is there and not mapped; read from nowhere'),
          field: z.string().describe('the field that it is read from, or that would be made'),
          similar: z.array(z.string()).describe('other fields of the CRM that may be meant'),
          wanted: newField,
          line: z.string().describe('for `records.opportunity[].fields` of the mapping file'),
        }),
      )
      .describe('the letters of MEDDICC'),
    requests: z.array(crmFieldsRequestSchema).describe('newest first'),
  })
  .meta({ id: 'CrmFields' });

export const crmFieldsRequestBodySchema = z
  .object({
    letters: z
      .array(z.enum(MEDDICC_LETTERS as [MeddiccLetter, ...MeddiccLetter[]]))
      .min(1)
      .optional()
      .describe('all that are missing when absent'),
    reason: z.string().trim().min(1).max(1000).describe('why, for whoever approves it'),
  })
  .meta({ id: 'CrmFieldsRequestBody' });

export const crmFieldsApproveBodySchema = z
  .object({ requestId: z.string().min(1).max(100) })
  .meta({ id: 'CrmFieldsApproveBody' });

export const crmFieldsMadeSchema = z
  .object({
    request: crmFieldsRequestSchema,
    fields: z.array(
      z.object({
        name: z.string(),
        outcome: z.enum(['created', 'there', 'refused']),
        why: z.string().optional().describe('why it was refused, or is there and not seen by us'),
        remedy: z.string().optional(),
      }),
    ),
    lines: z.array(z.string()).describe('for `records.opportunity[].fields` of the mapping file, which is not touched'),
  })
  .meta({ id: 'CrmFieldsMade' });

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

import { z } from 'zod';
import { rejectionSchema } from './rejection.schema';

const place = z.object({ layer: z.enum(['base', 'company']), file: z.string(), line: z.int(), column: z.int() });
const change = z.object({ path: z.string().describe('e.g. `docket.decisionsPerRep`'), words: z.string() });

const proposalSchema = z
  .object({
    proposalId: z.string(),
    version: z.string(),
    replaces: z.string().describe('version in force when it was proposed; it can take the place of no other'),
    file: z.string(),
    reason: z.string(),
    by: z.string(),
    proposedAt: z.string(),
    changes: z.array(change),
  })
  .meta({ id: 'PolicyProposal' });
export const policyProposalSchema = proposalSchema;
export const rejectedPolicySchema = proposalSchema
  .omit({ changes: true })
  .extend({ rejection: rejectionSchema })
  .meta({ id: 'RejectedPolicy' });

export const policySchema = z
  .looseObject({
    version: z.string(),
    origin: z.enum(['playbook', 'published']).describe('the files of the playbooks, or signed by two people'),
    since: z.string(),
    table: z.array(
      z.object({
        effect: z.string(),
        ceilings: z.string(),
        approver: z.string(),
        expiresInBusinessDays: z.int(),
        escalateTo: z.string().nullable(),
        refinements: z.array(z.string()),
      }),
    ),
    provenance: z.record(z.string(), place).describe('where each refinement comes from, by its id'),
    rules: z
      .array(z.object({ id: z.string(), words: z.string(), why: z.string().nullable() }))
      .describe('each refinement in words: when it holds, what it says, and why'),
    docket: z.looseObject({
      decisionsPerRep: z.int().describe('a day'),
      decisionsPerManager: z.int().describe('a day'),
    }),
    bulk: z.object({ effects: z.array(z.string()), most: z.int() }).describe('what may be approved at one stroke'),
    escalation: z.object({ afterShare: z.number().describe('of the business days to decide') }),
    proposals: z.array(proposalSchema).describe('what waits for a second signature'),
    rejected: z
      .array(rejectedPolicySchema)
      .describe('the last 20 that were proposed over the policy in force and rejected or withdrawn, the last first'),
  })
  .meta({ id: 'Policy' });

export const policyExplainQuery = z.object({
  action: z.string().min(1),
  record: z.string().min(1).describe('e.g. `opportunity/1C1I7A6R`, or `company`'),
});
export const policyExplanationSchema = z
  .looseObject({
    action: z.string(),
    effect: z.string(),
    record: z.string(),
    tier: z.object({ value: z.string(), known: z.boolean() }),
    ceiling: z.string(),
    mode: z.enum(['prepare', 'approve', 'autonomous']),
    approver: z.object({ role: z.string(), personId: z.string().nullable() }).nullable(),
    secondApprover: z.string().nullish().describe('role of the second person it needs; null: one person decides'),
    selfApproval: z.boolean().nullish().describe('false: who asked for it does not approve it, an edit is one of two'),
    escalateTo: z.string().nullish().describe('role that is asked besides when part of the time is over'),
    expiresInBusinessDays: z.int(),
    rule: z.string(),
    why: z.string(),
    refinements: z.array(z.object({ id: z.string(), why: z.string().nullable(), source: place.nullable() })),
    actionId: z.string().nullable().describe('the proposal it is about; null when nobody has proposed it'),
    content: z.array(z.string()).nullable().describe('null: not known, so that every rule on content holds'),
    channel: z.string().nullable().describe('null: not known, so that every rule on the channel holds'),
    stopped: z.boolean(),
    policyVersion: z.string(),
    policyOrigin: z.string(),
  })
  .meta({ id: 'PolicyExplanation' });

const file = z
  .object({ file: z.string().min(1).describe('name, for messages'), text: z.string().describe('YAML') })
  .meta({ id: 'PolicyFile' });
const candidate = file.optional().describe('the company’s own of the playbooks when absent');

export const policyDiffBodySchema = z
  .object({ policy: candidate, days: z.int().min(1).max(3650).optional().describe('how far back; 30 when absent') })
  .meta({ id: 'PolicyDiffBody' });
const differently = z.object({
  proposals: z.int().describe('both policies were asked about'),
  changed: z.int(),
  kinds: z.array(z.object({ kind: z.string().describe('e.g. `approve → prepare`'), count: z.int() })),
  examples: z.array(
    z.object({
      actionId: z.string(),
      action: z.string(),
      subject: z.string(),
      title: z.string(),
      state: z.string(),
      before: z.string(),
      after: z.string(),
      why: z.array(z.string()),
    }),
  ),
});
export const policyDiffSchema = z
  .object({
    inForce: z.string(),
    candidate: z.string(),
    changes: z.array(change.extend({ before: z.unknown(), after: z.unknown() })),
    waiting: differently.describe('proposals that wait now, as of now'),
    recent: differently.extend({ days: z.int() }).describe('proposals that wait no more, as of when they were made'),
  })
  .meta({ id: 'PolicyDiff' });

export const policyBacktestBodySchema = z
  .object({ policy: candidate, from: z.iso.date().optional().describe('first day; the first proposal when absent') })
  .meta({ id: 'PolicyBacktestBody' });
export const policyBacktestSchema = z
  .object({
    version: z.string(),
    from: z.string().nullable(),
    proposals: z.int(),
    modes: z.object({ prepare: z.int(), approve: z.int(), autonomous: z.int() }),
    approvers: z.record(z.string(), z.int()).describe('whose turn it would have been'),
    became: z.record(z.string(), z.int()).describe('what became in fact of those a person would have decided'),
    minutes: z.number().describe('of attention'),
    minutesUnknown: z.int(),
    expectedValue: z.number(),
    sentence: z.string(),
  })
  .meta({ id: 'PolicyBacktest' });

export const policyProposalBodySchema = z
  .object({ policy: file, reason: z.string().trim().min(1).max(2000) })
  .meta({ id: 'PolicyProposalBody' });
export const policySignBodySchema = z.object({ version: z.string().min(1) }).meta({ id: 'PolicySignBody' });
export const policySignedSchema = z
  .object({
    version: z.string(),
    replaces: z.string(),
    rechecked: z.int().describe('open proposals that are looked at again'),
  })
  .meta({ id: 'PolicySigned' });

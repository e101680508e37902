import { z } from 'zod';
import { EFFECT_CLASSES, RECORD_TYPES, type RecordType } from '@salesagent/canon/sales';
import { limitQuery, offsetQuery, referenceSchema, subjectSchema, tierSchema } from './reference.schema';
import { passageSchema } from './insight.schema';
import { timelineEntrySchema } from './timeline.schema';

export const APPROVAL_STATES = [
  'proposed',
  'queued',
  'admitted',
  'awaiting',
  'approved',
  'executing',
  'executed',
  'undone',
  'failed',
  'outcome-unknown',
  'rejected',
  'expired',
  'withdrawn',
  'prepared',
  'superseded',
] as const;
export type ApprovalState = (typeof APPROVAL_STATES)[number];
export const approvalStateSchema = z.enum(APPROVAL_STATES).meta({ id: 'ApprovalState' });

const recordType = z.enum(RECORD_TYPES as [RecordType, ...RecordType[]]);
const values = z.record(z.string(), z.unknown());

/** canon's `Change` as JSON; sealed free text is opened for a reader who may see it. */
export const changeSchema = z
  .discriminatedUnion('kind', [
    z.object({
      kind: z.literal('task'),
      ownerId: z.string(),
      title: z.string().min(1),
      body: z.string(),
      dueInBusinessDays: z.int().min(0),
      accountId: z.string().nullish(),
      opportunityId: z.string().nullish(),
    }),
    z.object({
      kind: z.literal('fields'),
      record: z.object({ type: recordType, id: z.string() }),
      expect: values,
      set: values,
    }),
    z.object({
      kind: z.literal('fields-batch'),
      type: recordType,
      fields: z.array(z.string()),
      rows: z.array(z.object({ id: z.string(), set: values })),
    }),
    z.object({
      kind: z.literal('document'),
      record: z.object({ type: recordType, id: z.string() }),
      name: z.string(),
      mediaType: z.string(),
      content: z.unknown(),
    }),
    z.object({ kind: z.literal('record'), type: recordType, id: z.string(), set: values }),
  ])
  .meta({ id: 'Change' });

export const diffLineSchema = z
  .object({
    record: z.string().describe('`opportunity/ID`, or the record that would be created'),
    field: z.string(),
    label: z.string(),
    current: z.unknown().describe('the value now; null when there is none'),
    expected: z.unknown().describe('the value the proposal saw'),
    set: z.unknown(),
    changedSince: z
      .boolean()
      .describe('a person changed it after the proposal was made: approving would be refused as stale'),
  })
  .meta({ id: 'DiffLine' });
export type DiffLine = z.infer<typeof diffLineSchema>;

export const evidenceViewSchema = z
  .object({
    label: z.string(),
    value: z.unknown(),
    source: z.string(),
    sourceKind: z.enum(['record', 'playbook', 'kpi', 'other']),
    passage: passageSchema.nullable(),
  })
  .meta({ id: 'EvidenceView' });

export const attentionViewSchema = z
  .object({
    pWin: z.number(),
    amount: z.number(),
    uplift: z.number(),
    minutes: z.number(),
    hourlyCost: z.number(),
    expectedValue: z.number(),
    priors: z.array(z.string()).describe('names of the numbers above that are only assumed'),
  })
  .meta({ id: 'AttentionView' });

export const approvalRowSchema = z
  .object({
    actionId: z.string(),
    action: z.string(),
    agent: z.string(),
    effect: z.enum(EFFECT_CLASSES),
    state: approvalStateSchema,
    title: z.string(),
    why: z.string(),
    subject: subjectSchema,
    account: referenceSchema.nullable(),
    owner: referenceSchema.nullable(),
    approver: z.object({ role: z.string(), person: referenceSchema.nullable() }).nullable(),
    tier: tierSchema,
    expectedValue: z.number(),
    wave: z.string().nullable(),
    rank: z.int().nullable(),
    proposedAt: z.string(),
    expiresAt: z.string().nullable(),
    stateSince: z.string(),
    reason: z.string().nullable().describe('why it ended, where it did'),
    canDecide: z.boolean(),
    firstBy: referenceSchema.nullable().describe('who approved it as the first of two; then `approver` is the second'),
    alsoAsked: z
      .object({ role: z.string(), person: referenceSchema.nullable() })
      .nullable()
      .describe('who was asked before it escalated, and may still decide'),
    undoable: z.boolean(),
    bulk: z.boolean().describe('several of its action may be approved at one stroke'),
  })
  .meta({ id: 'ApprovalRow' });
export type ApprovalRow = z.infer<typeof approvalRowSchema>;

export const approvalSchema = approvalRowSchema
  .extend({
    digest: z.string().describe('send it back with the decision'),
    businessDate: z.string(),
    policyVersion: z.string().nullable(),
    playbookVersion: z.string(),
    cannotDecideBecause: z.string().nullable(),
    evidence: z.array(evidenceViewSchema),
    citations: z.array(passageSchema),
    draft: z.string().nullable(),
    change: changeSchema,
    diff: z.array(diffLineSchema),
    attention: attentionViewSchema,
    execution: z
      .object({
        startedAt: z.string().nullable(),
        endedAt: z.string().nullable(),
        writes: z.array(z.object({ record: z.string(), before: values.nullable(), after: values })),
        note: z.string().nullable(),
        reason: z.string().nullable(),
      })
      .nullable(),
    decidedBy: z
      .object({
        id: z.string(),
        name: z.string().nullable(),
        at: z.string(),
        edited: z.boolean(),
        with: z.string().nullable().describe('who approved the same first, where two people had to'),
      })
      .nullable(),
    history: z.array(timelineEntrySchema),
  })
  .meta({ id: 'Approval' });
export type Approval = z.infer<typeof approvalSchema>;

export const approvalsQuery = z.object({
  state: z
    .enum(['open', 'done', 'queued', 'all'])
    .default('open')
    .describe('open: admitted and waiting for a decision'),
  action: z.string().optional(),
  owner: z.string().optional(),
  subject: z.string().optional().describe('record reference'),
  limit: limitQuery(500, 100),
  offset: offsetQuery,
});
export type ApprovalsQuery = z.infer<typeof approvalsQuery>;

export const approvalsSchema = z
  .object({ total: z.int(), approvals: z.array(approvalRowSchema) })
  .meta({ id: 'Approvals' });
export type Approvals = z.infer<typeof approvalsSchema>;

export const inboxSchema = z
  .object({
    asOf: z.string(),
    items: z.array(approvalSchema).describe('what waits for this reader, best expected value first'),
    waiting: z.int().describe('proposals that wait in the docket behind these'),
    doneForYou: z
      .array(approvalRowSchema)
      .describe('carried out, undone or rejected lately, with undo where it is still possible'),
  })
  .meta({ id: 'Inbox' });
export type Inbox = z.infer<typeof inboxSchema>;

export const decisionBodySchema = z
  .object({
    decision: z.enum(['approve', 'reject']),
    digest: z.string().min(1).describe('of the proposal that was read'),
    evidenceOpened: z.boolean().describe('a decision made without opening the evidence earns no autonomy'),
    reason: z.string().min(1).optional().describe('required to reject'),
    edited: changeSchema.optional().describe('approve this instead'),
  })
  .meta({ id: 'DecisionBody' });
export type DecisionBody = z.infer<typeof decisionBodySchema>;

export const decisionSchema = z
  .looseObject({
    decisionId: z.string(),
    actionId: z.string().nullish(),
    digest: z.string().nullish(),
    state: z.string(),
    message: z.string().nullish(),
  })
  .meta({ id: 'Decision' });
export type Decision = z.infer<typeof decisionSchema>;

export const chosenSchema = z
  .object({ actionId: z.string().min(1), digest: z.string().min(1).describe('of the proposal that was read') })
  .meta({ id: 'Chosen' });
export const togetherBodySchema = z
  .object({ items: z.array(chosenSchema).min(1).max(50).describe('of one action, low risk, each with its own digest') })
  .meta({ id: 'TogetherBody' });
export type TogetherBody = z.infer<typeof togetherBodySchema>;
export const togetherSchema = z
  .object({
    answers: z.array(
      z.object({
        actionId: z.string(),
        state: z.string().nullish().describe('what became of the decision; absent where none was taken'),
        code: z.string().nullish().describe('why none was taken'),
        message: z.string(),
      }),
    ),
  })
  .meta({ id: 'Together' });
export type Together = z.infer<typeof togetherSchema>;

export const undoBodySchema = z.object({ reason: z.string().min(1) }).meta({ id: 'UndoBody' });
export const undoneSchema = z.object({ actionId: z.string(), state: z.string() }).meta({ id: 'Undone' });

import { BadRequestException, type PipeTransform } from '@nestjs/common';
import { z } from 'zod';
import {
  ACTION_NAMES,
  RECORD_TYPES,
  TIERS,
  type ActionName,
  type Change,
  type RecordType,
} from '@salesagent/canon/sales';
import { DEMOTION_CAUSES, isScope } from '@salesagent/governance';
import { pastProposal } from '../gate/past-proposals';

const recordType = z.enum(RECORD_TYPES as [RecordType, ...RecordType[]]);
const values = z.record(z.string(), z.unknown());
const ref = z.strictObject({ type: recordType, id: z.string() });

/** The kinds of change a person may edit; a batch is signed as it is. */
export const changeSchema: z.ZodType<Change> = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('task'),
    ownerId: z.string(),
    title: z.string().min(1).max(500),
    body: z.string().max(20_000),
    dueInBusinessDays: z.int().min(0).max(260),
    accountId: z.string().nullable().optional(),
    opportunityId: z.string().nullable().optional(),
  }),
  z.strictObject({ kind: z.literal('fields'), record: ref, expect: values, set: values }),
  z.strictObject({
    kind: z.literal('document'),
    record: ref,
    name: z.string().min(1),
    mediaType: z.string(),
    content: z.unknown(),
  }),
  z.strictObject({ kind: z.literal('record'), type: recordType, id: z.string(), set: values }),
]);

export const decisionBody = z.strictObject({
  actionId: z.string().min(1),
  decision: z.enum(['approve', 'reject']),
  digest: z.string().min(1),
  evidenceOpened: z.boolean(),
  reason: z.string().max(2_000).optional(),
  edited: changeSchema.optional(),
});

export const bulkBody = z.strictObject({
  items: z
    .array(z.strictObject({ actionId: z.string().min(1), digest: z.string().min(1) }))
    .min(1)
    .max(200),
});

export const switchBody = z.strictObject({
  scope: z.string().refine(isScope, 'a scope is all, agent/{agent}, action/{action} or account/{id}'),
  stopped: z.boolean(),
  reason: z.string().min(1),
});

export const signBody = z.strictObject({ digest: z.string().min(1) });

export const absenceBody = z.strictObject({
  personId: z.string().min(1),
  from: z.iso.date(),
  until: z.iso.date(),
  delegateId: z.string().min(1).nullable().default(null),
});
export const absenceEndBody = z.strictObject({ personId: z.string().min(1) });

const policyFile = z.strictObject({
  file: z.string().min(1).max(500),
  text: z.string().max(200_000),
});
/** Without a file: the company's own of the playbooks. */
export const policyDiffBody = z.strictObject({
  policy: policyFile.optional(),
  days: z.int().min(1).max(3_650).default(30),
});
export const policyBacktestBody = z.strictObject({ policy: policyFile.optional(), from: z.iso.date().optional() });
export const policyPastBody = z.strictObject({
  policy: policyFile.optional(),
  proposals: z.array(pastProposal).max(200_000),
  to: z.iso.date(),
});
export const policyProposalBody = z.strictObject({ policy: policyFile, reason: z.string().trim().min(1).max(2_000) });
const playbookFiles = z
  .array(z.strictObject({ file: z.string().min(1).max(200), text: z.string().max(200_000) }))
  .max(200)
  .refine((files) => files.reduce((sum, { text }) => sum + text.length, 0) <= 1_000_000, {
    message: 'more than 1,000,000 characters in all',
  });
export const playbookDiffBody = z.strictObject({ files: playbookFiles });
export const playbookProposalBody = z.strictObject({
  files: playbookFiles,
  reason: z.string().trim().min(1).max(2_000),
  affected: z.strictObject({ subjects: z.int().min(0), deals: z.int().min(0) }).optional(),
});
export const policySignBody = z.strictObject({ version: z.string().min(1) });
/** Of a proposed policy or playbook. */
export const rejectBody = z.strictObject({ version: z.string().min(1), reason: z.string().trim().min(1).max(500) });

export const actionName = z.enum(ACTION_NAMES as [ActionName, ...ActionName[]]);
const rung = { action: actionName, tier: z.enum(TIERS) };
export const promoteBody = z.strictObject(rung);
export const demoteBody = z.strictObject({
  ...rung,
  cause: z.enum(DEMOTION_CAUSES).default('operations'),
  reason: z.string().trim().min(1).max(2_000),
});
/** Without a tier: on all of them. */
export const shadowBody = z.strictObject({
  action: actionName,
  tier: z.enum(TIERS).nullable().default(null),
  reason: z.string().trim().min(1).max(2_000),
});
/** Action ids, each `{action}:{subject}:{episode}`. */
export const shownBody = z.strictObject({ actionIds: z.array(z.string().min(1)).max(100) });

export const requestBody = z.strictObject({
  action: actionName,
  subject: z.string().min(1),
  /** A program asks in the person's name: it is held to once a day and to a day's decisions. */
  via: z.enum(['assistant']).optional(),
});

/** Parses a body or query by its schema; what does not fit is a 400 that names the field. */
export class Parsed<T> implements PipeTransform<unknown, T> {
  constructor(private readonly schema: z.ZodType<T>) {}

  transform(value: unknown): T {
    const parsed = this.schema.safeParse(value);
    if (parsed.success) return parsed.data;
    const message = parsed.error.issues.map((i) => `${i.path.join('.') || 'body'}: ${i.message}`).join('; ');
    throw new BadRequestException({ code: 'bad-request', message });
  }
}

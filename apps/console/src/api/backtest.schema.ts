import { z } from 'zod';
import { ACTION_NAMES, type ActionName } from '@salesagent/canon/sales';

const action = z.enum(ACTION_NAMES as [ActionName, ...ActionName[]]);
const values = z.record(z.string(), z.unknown());

export const backtestBodySchema = z
  .strictObject({
    from: z.iso.date().describe('first business day'),
    to: z.iso.date().optional().describe('last business day; the newest one known when absent'),
    actions: z.array(action).min(1).optional().describe('all that are on when absent'),
    overrides: z
      .record(z.string(), z.strictObject({ rules: values.optional(), attention: values.optional() }))
      .optional()
      .describe('by action: values laid over its playbook section, to be compared with the section as it is'),
    policy: z
      .strictObject({ file: z.string().min(1).describe('name, for messages'), text: z.string().describe('YAML') })
      .optional()
      .describe('a company’s policy, to be compared with the one in force'),
    assume: z
      .array(z.string())
      .optional()
      .describe('values of an import without a date, read as if always true: `opportunity.ownerId`, `product`'),
    windowDays: z.int().min(1).max(365).optional().describe('days after a proposal in which something counts; 30'),
    list: z.boolean().optional().describe('every proposal in the answer'),
  })
  .meta({ id: 'BacktestBody' });
export type BacktestBody = z.infer<typeof backtestBodySchema>;

const fate = z.enum(['prepared', 'alone', 'reached', 'merged', 'overflowed', 'withdrawn', 'waiting']);

export const pastProposalSchema = z
  .object({
    actionId: z.string(),
    action,
    day: z.iso.date(),
    subject: z.string(),
    title: z.string(),
    ownerId: z.string().nullable(),
    tier: z.string(),
    effect: z.string(),
    amount: z.number(),
    expectedValue: z.number(),
    minutes: z.number(),
    fate,
    wave: z.string().nullable().describe('morning on which it would have reached a person'),
    assignee: z.string().nullable(),
    approver: z.string().nullable(),
    rule: z.string(),
    afterwards: z.string().describe('what its deal did within the window'),
    afterwardsOn: z.string().nullable(),
    mattered: z.boolean().nullable().describe('null: cannot be said'),
  })
  .meta({ id: 'PastProposal' });
export type PastProposalView = z.infer<typeof pastProposalSchema>;

const count = z.int();
export const backtestRowSchema = z
  .object({
    name: z.string().describe('an action, a month, or `all`'),
    proposals: count,
    reached: count.describe('would have come before a person, inside the caps'),
    prepared: count,
    alone: count,
    crowdedOut: count.describe(
      'expired in the docket, merged or withdrawn before it reached anybody, or still waiting',
    ),
    judged: count.describe('of those that reached a person: the window after them is known, and they are about a deal'),
    mattered: count.describe('of those: the deal did what the action’s KPI asks for'),
    minutes: z.number().describe('of attention, of those that reached a person'),
    expectedValue: z.number(),
  })
  .meta({ id: 'BacktestRow' });
export type BacktestRow = z.infer<typeof backtestRowSchema>;

const rate = z.object({ n: count.describe('deal days looked at'), mattered: count });

export const backtestRunSchema = z
  .object({
    sentence: z.string(),
    from: z.iso.date(),
    to: z.iso.date(),
    knownUntil: z.iso.date(),
    windowDays: z.int(),
    policyVersion: z.string(),
    assumed: z.array(z.string()),
    all: backtestRowSchema,
    actions: z.array(backtestRowSchema),
    months: z.array(backtestRowSchema),
    bases: z.array(
      z.object({
        action,
        sameStanding: rate.describe('deals that stood alike that day, without a proposal'),
        otherLive: rate.describe('other live deals that day, without a proposal'),
      }),
    ),
    insights: z.array(z.object({ action, recorded: count })).describe('they take nobody’s attention'),
    off: z.array(z.object({ action: z.string(), reason: z.string() })),
    reasons: z.array(z.object({ action, reason: z.string(), subjects: count })).describe('why looks came to nothing'),
    failures: z.array(z.object({ action, count, first: z.string() })),
    looks: count,
    proposals: z.array(pastProposalSchema).nullable(),
  })
  .meta({ id: 'BacktestRun' });
export type BacktestRun = z.infer<typeof backtestRunSchema>;

const example = z.object({
  action: z.string(),
  subject: z.string(),
  day: z.string(),
  title: z.string(),
  before: z.string(),
  after: z.string(),
});
const differing = z.object({
  onlyBefore: count,
  onlyAfter: count,
  differently: count,
  kinds: z.array(z.object({ kind: z.string(), count })),
  examples: z.array(example),
});
export type Differing = z.infer<typeof differing>;

export const backtestSchema = z
  .object({
    before: backtestRunSchema.describe('as playbook and policy are'),
    after: backtestRunSchema.nullable().describe('with what was to be tried; null when nothing was'),
    difference: z
      .object({ proposals: differing, insights: differing, insightsLeftOut: count })
      .nullable()
      .describe('proposals and insights of the same action, record and day'),
  })
  .meta({ id: 'PastBacktest' });
export type PastBacktest = z.infer<typeof backtestSchema>;

export const backtestLineSchema = z
  .object({
    progress: z.object({ service: z.string(), phase: z.string(), said: z.string() }).optional(),
    result: backtestSchema.optional(),
    error: z.object({ code: z.string(), message: z.string(), remedy: z.string().nullable() }).optional(),
  })
  .meta({ id: 'BacktestLine', description: 'Progress until the last line, which holds result or error' });
export type BacktestLine = z.infer<typeof backtestLineSchema>;

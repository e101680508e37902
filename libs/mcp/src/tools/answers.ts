import { z } from 'zod';

/**
 * What is read of the console's answers: the parts an assistant needs. What else the console says is left out, so a new
 * field of a record does not reach a model before somebody has put it here.
 */
/** Of any type; a value that is not there at all is left out of JSON. */
const anything = z.unknown().optional();
const reference = z.object({ id: z.string(), name: z.string().nullable() });
const subject = z.object({ ref: z.string(), label: z.string() });
const passage = z.object({ id: z.string(), title: z.string(), text: z.string().nullable() });
const by = z.object({ kind: z.string(), id: z.string(), name: z.string().nullable() });

export const dealRow = z.object({
  id: z.string(),
  name: z.string(),
  account: reference.nullable(),
  owner: reference.nullable(),
  tier: z.string().nullable(),
  crmStage: z.string().nullable(),
  subStage: z.string().nullable(),
  subStageName: z.string().nullable(),
  outcome: z.enum(['won', 'lost']).nullable(),
  amount: z.number().nullable(),
  currency: z.string().nullable(),
  expectedCloseDate: z.string().nullable(),
  ageDays: z.number().nullable().describe('business days since engagement, else creation'),
  health: z.enum(['live', 'stalled', 'dead']).nullable(),
  winProbability: z.number().nullable().describe('0–1'),
  winLabel: z.string().nullable(),
  risks: z.array(z.string()),
  openApprovals: z.number().describe('approvals of this deal that the person can decide'),
});

export const accountRow = z.object({
  id: z.string(),
  name: z.string().nullable(),
  owner: reference.nullable(),
  tier: z.string().nullable(),
  stage: z.number().describe('1 market, 2 planned, 6 customer'),
  industry: z.string().nullable(),
  country: z.string().nullable(),
  icpScore: z.number().nullable(),
  accountScore: z.number().nullable(),
  healthScore: z.number().nullable(),
  openDeals: z.number(),
  openAmount: z.number(),
  wonDeals: z.number(),
  wonAmount: z.number(),
  renewalDate: z.string().nullable(),
});

export const approvalRow = z.object({
  actionId: z.string().describe('ask `explain` about it'),
  action: z.string(),
  agent: z.string(),
  effect: z.string(),
  state: z.string(),
  title: z.string(),
  why: z.string(),
  subject,
  account: reference.nullable(),
  owner: reference.nullable(),
  approver: z.object({ role: z.string(), person: reference.nullable() }).nullable(),
  tier: z.string(),
  expectedValue: z.number(),
  proposedAt: z.string(),
  expiresAt: z.string().nullable(),
  reason: z.string().nullable().describe('why it ended, where it did'),
  canDecide: z.boolean().describe('whether this person may decide it, in the console'),
});

export const insight = z.object({
  action: z.string(),
  businessDate: z.string().describe('the business day it was worked out for'),
  values: z.record(z.string(), z.unknown()).describe('score, parts, risks, probability, as the action gives them'),
  reasons: z.array(z.string()),
  citations: z.array(z.object({ id: z.string(), title: z.string() })),
  playbookVersion: z.string(),
});

const field = z.object({
  field: z.string(),
  label: z.string(),
  value: anything,
  agent: z.boolean().describe('an agent keeps it'),
  since: z.string().nullable(),
});
export const timelineEntry = z.object({ at: z.string(), sentence: z.string(), actionId: z.string().nullable(), by });
const contact = z.object({
  id: z.string(),
  name: z.string().nullable(),
  title: z.string().nullable(),
  role: z.string().nullable(),
});

export const dealAnswer = z.object({
  deal: dealRow,
  version: z.number(),
  fields: z.array(field),
  insights: z.array(insight),
  approvals: z.array(approvalRow),
  history: z.array(timelineEntry),
});
export const accountAnswer = z.object({
  account: accountRow,
  version: z.number(),
  fields: z.array(field),
  deals: z.array(dealRow),
  contacts: z.array(contact),
  insights: z.array(insight),
  approvals: z.array(approvalRow),
  history: z.array(timelineEntry),
});
export const dealsAnswer = z.object({ asOf: z.string(), total: z.number(), deals: z.array(dealRow) });
export const accountsAnswer = z.object({ asOf: z.string(), total: z.number(), accounts: z.array(accountRow) });
export const approvalsAnswer = z.object({ total: z.number(), approvals: z.array(approvalRow) });
export const sessionAnswer = z.object({ clock: z.object({ date: z.string() }) });
export const actionAnswer = z.object({
  id: z.string(),
  subject: z.string(),
  effects: z.array(z.string()),
  produces: z.string(),
  playbook: z.object({ section: z.string(), on: z.boolean(), reason: z.string().nullable() }),
});
export const requestAnswer = z.object({
  requestId: z.string(),
  repeated: z.boolean(),
  leftToday: z.number(),
});

const fact = z.object({ label: z.string(), value: anything, source: z.string().nullable() });
export const explanationAnswer = z.object({
  id: z.string(),
  kind: z.string(),
  subject,
  field: z.string().nullable(),
  value: anything,
  sentence: z.string(),
  because: z.array(fact),
  passages: z.array(passage),
  actionId: z.string().nullable(),
  chain: z.array(
    z.object({
      part: z.string(),
      known: z.boolean(),
      sentence: z.string(),
      at: z.string().nullable(),
      version: z.string().nullable(),
      facts: z.array(fact),
      passages: z.array(z.object({ id: z.string(), title: z.string() })),
    }),
  ),
  writes: z.array(z.object({ at: z.string(), by, actionId: z.string().nullable(), value: anything })),
  steps: z.array(timelineEntry),
});

import { z } from 'zod';
import { SUB_STAGES } from '@salesagent/canon/sales';
import { day, limitQuery, offsetQuery, referenceSchema, tierSchema } from './reference.schema';
import { timelineEntrySchema } from './timeline.schema';
import { contactSchema } from './contacts.schema';
import { handoffSchema } from './handoffs.schema';
import { insightSchema } from './insight.schema';
import { dealCostsSchema } from './costs.schema';
import { approvalRowSchema } from './approvals.schema';

export const subStageSchema = z.enum(Object.keys(SUB_STAGES) as [keyof typeof SUB_STAGES]).meta({ id: 'SubStage' });

export const dealRowSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    account: referenceSchema.nullable(),
    owner: referenceSchema.nullable(),
    product: referenceSchema.nullable(),
    tier: tierSchema.nullable().describe('tier of the account; unknown counts as T1'),
    crmStage: z.string().nullable(),
    subStage: subStageSchema.nullable(),
    subStageName: z.string().nullable(),
    outcome: z.enum(['won', 'lost']).nullable(),
    amount: z.number().nullable(),
    estimate: z.number().nullable().describe("the product's list price, where the deal has no amount of its own"),
    currency: z.string().nullable(),
    createdAt: z.string().nullable(),
    engagedAt: z.string().nullable(),
    expectedCloseDate: z.string().nullable(),
    closedAt: z.string().nullable(),
    movedAt: z.string().nullable().describe('when its sub-stage last changed'),
    ageDays: z.int().nullable().describe('business days of the calendar since engagement (else creation); open deals'),
    health: z
      .enum(['live', 'stalled', 'dead'])
      .nullable()
      .describe('KPIS: stalled and dead; null while unknown or closed'),
    winProbability: z.number().nullable(),
    winLabel: z.string().nullable().describe('e.g. "outside everything you have won"'),
    risks: z.array(z.string()),
    openApprovals: z.int().describe('approvals of this deal that the reader can decide'),
    lanes: z.array(z.enum(['moved', 'needs-me', 'dead'])),
  })
  .meta({ id: 'DealRow' });
export type DealRow = z.infer<typeof dealRowSchema>;

export const dealsQuery = z.object({
  lane: z.enum(['moved', 'needs-me', 'dead', 'live', 'stalled']).optional(),
  state: z.enum(['open', 'won', 'lost', 'closed', 'all']).default('open'),
  subStage: subStageSchema.optional(),
  owner: z.string().optional().describe('person id'),
  region: z.string().optional().describe("the owner's region"),
  account: z.string().optional().describe('account id'),
  product: z.string().optional().describe('product id'),
  q: z.string().optional().describe('part of the id, the name or the account name'),
  sort: z.enum(['amount', 'age', 'moved', 'probability', 'close']).default('amount'),
  perStage: z.coerce.number().int().min(1).max(200).optional().describe('board: at most so many of each sub-stage'),
  limit: limitQuery(500, 100),
  offset: offsetQuery,
});
export type DealsQuery = z.infer<typeof dealsQuery>;

export const dealsSchema = z
  .object({
    asOf: day,
    total: z.int().describe('deals that match, whatever the paging'),
    lanes: z
      .object({ moved: z.int(), 'needs-me': z.int(), live: z.int(), stalled: z.int(), dead: z.int() })
      .describe('counts over all the open deals the reader may see'),
    stages: z.array(
      z.object({ subStage: subStageSchema.nullable(), name: z.string(), count: z.int(), amount: z.number() }),
    ),
    deals: z.array(dealRowSchema),
  })
  .meta({ id: 'Deals' });
export type Deals = z.infer<typeof dealsSchema>;

export const fieldValueSchema = z
  .object({
    field: z.string(),
    label: z.string(),
    value: z.unknown(),
    agent: z.boolean().describe('an agent-owned field'),
    since: z.string().nullable().describe('when this value occurred, as far as the log knows'),
    by: z.string().nullable(),
  })
  .meta({ id: 'FieldValue' });

export const relatedSchema = z
  .object({
    ref: z.string(),
    type: z.string(),
    id: z.string(),
    title: z.string(),
    at: z.string().nullable(),
    state: z.string().nullable(),
  })
  .meta({ id: 'Related' });

export const dealSchema = z
  .object({
    deal: dealRowSchema,
    version: z.int(),
    fields: z.array(fieldValueSchema),
    insights: z.array(insightSchema),
    approvals: z.array(approvalRowSchema).describe('every proposal about this deal, newest first'),
    handoffs: z.array(handoffSchema).describe('how a deal that was won is handed over; none while it is open'),
    contacts: z.array(contactSchema),
    related: z.array(relatedSchema).describe('activities, tasks and documents, newest first'),
    models: dealCostsSchema
      .nullable()
      .describe('what models were asked and paid for about it, ever; null for roles that see no money'),
    history: z.array(timelineEntrySchema).describe('everything that happened to it, newest first'),
  })
  .meta({ id: 'Deal' });
export type Deal = z.infer<typeof dealSchema>;

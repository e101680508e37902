import { z } from 'zod';
import { day, limitQuery, offsetQuery, referenceSchema, tierSchema } from './reference.schema';
import { timelineEntrySchema } from './timeline.schema';
import { contactSchema } from './contacts.schema';
import { handoffSchema } from './handoffs.schema';
import { insightSchema } from './insight.schema';
import { approvalRowSchema } from './approvals.schema';
import { dealRowSchema, fieldValueSchema, relatedSchema } from './deals.schema';

export const accountRowSchema = z
  .object({
    id: z.string(),
    name: z.string().nullable(),
    owner: referenceSchema.nullable(),
    tier: tierSchema.nullable(),
    tierSuggestion: z.string().nullable(),
    stage: z.union([z.literal(1), z.literal(2), z.literal(6)]).describe('1 market, 2 planned, 6 customer'),
    lifecycle: z.string().nullable(),
    industry: z.string().nullable(),
    country: z.string().nullable(),
    segment: z.string().nullable(),
    employees: z.number().nullable(),
    revenue: z.number().nullable(),
    icpScore: z.number().nullable(),
    accountScore: z.number().nullable(),
    healthScore: z.number().nullable(),
    openDeals: z.int(),
    openAmount: z.number(),
    wonDeals: z.int(),
    wonAmount: z.number(),
    openCases: z.int(),
    renewalDate: z.string().nullable(),
  })
  .meta({ id: 'AccountRow' });
export type AccountRow = z.infer<typeof accountRowSchema>;

export const accountsQuery = z.object({
  stage: z.coerce
    .number()
    .pipe(z.union([z.literal(1), z.literal(2), z.literal(6)]))
    .optional(),
  tier: z.enum(['T1', 'T2', 'T3', 'none']).optional(),
  owner: z.string().optional(),
  q: z.string().optional(),
  sort: z.enum(['name', 'open', 'won', 'icp', 'health', 'renewal']).default('open'),
  limit: limitQuery(500, 100),
  offset: offsetQuery,
});
export type AccountsQuery = z.infer<typeof accountsQuery>;

export const accountsSchema = z
  .object({
    asOf: day,
    total: z.int(),
    stages: z.array(
      z.object({ stage: z.union([z.literal(1), z.literal(2), z.literal(6)]), name: z.string(), count: z.int() }),
    ),
    tiers: z.record(z.string(), z.int()).describe('counts by T1, T2, T3 and `none`'),
    accounts: z.array(accountRowSchema),
  })
  .meta({ id: 'Accounts' });
export type Accounts = z.infer<typeof accountsSchema>;

export const accountSchema = z
  .object({
    account: accountRowSchema,
    version: z.int(),
    fields: z.array(fieldValueSchema),
    deals: z.array(dealRowSchema),
    contacts: z.array(contactSchema),
    insights: z.array(insightSchema),
    approvals: z.array(approvalRowSchema),
    handoffs: z.array(handoffSchema).describe('how its deals that were won are handed over'),
    related: z.array(relatedSchema),
    history: z.array(timelineEntrySchema),
  })
  .meta({ id: 'Account' });
export type Account = z.infer<typeof accountSchema>;

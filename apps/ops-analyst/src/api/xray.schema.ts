import { z } from 'zod';
import { chartSchema, day, dealsBehindLinkSchema, units } from './shared.schema';

export const findingIds = ['dead-pipeline', 'win-rate', 'quarter-end', 'early-losses', 'not-known'] as const;
export type FindingId = (typeof findingIds)[number];

export const findingSchema = z.strictObject({
  id: z.enum(findingIds),
  title: z.string(),
  /** One sentence with its number. */
  sentence: z.string(),
  number: z.number().nullable(),
  unit: units,
  n: z.int(),
  formula: z.string(),
  facts: z.array(z.strictObject({ label: z.string(), value: z.number().nullable(), unit: units, n: z.int() })),
  deals: dealsBehindLinkSchema,
  chart: chartSchema.nullable(),
});

/** `GET /xray?asOf`; as a file: `GET /xray/document?format=md|docx&asOf` */
export const xrayResponseSchema = z.strictObject({
  /**
   * `no-data` before anything is imported, `reading` while the first import is being read: findings are empty and
   * `headline` says what to do.
   */
  status: z.enum(['ready', 'no-data', 'reading']),
  asOf: day,
  currency: z.string(),
  headline: z.string(),
  totals: z.strictObject({
    opportunities: z.int(),
    won: z.int(),
    lost: z.int(),
    engaged: z.int().describe('open, engaged (4.1 or later)'),
    prospecting: z.int().describe('open, before 4.1'),
    dead: z.int(),
    live: z.int(),
    stalled: z.int(),
    wonValue: z.number(),
  }),
  /** Always five, in this order of `findingIds`. */
  findings: z.array(findingSchema),
});
export type XrayResponse = z.infer<typeof xrayResponseSchema>;

/** `GET /deals-behind?finding=…|kpi=…&asOf&period&by&group&offset=0&limit=100` */
export const dealsBehindResponseSchema = z.strictObject({
  asOf: day,
  title: z.string(),
  predicate: z.string(),
  /** Deals behind the number that this person may see; `deals` is a page of them. */
  count: z.int(),
  offset: z.int(),
  limit: z.int(),
  deals: z.array(
    z.strictObject({
      id: z.string(),
      name: z.string().nullable(),
      accountId: z.string().nullable(),
      accountName: z.string().nullable(),
      ownerId: z.string().nullable(),
      ownerName: z.string().nullable(),
      productId: z.string().nullable(),
      productName: z.string().nullable(),
      subStage: z.string().nullable(),
      outcome: z.enum(['won', 'lost']).nullable(),
      standing: z.enum(['won', 'lost', 'prospecting', 'active', 'stalled', 'dead']),
      createdOn: day.nullable(),
      engagedOn: day.nullable(),
      closedOn: day.nullable(),
      /** Days since engagement; for closed deals until they closed. */
      ageDays: z.int().nullable(),
      amount: z.number().nullable(),
    }),
  ),
});
export type DealsBehindResponse = z.infer<typeof dealsBehindResponseSchema>;

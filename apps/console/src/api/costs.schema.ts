import { z } from 'zod';
import { day, limitQuery, offsetQuery, referenceSchema } from './reference.schema';

export const COSTS_BY = ['company', 'agent', 'action', 'deal', 'model', 'day'] as const;
export type CostsBy = (typeof COSTS_BY)[number];

/** Before any ledger there is; PostgreSQL knows no day before the year 1. */
const FIRST_DAY = '2000-01-01';
const realDay = z.iso
  .date()
  .refine((of) => of >= FIRST_DAY, `must not be before ${FIRST_DAY}`)
  .optional();
export const costsQuery = z.object({
  from: realDay.describe('first day, a real one in UTC (YYYY-MM-DD); 29 days before the last unless told'),
  to: realDay.describe('last day, as `from`; today unless told'),
  by: z.enum(COSTS_BY).default('agent').describe('one row for each'),
  agent: z.string().optional().describe('only of this agent'),
  action: z.string().optional().describe('only of this action'),
  limit: limitQuery(500, 100),
  offset: offsetQuery,
});
export type CostsQuery = z.infer<typeof costsQuery>;

/** Dollars that may be incomplete: never a zero where something is not known. */
const dollars = {
  usd: z
    .number()
    .nullable()
    .describe('US dollars of the calls that have a price; null where calls were made and none has'),
  unpriced: z
    .int()
    .describe('calls whose model has no price; their money is not in `usd`, which then is a lower bound'),
};

export const spentSchema = z
  .object({
    calls: z.int().describe('calls that have ended'),
    failed: z.int().describe('those among them that ended without an answer'),
    tokens: z.object({
      input: z.int().describe('as the provider reported it, cached ones included'),
      cachedInput: z.int().describe('part of `input`'),
      output: z.int(),
      estimated: z.int().describe('of requests whose use nobody reported; in none of the others'),
    }),
    ...dollars,
  })
  .meta({ id: 'ModelSpending' });
export type Spent = z.infer<typeof spentSchema>;

export const reservedSchema = z
  .object({
    calls: z.int().describe('calls that have not ended: under way, or their process has ended before them'),
    tokens: z.int().describe('the most they may use'),
    ...dollars,
  })
  .meta({ id: 'ModelReservation' });
export type Reserved = z.infer<typeof reservedSchema>;

export const dealSumSchema = z
  .object({
    n: z.int().describe('deals, each counted once'),
    amount: z.number().describe("what is known of their amounts, in the company's currency"),
    withoutAmount: z.int().describe('deals among them without an amount'),
    otherCurrency: z.int().describe('deals among them in another currency; not in `amount`'),
  })
  .meta({ id: 'DealSum' });

export const movedSchema = z
  .object({
    proposed: z.int().describe('proposals made in the span, scores that agents copy into their fields left out'),
    decided: z.int().describe('those a person has approved or rejected since'),
    approved: z.int().describe('those a person has approved'),
    unedited: z.int().describe('those a person has approved as they stood'),
    alone: z.int().describe('those that policy let run, or a signed batch: nobody was asked about each'),
    executed: z.int().describe('those that were executed, undone ones included'),
    undone: z.int().describe('those that were executed and taken back'),
    expected: z
      .object({ n: z.int(), value: z.number() })
      .describe("what the docket expected of those executed, in the company's currency, where it was recorded (n)"),
    deals: dealSumSchema,
    won: dealSumSchema,
  })
  .meta({
    id: 'MovedBeside',
    description:
      '`deals` are those that such a proposal is about which was executed and not undone; `won` those among them that were recorded as won after the execution, and still are',
  });
export type Moved = z.infer<typeof movedSchema>;

const ratio = z.object({
  usd: z.number().nullable().describe('null without n, and where nothing has a price'),
  n: z.int(),
  atLeast: z.boolean().describe('calls without a price are not in it'),
});

export const costRowSchema = z
  .object({
    key: z.string().nullable().describe('agent, action, id of the deal, model or day; null of what is about no deal'),
    deal: referenceSchema.nullable().describe('with its name, where the row is one'),
    spent: spentSchema,
    reserved: reservedSchema,
    moved: movedSchema.nullable().describe('beside the cost, not because of it; null by model and by day'),
    perAccepted: ratio.nullable().describe('dollars spent in the span ÷ `approved`'),
    perExecuted: ratio.nullable().describe('dollars spent in the span ÷ `executed`'),
  })
  .meta({ id: 'CostRow' });
export type CostRow = z.infer<typeof costRowSchema>;

export const costsSchema = z
  .object({
    from: day,
    to: day,
    by: z.enum(COSTS_BY),
    scope: z.enum(['company', 'own-deals']).describe('every call, or those about deals that the reader sees'),
    currency: z.string().describe('of amounts and expected values; what models cost is in US dollars'),
    total: costRowSchema.describe('of all rows, whatever the paging'),
    count: z.int().describe('rows there are, whatever the paging'),
    rows: z.array(costRowSchema).describe('what cost most first; days in their order'),
    models: z
      .enum(['configured', 'none', 'unknown'])
      .nullable()
      .describe('where the span has no call: whether an agent has a model at all; null otherwise'),
  })
  .meta({ id: 'Costs' });
export type Costs = z.infer<typeof costsSchema>;

export const dealCostsSchema = z.object({ spent: spentSchema, reserved: reservedSchema }).meta({ id: 'DealCosts' });
export type DealCosts = z.infer<typeof dealCostsSchema>;

import { z } from 'zod';
import { dealsBehindLinkSchema, day, periodSchema, units } from './shared.schema';

export const groupings = ['region', 'rep', 'product', 'segment', 'quarter'] as const;

export const kpiValueSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  /** Null when it cannot be known; `missing` then names the field. Ratios are 0–1. */
  value: z.number().nullable(),
  unit: units,
  numerator: z.number().nullable(),
  denominator: z.number().nullable(),
  n: z.int().describe('Number of deals (or customers, touches …) the value rests on'),
  formula: z.string(),
  asOf: day,
  period: periodSchema,
  missing: z.string().nullable(),
  /** What a careful reader needs beside the number: a second reading, a reference, a caveat. */
  note: z.string().nullable(),
  beside: z.array(z.strictObject({ name: z.string(), value: z.number().nullable(), unit: units, n: z.int() })),
  deals: dealsBehindLinkSchema.nullable(),
});
export type KpiValueDto = z.infer<typeof kpiValueSchema>;

/** `GET /kpis?asOf&knownAt&period=all|quarter|13-weeks&by=region|rep|product|segment|quarter` */
export const kpisResponseSchema = z.strictObject({
  asOf: day,
  currency: z.string(),
  formulaVersion: z.string(),
  period: periodSchema,
  by: z.enum(groupings).nullable(),
  kpis: z.array(kpiValueSchema),
  /** Null without `by`. Key `unknown` holds the deals whose grouping value was not known by `asOf`. */
  groups: z.array(z.strictObject({ key: z.string(), label: z.string(), kpis: z.array(kpiValueSchema) })).nullable(),
  notes: z.array(z.string()),
});
export type KpisResponse = z.infer<typeof kpisResponseSchema>;

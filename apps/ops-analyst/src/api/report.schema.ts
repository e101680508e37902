import { z } from 'zod';
import { kpiValueSchema } from './kpi.schema';
import { forecastResponseSchema } from './forecast.schema';
import { chartSchema, day, dealsBehindLinkSchema, periodSchema, units } from './shared.schema';

/** `GET /report?format=json|md|docx&period=weekly|monthly&asOf` */
export const reportResponseSchema = z.strictObject({
  title: z.string(),
  asOf: day,
  currency: z.string(),
  period: periodSchema,
  previous: periodSchema,
  headline: z.string(),
  /** What changed against the period before, and why: each with the deals behind it. */
  changes: z.array(
    z.strictObject({
      id: z.string(),
      name: z.string(),
      unit: units,
      now: z.number().nullable(),
      before: z.number().nullable(),
      change: z.number().nullable(),
      why: z.string(),
      deals: dealsBehindLinkSchema.nullable(),
    }),
  ),
  kpis: z.array(kpiValueSchema),
  forecast: forecastResponseSchema.pick({
    status: true,
    reason: true,
    period: true,
    p10: true,
    p50: true,
    p90: true,
    wonSoFar: true,
    naive: true,
  }),
  charts: z.array(chartSchema),
});
export type ReportResponse = z.infer<typeof reportResponseSchema>;

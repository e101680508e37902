import { z } from 'zod';
import { asOfQuery, day } from './reference.schema';

const picture = z.record(z.string(), z.unknown()).describe('a Vega-Lite specification with its data inside');

/** The deals behind a number: pass these to `GET /api/deals-behind`. */
const behind = z.object({ finding: z.string().nullish(), kpi: z.string().nullish() }).loose();

export const xrayFindingSchema = z
  .object({
    id: z.string(),
    title: z.string().nullish(),
    sentence: z.string(),
    value: z.number().nullish(),
    n: z.int().nullish(),
    formula: z.string().nullish(),
    missing: z.string().nullish(),
    picture: picture.nullish(),
    behind: behind.nullish(),
  })
  .loose()
  .meta({ id: 'XrayFinding' });

export const xraySchema = z
  .object({ asOf: day, currency: z.string().nullish(), findings: z.array(xrayFindingSchema) })
  .loose()
  .meta({ id: 'Xray' });
export type Xray = z.infer<typeof xraySchema>;

export const kpiSchema = z
  .object({
    id: z.string(),
    name: z.string().nullish(),
    value: z.number().nullable(),
    unit: z.string().nullish(),
    numerator: z.number().nullish(),
    denominator: z.number().nullish(),
    n: z.int(),
    formula: z.string(),
    missing: z.string().nullish(),
    note: z.string().nullish(),
  })
  .loose()
  .meta({ id: 'Kpi' });

export const kpisSchema = z
  .object({
    asOf: day,
    currency: z.string().nullish(),
    kpis: z.array(kpiSchema),
    groups: z
      .array(
        z
          .object({ by: z.string().nullish(), key: z.string(), label: z.string().nullish(), kpis: z.array(kpiSchema) })
          .loose(),
      )
      .nullish(),
  })
  .loose()
  .meta({ id: 'Kpis' });
export type Kpis = z.infer<typeof kpisSchema>;

export const kpisQuery = z.object({
  asOf: asOfQuery,
  by: z.enum(['region', 'rep', 'product', 'segment', 'quarter']).optional(),
});

export const forecastSchema = z
  .object({
    asOf: day,
    p10: z.number().nullish(),
    p50: z.number().nullish(),
    p90: z.number().nullish(),
  })
  .loose()
  .meta({ id: 'Forecast' });
export type Forecast = z.infer<typeof forecastSchema>;
export const backtestSchema = z.object({}).loose().meta({ id: 'Backtest' });

export const forecastQuery = z.object({ asOf: asOfQuery, horizon: z.enum(['quarter']).default('quarter') });
export const reportQuery = z.object({
  format: z.enum(['json', 'md', 'docx']).default('json'),
  period: z.enum(['weekly', 'monthly']).default('weekly'),
  asOf: asOfQuery,
});
export const xrayDocumentQuery = z.object({ format: z.enum(['md', 'docx']).default('md') });
export const reportSchema = z.object({}).loose().meta({ id: 'Report' });

export const dealsBehindQuery = z.object({
  finding: z.string().optional(),
  kpi: z.string().optional(),
  asOf: asOfQuery,
  by: z.string().optional(),
  key: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(10_000).optional(),
  offset: z.coerce.number().int().min(0).optional(),
});
export const dealsBehindSchema = z
  .object({ asOf: day.nullish(), total: z.int(), deals: z.array(z.object({ id: z.string() }).loose()) })
  .loose()
  .meta({ id: 'DealsBehind' });

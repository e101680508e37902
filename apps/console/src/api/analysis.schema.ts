import { z } from 'zod';
import { asOfQuery, day } from './reference.schema';

/**
 * Numbers come only from ops-analyst; the console passes them on. Its schemas are restated here, so that the
 * clients are typed; they are loose, so that a field added there arrives without a change here.
 */
export const unitSchema = z
  .enum(['ratio', 'multiple', 'days', 'hours', 'money', 'money per day', 'deals', 'count'])
  .meta({ id: 'Unit' });

export const periodSchema = z
  .looseObject({ id: z.string(), label: z.string(), from: day.nullable(), to: day })
  .meta({ id: 'Period' });

export const behindSchema = z
  .looseObject({
    count: z.int(),
    predicate: z.string().describe('the rule that picks them, in words'),
    href: z.string().describe('path and query below `/api`: `/deals-behind?…`'),
  })
  .meta({ id: 'DealsBehindLink' });

export const chartSchema = z
  .looseObject({
    spec: z.record(z.string(), z.unknown()).describe('a Vega-Lite specification with its data inside'),
    alt: z.string(),
    width: z.int(),
    height: z.int(),
  })
  .meta({ id: 'Chart' });

const fact = { value: z.number().nullable(), unit: unitSchema, n: z.int() };

export const xrayFindingSchema = z
  .looseObject({
    id: z.string(),
    title: z.string(),
    sentence: z.string(),
    number: z.number().nullable(),
    unit: unitSchema,
    n: z.int(),
    formula: z.string(),
    facts: z.array(z.looseObject({ label: z.string(), ...fact })),
    deals: behindSchema,
    chart: chartSchema.nullable(),
  })
  .meta({ id: 'XrayFinding' });

export const xraySchema = z
  .looseObject({
    status: z.enum(['ready', 'no-data', 'reading']).describe('`reading`: the first import is not read to its end'),
    asOf: day,
    currency: z.string(),
    headline: z.string(),
    totals: z.record(z.string(), z.number()),
    findings: z.array(xrayFindingSchema),
  })
  .meta({ id: 'Xray' });
export type Xray = z.infer<typeof xraySchema>;

export const kpiSchema = z
  .looseObject({
    id: z.string(),
    name: z.string(),
    value: z.number().nullable().describe('ratios are 0 to 1; null: `missing` names the field'),
    unit: unitSchema,
    numerator: z.number().nullable(),
    denominator: z.number().nullable(),
    n: z.int(),
    formula: z.string(),
    asOf: day,
    period: periodSchema,
    missing: z.string().nullable(),
    note: z.string().nullable(),
    beside: z.array(z.looseObject({ name: z.string(), ...fact })),
    deals: behindSchema.nullable(),
  })
  .meta({ id: 'Kpi' });

export const GROUPINGS = ['region', 'rep', 'product', 'segment', 'quarter'] as const;
export const kpisSchema = z
  .looseObject({
    asOf: day,
    currency: z.string(),
    formulaVersion: z.string(),
    period: periodSchema,
    by: z.enum(GROUPINGS).nullable(),
    kpis: z.array(kpiSchema),
    groups: z.array(z.looseObject({ key: z.string(), label: z.string(), kpis: z.array(kpiSchema) })).nullable(),
    notes: z.array(z.string()),
  })
  .meta({ id: 'Kpis' });
export type Kpis = z.infer<typeof kpisSchema>;

const knownAt = z.iso.date().optional().describe('only what had been recorded by this day');
const period = z.enum(['all', 'quarter', '13-weeks']).optional();
export const kpisQuery = z.object({ asOf: asOfQuery, knownAt, period, by: z.enum(GROUPINGS).optional() });

const money = z.number().nullable();
const signalSchema = z.looseObject({
  signal: z.string(),
  verdict: z.enum(['used', 'left out', 'not tested']),
  brierWithout: z.number().nullable(),
  brierWith: z.number().nullable(),
  lift: z.number().nullable(),
  n: z.int(),
  reason: z.string(),
});

export const curveSchema = z
  .looseObject({
    version: z.string(),
    n: z.int(),
    won: z.int(),
    lost: z.int(),
    oldestWonDays: z.int().nullable(),
    wonP80Days: z.number().nullable(),
    medianWonDays: z.number().nullable(),
    winByAge: z.array(z.number()),
    season: z.array(z.looseObject({ month: z.int(), multiplier: z.number(), n: z.int(), winRate: z.number() })),
  })
  .meta({ id: 'Curve' });

export const forecastSchema = z
  .looseObject({
    status: z.enum(['ok', 'not-enough-data']),
    reason: z.string().nullable(),
    asOf: day,
    horizon: z.string(),
    period: periodSchema,
    currency: z.string(),
    p10: money,
    p50: money,
    p90: money,
    wonSoFar: z.number(),
    naive: z.looseObject({ value: money, how: z.string() }),
    mean: money,
    parts: z.array(z.looseObject({ part: z.string(), mean: z.number(), deals: z.number() })),
    open: z.record(z.string(), z.number()),
    curve: curveSchema.nullable(),
    signals: z.array(signalSchema),
    simulation: z.looseObject({ runs: z.int(), seed: z.string(), shock: z.number() }),
    notes: z.array(z.string()),
    chart: chartSchema.nullable(),
  })
  .meta({ id: 'Forecast' });
export type Forecast = z.infer<typeof forecastSchema>;

const gradeSchema = z.looseObject({
  asOf: day,
  period: periodSchema,
  day: z.int(),
  status: z.enum(['graded', 'not-enough-data', 'not-over-yet']),
  reason: z.string().nullable(),
  p10: money,
  p50: money,
  p90: money,
  actual: money,
  naive: money,
  covered: z.boolean().nullable(),
  bias: z.number().nullable(),
  naiveBias: z.number().nullable(),
  n: z.int(),
});
export const backtestSchema = z
  .looseObject({
    asOf: day,
    currency: z.string(),
    grades: z.array(gradeSchema),
    summary: z.array(
      z.looseObject({
        of: z.string(),
        n: z.int(),
        covered: z.int(),
        coverage: z.number().nullable(),
        bias: z.number().nullable(),
        wape: z.number().nullable(),
        naiveWape: z.number().nullable(),
      }),
    ),
    signals: z.array(signalSchema),
    notes: z.array(z.string()),
    chart: chartSchema.nullable(),
  })
  .meta({ id: 'Backtest' });

export const asOfOnly = z.object({ asOf: asOfQuery });
export const forecastQuery = z.object({ asOf: asOfQuery, knownAt, horizon: z.enum(['quarter']).default('quarter') });
export const reportQuery = z.object({ period: z.enum(['weekly', 'monthly']).default('weekly'), asOf: asOfQuery });
const format = z.enum(['md', 'docx']).default('md');
export const reportDocumentQuery = reportQuery.extend({ format });
export const xrayDocumentQuery = z.object({ format, asOf: asOfQuery });

export const reportSchema = z
  .looseObject({
    title: z.string(),
    asOf: day,
    currency: z.string(),
    period: periodSchema,
    previous: periodSchema,
    headline: z.string(),
    changes: z.array(
      z.looseObject({
        id: z.string(),
        name: z.string(),
        unit: unitSchema,
        now: z.number().nullable(),
        before: z.number().nullable(),
        change: z.number().nullable(),
        why: z.string(),
        deals: behindSchema.nullable(),
      }),
    ),
    kpis: z.array(kpiSchema),
    forecast: z.looseObject({ status: z.string(), reason: z.string().nullable(), p10: money, p50: money, p90: money }),
    charts: z.array(chartSchema),
  })
  .meta({ id: 'Report' });

export const dealsBehindQuery = z.object({
  finding: z.string().optional(),
  kpi: z.string().optional(),
  asOf: asOfQuery,
  period,
  by: z.enum(GROUPINGS).optional(),
  group: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(10_000).optional(),
  offset: z.coerce.number().int().min(0).optional(),
});

const text = z.string().nullable();
export const dealsBehindSchema = z
  .looseObject({
    asOf: day,
    title: z.string(),
    predicate: z.string(),
    count: z.int().describe('deals behind the number that the reader may see'),
    offset: z.int(),
    limit: z.int(),
    deals: z.array(
      z.looseObject({
        id: z.string(),
        name: text,
        accountId: text,
        accountName: text,
        ownerId: text,
        ownerName: text,
        productId: text,
        productName: text,
        subStage: text,
        outcome: z.enum(['won', 'lost']).nullable(),
        standing: z.string(),
        createdOn: text,
        engagedOn: text,
        closedOn: text,
        ageDays: z.int().nullable(),
        amount: money,
      }),
    ),
  })
  .meta({ id: 'DealsBehind' });

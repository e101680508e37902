import { z } from 'zod';
import { defineEvent, type EventDefinition } from './definition';
import { actionId } from './proposal';

/** Numbers, by ops-analyst, the only source of them. */
const curve = z.strictObject({
  n: z.int().describe('Number of deals the curve rests on'),
  won: z.int().describe('Of those, won'),
  lost: z.int().describe('Of those, lost'),
  oldestWonDays: z.int().nullable().describe('Greatest age at which a deal was won, in days'),
  wonP80Days: z.number().nullable().describe('80th percentile of the won deals’ age, in days'),
  medianWonDays: z.number().nullable().describe('Median of the won deals’ age, in days'),
  winByAge: z
    .array(z.number())
    .describe('By age in whole days, from 0: P(win eventually | open at this age), 0–1, without season'),
  season: z
    .array(
      z.strictObject({
        month: z.int().describe('Month of the fiscal quarter of closing, 1–3'),
        multiplier: z.number().describe('Multiplier on the win odds'),
        n: z.int().describe('Closed deals it rests on'),
        winRate: z.number().describe('Share won of those, 0–1'),
      }),
    )
    .describe('Season within the fiscal quarter'),
  meanWonValue: z.number().nullable().describe('Mean value of won deals, in the company’s currency'),
});
export const winCurveSchema = z.strictObject({
  curveVersion: z.string().describe('Changes with every fit'),
  asOf: z.iso.date().describe('Business day it was fitted as of'),
  company: curve.describe('All deals of the company'),
  segments: z.record(z.string(), curve).describe('By segment, where there are enough deals'),
});
export type WinCurve = z.infer<typeof winCurveSchema>;
export type SegmentCurve = z.infer<typeof curve>;

const measured = <S extends z.ZodType>(
  type: string,
  topic: string,
  key: string,
  description: string,
  schema: S,
): EventDefinition<S> => defineEvent({ type, version: 1, topic, key, writtenBy: ['ops-analyst'], description, schema });

const kpi = z.strictObject({
  value: z.number().nullable().describe('numerator / denominator, or the number itself; shares are 0–1'),
  numerator: z.number().nullable(),
  denominator: z.number().nullable(),
  n: z.int().describe('Records it rests on'),
  missing: z.string().nullable().describe('What is not known and keeps it from being computed'),
});

const inCurrency = 'in the company’s currency';
export const KPI_EVENTS = [
  measured(
    'WinCurveFitted',
    'kpi.curve',
    'curve/{company}',
    'How deals of this company are won and lost with age and season.',
    winCurveSchema,
  ),
  measured(
    'KpiMeasured',
    'kpi.snapshot',
    'kpi/{period}',
    'KPIs of a period as numerator and denominator, never only a ratio.',
    z.strictObject({
      asOf: z.iso.date().describe('Business day it was measured as of'),
      period: z.string().describe('`quarter` (the fiscal quarter of `asOf`) or `all`'),
      currency: z.string().describe('ISO 4217 code of every amount'),
      formulaVersion: z.string().describe('Version of the formulas'),
      kpis: z.record(z.string(), kpi).describe('By id of the KPI'),
    }),
  ),
  measured(
    'ForecastMade',
    'kpi.forecast',
    'forecast/{periodStart}',
    'A forecast of the quarter’s won value as of a day.',
    z.strictObject({
      asOf: z.iso.date().describe('Business day it was made as of'),
      periodStart: z.iso.date().describe('First day of the quarter'),
      periodEnd: z.iso.date().describe('Last day of the quarter'),
      p10: z.number().describe(`With probability 0.9 it will be more, ${inCurrency}`),
      p50: z.number().describe(`As likely more as less, ${inCurrency}`),
      p90: z.number().describe(`With probability 0.9 it will be less, ${inCurrency}`),
      closedSoFar: z.number().describe(`Won in the quarter up to \`asOf\`, ${inCurrency}`),
      openDeals: z.int().describe('Open deals that were simulated'),
      curveVersion: z.string().describe('Win curve it was made with'),
    }),
  ),
  measured(
    'OutcomeObserved',
    'kpi.outcome',
    'outcome/{actionId}',
    'What became of a deal after an executed action.',
    z.strictObject({
      actionId,
      outcome: z.string().describe('`won`, `lost` …'),
      observedAt: z.iso.date().describe('Business day'),
    }),
  ),
] as const;

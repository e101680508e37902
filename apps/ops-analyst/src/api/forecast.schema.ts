import { z } from 'zod';
import { chartSchema, day, periodSchema } from './shared.schema';

const money = z.number();

export const signalSchema = z.strictObject({
  signal: z.string().describe('age, season, size, product, rep, segment'),
  /** `used` carries the forecast; `left out` does not help out of time; `not tested` says why in `reason`. */
  verdict: z.enum(['used', 'left out', 'not tested']),
  /** Brier score without and with the signal, out of time; lift = 1 − with ÷ without. */
  brierWithout: z.number().nullable(),
  brierWith: z.number().nullable(),
  lift: z.number().nullable(),
  n: z.int(),
  reason: z.string(),
});

export const curveSummarySchema = z.strictObject({
  version: z.string(),
  n: z.int(),
  won: z.int(),
  lost: z.int(),
  oldestWonDays: z.int().nullable(),
  wonP80Days: z.number().nullable(),
  medianWonDays: z.number().nullable(),
  /** P(win eventually | open at this age in days), index = age. Past the end: outside everything you have won. */
  winByAge: z.array(z.number()),
  season: z.array(z.strictObject({ month: z.int(), multiplier: z.number(), n: z.int(), winRate: z.number() })),
});

/** `GET /forecast?asOf&knownAt&horizon=quarter` */
export const forecastResponseSchema = z.strictObject({
  status: z.enum(['ok', 'not-enough-data']),
  /** Why there is no forecast: `No deal has closed by 2016-12-31 …`. */
  reason: z.string().nullable(),
  asOf: day,
  horizon: z.enum(['quarter']),
  /** The fiscal quarter that the day after `asOf` is in. */
  period: periodSchema,
  currency: z.string(),
  p10: money.nullable(),
  p50: money.nullable(),
  p90: money.nullable(),
  wonSoFar: money,
  /** The same number of days at the won value a day of the last 13 weeks. */
  naive: z.strictObject({ value: money.nullable(), how: z.string() }),
  /** Means of the simulated parts; they add up to `mean`. */
  mean: money.nullable(),
  parts: z.array(
    z.strictObject({
      part: z.enum(['won so far', 'open deals', 'pipeline not yet created']),
      mean: money,
      deals: z.number().describe('won deals in this part, on average'),
    }),
  ),
  open: z.strictObject({
    engaged: z.int(),
    live: z.int(),
    dead: z.int().describe('outside everything you have won: probability near zero'),
    prospecting: z.int(),
    /** How the open deals (dead excluded) are valued. */
    ownValue: z.int(),
    listPrice: z.int(),
    drawn: z.int().describe('value unknown: drawn from won values known by asOf'),
  }),
  curve: curveSummarySchema.nullable(),
  signals: z.array(signalSchema),
  simulation: z.strictObject({ runs: z.int(), seed: z.string(), shock: z.number() }),
  notes: z.array(z.string()),
  chart: chartSchema.nullable(),
});
export type ForecastResponse = z.infer<typeof forecastResponseSchema>;

export const gradeSchema = z.strictObject({
  asOf: day,
  period: periodSchema,
  /** Day of the quarter the forecast was made for: 1 = made the evening before the quarter began. */
  day: z.int(),
  status: z.enum(['graded', 'not-enough-data', 'not-over-yet']),
  reason: z.string().nullable(),
  p10: money.nullable(),
  p50: money.nullable(),
  p90: money.nullable(),
  actual: money.nullable(),
  naive: money.nullable(),
  covered: z.boolean().nullable(),
  /** (P50 − actual) ÷ actual, signed. */
  bias: z.number().nullable(),
  naiveBias: z.number().nullable(),
  /** Open engaged deals the forecast saw. */
  n: z.int(),
});

/** `GET /forecast/backtest?asOf` – every past as-of date graded against what happened. */
export const backtestResponseSchema = z.strictObject({
  asOf: day,
  currency: z.string(),
  grades: z.array(gradeSchema),
  /** Of the graded rows with `day` = 1, and of all. */
  summary: z.array(
    z.strictObject({
      of: z.string(),
      n: z.int(),
      covered: z.int(),
      coverage: z.number().nullable().describe('share of actuals within P10–P90; 0.8 is honest'),
      bias: z.number().nullable(),
      wape: z.number().nullable(),
      naiveWape: z.number().nullable(),
    }),
  ),
  signals: z.array(signalSchema),
  notes: z.array(z.string()),
  chart: chartSchema.nullable(),
});
export type BacktestResponse = z.infer<typeof backtestResponseSchema>;

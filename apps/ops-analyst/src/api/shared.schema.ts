import { z } from 'zod';

/** A day of the business calendar. */
export const day = z.iso.date();

export const units = z.enum(['ratio', 'multiple', 'days', 'hours', 'money', 'money per day', 'deals', 'count']);

export const periodSchema = z.strictObject({
  id: z.enum(['all', 'quarter', '13-weeks', 'week', 'month', 'calendar-quarter']),
  label: z.string().describe('For people: `2017 Q4`, `everything up to 2017-12-31`'),
  from: day.nullable().describe('First day, inclusive; null when the period is open at the start'),
  to: day.describe('Last day, inclusive'),
});

/** How to get the deals a number stands on. */
export const dealsBehindLinkSchema = z.strictObject({
  count: z.int(),
  predicate: z.string().describe('The rule that picks them, in words'),
  href: z.string().describe('Path and query on this service: /deals-behind?…'),
});

/** A Vega-Lite v6 specification with its data inline, plus the sentence that says the same without seeing. */
export const chartSchema = z.strictObject({
  spec: z.record(z.string(), z.unknown()),
  alt: z.string(),
  width: z.int(),
  height: z.int(),
});

export const errorSchema = z.strictObject({ statusCode: z.int(), error: z.string(), message: z.string() });

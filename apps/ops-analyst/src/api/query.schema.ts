import { z } from 'zod';
import { KPI_IDS } from '@salesagent/canon/kpi';
import { groupings } from './kpi.schema';
import { day } from './shared.schema';
import { findingIds } from './xray.schema';

/** Which day is asked about: `asOf` a business day (default: the business date), `knownAt` an instant. */
const asked = { asOf: day.optional(), knownAt: z.iso.datetime().optional() };

export const periods = ['all', 'quarter', '13-weeks', 'calendar-quarter', 'week', 'month'] as const;
export const xrayQuery = z.strictObject(asked);
export const documentQuery = z.strictObject({ ...asked, format: z.enum(['md', 'docx']).default('docx') });
export const kpisQuery = z.strictObject({
  ...asked,
  period: z.enum(periods).default('all'),
  by: z.enum(groupings).optional(),
});
export const forecastQuery = z.strictObject({ ...asked, horizon: z.enum(['quarter']).default('quarter') });
export const backtestQuery = z.strictObject(asked);
export const reportQuery = z.strictObject({
  ...asked,
  period: z.enum(['weekly', 'monthly']).default('weekly'),
  format: z.enum(['json', 'md', 'docx']).default('json'),
});
export const dealsBehindQuery = z
  .strictObject({
    ...asked,
    finding: z.enum(findingIds).optional(),
    kpi: z.enum(KPI_IDS).optional(),
    period: z.enum(periods).default('all'),
    by: z.enum(groupings).optional(),
    group: z.string().optional(),
    offset: z.coerce.number().int().min(0).default(0),
    limit: z.coerce.number().int().min(1).max(2_000).default(100),
  })
  .refine((q) => (q.finding === undefined) !== (q.kpi === undefined), {
    message: 'name either a finding or a kpi: use the href given with the number',
  });

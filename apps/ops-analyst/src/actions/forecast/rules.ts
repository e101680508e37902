import { z } from 'zod';

/** Thresholds of playbook section `7-operations/forecast`. */
export const forecastRules = z.strictObject({
  fiscalYearStartMonth: z.int().min(1).max(12),
  currency: z.string().length(3),
  runs: z.int().min(200).max(20_000),
  minimumWon: z.int().min(1),
  commonShock: z.number().min(0).max(1),
  creationShock: z.number().min(0).max(1),
  unseenMonthShock: z.number().min(0).max(1),
  priorMonths: z.number().min(0),
  creationDays: z.int().min(7),
});
export type ForecastActionRules = z.infer<typeof forecastRules>;

import { z } from 'zod';

/** Thresholds of playbook section `7-operations/periodic-report`. */
export const reportRules = z.strictObject({
  /** A change is reported when it is at least this share of the value before. */
  reportedChange: z.number().min(0).max(1),
  changes: z.int().min(1),
  /** A change of more times the value before than this ranks no higher. */
  rankedUpTo: z.number().positive(),
  namedDeals: z.int().min(0),
});
export type ReportRules = z.infer<typeof reportRules>;

import type { BucketLimit } from '../hosted/quota';

const DAY_MS = 86_400_000;

/**
 * Limits of a small Enterprise org, until the org tells its own (Salesforce Developer Limits and Allocations Quick
 * Reference, "API Request Limits and Allocations" and "Bulk API 2.0 Limits"): both are counted over any 24 hours.
 */
export const SALESFORCE_LIMITS: Readonly<Record<string, BucketLimit>> = {
  DailyApiRequests: { limit: 100_000, perMs: DAY_MS },
  DailyBulkV2QueryJobs: { limit: 10_000, perMs: DAY_MS },
  /** Requests that take longer than 20 s; nobody takes of it, an org only tells that there were too many. */
  ConcurrentRequests: { limit: 25, perMs: 20_000 },
};

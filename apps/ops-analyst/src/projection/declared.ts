import { DEAL_FIELDS } from '@salesagent/canon/kpi';
import type { RecordType } from '@salesagent/canon/sales';

/** Record types and fields this service keeps. Names of people are personal and stay sealed. */
export const DECLARED: Partial<Record<RecordType, readonly string[]>> = {
  opportunity: DEAL_FIELDS,
  person: ['name', 'managerId', 'region', 'active', 'quotaCarrying'],
  product: ['name', 'listPrice'],
  account: ['name', 'tier', 'employees'],
  contact: ['accountId', 'consent', 'optedOut'],
  activity: ['accountId', 'opportunityId', 'direction', 'happenedAt', 'byAgent'],
  contract: ['accountId', 'startDate', 'endedAt', 'annualValue'],
  target: ['ownerId', 'periodStart', 'periodEnd', 'amount'],
};

export const RECORD_TOPICS = Object.keys(DECLARED).map((type) => `crm.${type}`);

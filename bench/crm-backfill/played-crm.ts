import type { HubSpotCredentials, SalesforceCredentials } from '@salesagent/crm';

/** How many records of each kind there are; each deal has its share of what was done. */
export interface Size {
  accounts: number;
  opportunities: number;
  activities: number;
}

/** A CRM that is played, full of records. */
export interface PlayedCrm {
  url: string;
  credentials: SalesforceCredentials | HubSpotCredentials;
  /** All that arrived, those refused too. */
  requests(): number;
  /** Those refused because a limit was used up. */
  refused(): number;
  /** The limits as they stand, each with what is used of it. */
  used(): Record<string, { used: number; limit: number }>;
}

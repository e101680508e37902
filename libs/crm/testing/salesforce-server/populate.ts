import type { Actor, Org } from './org';
import { STAGES } from './sales-cloud';
import type { SignInUser } from './sign-in';

const SETUP: Actor = { userId: '0055e000000000000A', origin: '' };

/** What an org says of itself: Object Reference, "Organization". */
export interface Organization {
  id: string;
  name: string;
  /** The edition: `Developer Edition`, `Enterprise Edition`. */
  type: string;
  sandbox: boolean;
}

/** The organization, users and stages, as an org has them before the first record. */
export function populate(org: Org, usernames: readonly string[], own: Organization): SignInUser[] {
  if (org.schema.object('Organization')) {
    const values = { Name: own.name, OrganizationType: own.type, IsSandbox: own.sandbox };
    org.seed('Organization', values, SETUP, { Id: own.id });
  }
  STAGES.forEach(([ApiName, IsClosed, IsWon, DefaultProbability], index) => {
    const meaning = { IsActive: true, IsClosed, IsWon, DefaultProbability, SortOrder: index + 1 };
    org.seed('OpportunityStage', { ApiName, MasterLabel: ApiName, ...meaning }, SETUP);
  });
  return usernames.map((username) => {
    const values = { Name: username.split('@')[0]!, Username: username, Email: username, IsActive: true };
    return { id: String(org.seed('User', values, SETUP)['Id']), username, active: true };
  });
}

import { HubSpotServer, PLANS, signedInHubSpot, type VirtualClock } from '@salesagent/crm/testing';
import type { PlayedCrm, Size } from './played-crm';

const PERSON = 101;
const WHEN = { hs_timestamp: '2026-02-10T12:00:00.000Z' };
/** What was done, in turn. */
const ACTIVITIES: readonly [object: string, values: (n: number) => Record<string, string>][] = [
  ['calls', (n) => ({ ...WHEN, hs_call_title: `Call ${n}`, hs_call_duration: '900000' })],
  ['emails', (n) => ({ ...WHEN, hs_email_subject: `What was written the ${n}th time`, hs_email_direction: 'EMAIL' })],
  ['meetings', (n) => ({ ...WHEN, hs_meeting_title: `Meeting ${n}` })],
  ['emails', (n) => ({ ...WHEN, hs_email_subject: `The answer to ${n}`, hs_email_direction: 'INCOMING_EMAIL' })],
  ['notes', (n) => ({ ...WHEN, hs_note_body: `A note on the ${n}th talk` })],
];

/** A Professional account read by a private app: 190 requests in any 10 seconds and 650,000 a day. */
export async function hubspotAccount(clock: VirtualClock, size: Size): Promise<PlayedCrm> {
  const signIn = signedInHubSpot();
  const server = await HubSpotServer.start({ clock, signIn, plan: 'professional' });
  const { people, account, limits } = server;
  const companies = Array.from(
    { length: size.accounts },
    (_, n) => people.create(PERSON, 'companies', { name: `Company ${n}` }).id,
  );
  const deals = Array.from({ length: size.opportunities }, (_, n) => {
    const stage = { pipeline: 'default', dealstage: 'appointmentscheduled' };
    const money = { amount: String(1_000 + n), closedate: '2026-12-31T00:00:00Z' };
    const { id } = people.create(PERSON, 'deals', { dealname: `Rollout ${n}`, ...stage, ...money });
    account.associations.add('deals', id, 'companies', companies[n % companies.length]!, true);
    return id;
  });
  for (let n = 0; n < size.activities; n += 1) {
    const [object, values] = ACTIVITIES[n % ACTIVITIES.length]!;
    const { id } = people.create(PERSON, object, values(n));
    const deal = n % deals.length;
    account.associations.add(object, id, 'deals', deals[deal]!, false);
    account.associations.add(object, id, 'companies', companies[deal % companies.length]!, false);
  }
  return {
    url: server.url,
    credentials: { privateAppToken: signIn.privateAppToken! },
    requests: () => server.requests.length,
    refused: () => [...limits.refused.values()].reduce((sum, count) => sum + count, 0),
    used: () => {
      const told = limits.headers(false);
      const left = (name: string) => Number(told[`X-HubSpot-RateLimit-${name}`]);
      const { burst, daily } = PLANS.professional;
      return {
        'requests in 10 s': { used: burst - left('Remaining'), limit: burst },
        'requests of the day': { used: daily - left('Daily-Remaining'), limit: daily },
      };
    },
  };
}

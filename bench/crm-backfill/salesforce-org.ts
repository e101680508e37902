import { jwtCredentials, SALES_CLOUD, startOrg, type VirtualClock } from '@salesagent/crm/testing';
import type { PlayedCrm, Size } from './played-crm';

/** Object Reference, "Event", as far as it is read here. */
const EVENT = {
  name: 'Event',
  prefix: '00U',
  changeEvents: true,
  fields: [
    { name: 'Subject', type: 'string' },
    { name: 'StartDateTime', type: 'datetime' },
    { name: 'DurationInMinutes', type: 'int' },
    { name: 'WhatId', type: 'reference', references: ['Account', 'Opportunity'] },
    { name: 'OwnerId', type: 'reference', references: ['User'] },
  ],
} as const;
/** Of ten activities, so many are tasks; the others are events. */
const TASKS_OF_TEN = 7;
/** How long a query job of so many records may well take, in milliseconds. */
const JOB_MS = 120_000;

/** An org with the limits of a small Enterprise org: 100,000 requests and 10,000 query jobs in 24 hours. */
export async function salesforceOrg(clock: VirtualClock, size: Size): Promise<PlayedCrm> {
  const { server } = await startOrg({ clock, objects: [...SALES_CLOUD, EVENT], jobMs: JOB_MS });
  const [, person] = server.people.values(); // the first is the integration's own user
  const seller = { userId: person!.id, origin: '' };
  const seed = (object: string, values: Record<string, string | number>): string =>
    String(server.org.seed(object, values, seller)['Id']);
  const accounts = Array.from({ length: size.accounts }, (_, n) =>
    seed('Account', { Name: `Company ${n}`, BillingCity: 'Graz' }),
  );
  const deals = Array.from({ length: size.opportunities }, (_, n) =>
    seed('Opportunity', {
      ...{ Name: `Rollout ${n}`, AccountId: accounts[n % accounts.length]!, StageName: 'Prospecting' },
      ...{ Amount: 1_000 + n, CloseDate: '2026-12-31', NextStep: `Call them about offer ${n}` },
    }),
  );
  for (let n = 0; n < size.activities; n += 1) {
    const about = { Subject: `What was said in the ${n}th talk`, WhatId: deals[n % deals.length]! };
    if (n % 10 < TASKS_OF_TEN) seed('Task', { ...about, Status: 'Completed', ActivityDate: '2026-02-10' });
    else seed('Event', { ...about, StartDateTime: '2026-02-10T12:00:00Z', DurationInMinutes: 45 });
  }
  const { limits } = server;
  return {
    url: server.url,
    credentials: jwtCredentials(),
    requests: () => [...server.requests.values()].reduce((sum, count) => sum + count, 0),
    refused: () => limits.refused,
    used: () =>
      Object.fromEntries(
        Object.entries(limits.resource()).map(([name, { Max, Remaining }]) => [
          name,
          { used: Max - Remaining, limit: Max },
        ]),
      ),
  };
}

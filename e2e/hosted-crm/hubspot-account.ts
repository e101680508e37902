import { Faults, HubSpotServer, property, signedInHubSpot } from '@salesagent/crm/testing';
import { ACCOUNTS, CONTACTS, DEALS, MEETINGS, PEOPLE, type PersonKey } from './company';
import { HistoryClock, inOrder } from './history-clock';
import type { PlayedCrm } from './played-crm';

const USER: Record<PersonKey, number> = { lena: 101, tom: 102, ada: 103 };
const OWNER: Record<PersonKey, string> = { lena: '7001', tom: '7002', ada: '7003' };
const STAGE = { working: 'qualifiedtobuy', offered: 'contractsent', won: 'closedwon', lost: 'closedlost' } as const;
const SECRET = 'the-client-secret-of-the-app';
/** docs/crm/hubspot.md, section 3: the objects that records are created in. */
const KEYED = ['companies', 'contacts', 'deals', 'tickets', 'tasks', 'meetings', 'calls', 'notes', 'emails'];

/** The company's HubSpot account, with an app as docs/crm/hubspot.md makes it. */
export async function hubspotAccount(webhooks: string): Promise<PlayedCrm & { server: HubSpotServer }> {
  const clock = new HistoryClock();
  const faults = new Faults();
  const app = signedInHubSpot();
  const signIn = { ...app, scopes: [...app.scopes, 'sales-email-read'] };
  const target = { targetUrl: webhooks, clientSecret: SECRET, developerApiKey: 'unused' };
  const server = await HubSpotServer.start({ clock, faults, signIn, webhooks: target });
  const { account, people } = server;
  for (const object of KEYED)
    account.define(object, property('salesagent_key', 'string', 'text', { hasUniqueValue: true }));
  const ids = fill(server, clock);
  const deal = (name: string) => account.live('deals', ids.get(name)!)!;
  return {
    server,
    kind: 'hubspot',
    label: 'HubSpot',
    url: server.url,
    credentials: { privateAppToken: signIn.privateAppToken, appId: signIn.appId, webhookSecret: SECRET },
    personId: (key) => OWNER[key],
    dealId: (name) => deal(name).id,
    held: (name, field) => deal(name).properties.get(field === 'amount' ? 'amount' : 'hs_next_step') ?? null,
    tasks: () =>
      account.records
        .all('tasks')
        .filter(({ id }) => account.live('tasks', id))
        .map((task) => task.properties.get('hs_task_subject') ?? ''),
    edit: (name, values) =>
      people.editAs(USER.lena, 'deals', deal(name).id, {
        ...(values.amount === undefined ? {} : { amount: String(values.amount) }),
        ...(values.nextStep === undefined ? {} : { hs_next_step: values.nextStep }),
      }),
    takeAway: () => {
      const { scopes } = signIn;
      signIn.scopes = scopes.filter((scope) => scope !== 'crm.objects.deals.write');
      return { said: 'missing: crm.objects.deals.write', giveBack: () => void (signIn.scopes = scopes) };
    },
    onNextCreate: (work) => server.beforeNext((path) => /\/objects\/tasks\/batch\/(upsert|create)$/.test(path), work),
    away: (gone) => (gone ? faults.setRates({ 'dropped-before': 1 }) : faults.calm()),
    stop: () => server.stop(),
  };
}

/** Ids of companies and deals by name. */
function fill({ account, people }: HubSpotServer, clock: HistoryClock): Map<string, string> {
  const ids = new Map<string, string>();
  const at = new Date(Date.now() - 400 * 86_400_000).toISOString();
  for (const [key, { first, last, email }] of Object.entries(PEOPLE) as [PersonKey, (typeof PEOPLE)[PersonKey]][]) {
    account.owners.push({
      ...{ id: OWNER[key], email, type: 'PERSON', firstName: first, lastName: last, userId: USER[key] },
      ...{ createdAt: at, updatedAt: at, archived: false },
    });
  }
  const company = (name: string) => ids.get(name)!;
  inOrder(clock, [
    ...ACCOUNTS.map(({ name, country, employees, revenue, owner }) => ({
      ago: 390,
      act: () => {
        const values = { name, country, numberofemployees: String(employees), annualrevenue: String(revenue) };
        ids.set(name, people.create(USER[owner], 'companies', { ...values, hubspot_owner_id: OWNER[owner] }).id);
      },
    })),
    ...CONTACTS.map(({ first, last, title, account: of }) => ({
      ago: 380,
      act: () => {
        const email = `${first}.${last}@example.com`.toLowerCase();
        const { id } = people.create(USER.lena, 'contacts', {
          firstname: first,
          lastname: last,
          email,
          jobtitle: title,
        });
        people.associate(USER.lena, 'contacts', id, 'companies', company(of), true);
      },
    })),
    ...DEALS.flatMap(({ name, account: of, owner, amount, createdAgo, stage, since }) => [
      {
        ago: createdAgo,
        act: () => {
          const user = USER[owner];
          const closedate = new Date(Date.now() + 30 * 86_400_000).toISOString();
          const begun = { dealname: name, amount: String(amount), pipeline: 'default', closedate };
          const values = { ...begun, dealstage: 'appointmentscheduled', hubspot_owner_id: OWNER[owner] };
          ids.set(name, people.create(user, 'deals', values).id);
          people.associate(user, 'deals', ids.get(name)!, 'companies', company(of), true);
        },
      },
      {
        ago: since,
        act: () => {
          const closed: Record<string, string> =
            stage === 'won' || stage === 'lost' ? { closedate: clock.now().toISOString() } : {};
          people.editAs(USER[owner], 'deals', ids.get(name)!, { dealstage: STAGE[stage], ...closed });
        },
      },
    ]),
    ...MEETINGS.map(({ subject, account: of, deal, owner, ago }) => ({
      ago,
      act: () => {
        const at = clock.now().toISOString();
        const values = { hs_meeting_title: subject, hs_timestamp: at, hs_meeting_start_time: at };
        const { id } = people.create(USER[owner], 'meetings', { ...values, hubspot_owner_id: OWNER[owner] });
        people.associate(USER[owner], 'meetings', id, 'companies', company(of), false);
        people.associate(USER[owner], 'meetings', id, 'deals', ids.get(deal)!, false);
      },
    })),
  ]);
  return ids;
}

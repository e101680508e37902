import {
  appKeys,
  CLIENT_ID,
  Faults,
  INTEGRATION,
  SALES_CLOUD,
  SalesforceServer,
  type SalesforceFault,
} from '@salesagent/crm/testing';
import { ACCOUNTS, CONTACTS, DEALS, MEETINGS, PEOPLE, type PersonKey } from './company';
import { HistoryClock, inOrder } from './history-clock';
import type { PlayedCrm } from './played-crm';

const STAGE = {
  working: 'Negotiation/Review',
  offered: 'Proposal/Price Quote',
  won: 'Closed Won',
  lost: 'Closed Lost',
} as const;
const SETUP = { userId: '0055e000000000000A', origin: '' };
const USERS = Object.entries(PEOPLE) as [PersonKey, (typeof PEOPLE)[PersonKey]][];

/** The company's Salesforce org, with a user, an app and fields as docs/crm/salesforce.md makes them. */
export async function salesforceOrg(): Promise<PlayedCrm & { server: SalesforceServer }> {
  const clock = new HistoryClock();
  const faults = new Faults<SalesforceFault>();
  const { publicKey, privateKey } = appKeys();
  const objects = SALES_CLOUD.map((object) => ({ ...object }));
  const server = new SalesforceServer({
    ...{ clock, faults, objects, jobMs: 100 },
    app: { clientId: CLIENT_ID, publicKey, preAuthorized: [INTEGRATION] },
    people: [INTEGRATION, ...USERS.map(([, { email }]) => email)],
  });
  const url = await server.start();
  const userId = (key: PersonKey) => server.people.get(PEOPLE[key].email)!.id;
  for (const [key, { first, last }] of USERS) {
    const manager: Record<string, string> = key === 'ada' ? {} : { ManagerId: userId('ada') };
    server.org.update('User', userId(key), { Name: `${first} ${last}`, ...manager }, SETUP);
  }
  const ids = fill(server, clock, userId);
  const deal = (name: string) => server.rows('Opportunity').find((row) => row['Id'] === ids.get(name))!;
  return {
    server,
    kind: 'salesforce',
    label: 'Salesforce',
    url,
    credentials: { clientId: CLIENT_ID, username: INTEGRATION, privateKey },
    personId: userId,
    dealId: (name) => ids.get(name)!,
    held: (name, field) => {
      const value = deal(name)[field === 'amount' ? 'Amount' : 'NextStep'] ?? null;
      return value === null ? null : String(value);
    },
    tasks: () =>
      server
        .rows('Task')
        .filter((row) => row['IsDeleted'] !== true && row['Status'] !== 'Completed')
        .map((row) => String(row['Subject'])),
    edit: (name, { amount, nextStep }) =>
      server.editAs(PEOPLE.lena.email, 'Opportunity', ids.get(name)!, {
        ...(amount === undefined ? {} : { Amount: amount }),
        ...(nextStep === undefined ? {} : { NextStep: nextStep }),
      }),
    takeAway: () => {
      const task = server.org.object('Task');
      task.readOnly = true;
      return { said: 'object Task: may be read only', giveBack: () => void (task.readOnly = false) };
    },
    onNextCreate: (work) => server.beforeNext(({ method, path }) => method === 'PATCH' && /\/Task\//.test(path), work),
    away: (gone) => (gone ? faults.setRates({ 'dropped-before': 1 }) : faults.calm()),
    stop: () => server.stop(),
  };
}

/** Ids of accounts and opportunities by name. */
function fill(server: SalesforceServer, clock: HistoryClock, userId: (key: PersonKey) => string): Map<string, string> {
  const ids = new Map<string, string>();
  const by = (key: PersonKey) => PEOPLE[key].email;
  const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  inOrder(clock, [
    ...ACCOUNTS.map(({ name, country, employees, revenue, owner }) => ({
      ago: 390,
      act: () => {
        const values = { Name: name, BillingCountry: country, NumberOfEmployees: employees, AnnualRevenue: revenue };
        ids.set(name, server.createAs(by(owner), 'Account', { ...values, OwnerId: userId(owner) }));
      },
    })),
    ...CONTACTS.map(({ first, last, title, account }) => ({
      ago: 380,
      act: () => {
        const Email = `${first}.${last}@example.com`.toLowerCase();
        const values = { FirstName: first, LastName: last, Title: title, Email };
        server.createAs(by('lena'), 'Contact', { ...values, AccountId: ids.get(account)! });
      },
    })),
    ...DEALS.flatMap(({ name, account, owner, amount, createdAgo, stage, since }) => [
      {
        ago: createdAgo,
        act: () => {
          const values = { Name: name, AccountId: ids.get(account)!, Amount: amount, CloseDate: inDays(30) };
          const begun = { ...values, StageName: 'Prospecting', OwnerId: userId(owner) };
          ids.set(name, server.createAs(by(owner), 'Opportunity', begun));
        },
      },
      {
        ago: since,
        act: () => {
          const closed: Record<string, string> =
            stage === 'won' || stage === 'lost' ? { CloseDate: inDays(-since) } : {};
          const values = { StageName: STAGE[stage], ...closed };
          server.editAs(by(owner), 'Opportunity', ids.get(name)!, values);
        },
      },
    ]),
    ...MEETINGS.map(({ subject, deal, owner, ago }) => ({
      ago,
      act: () => {
        const values = { Subject: subject, Status: 'Completed', ActivityDate: inDays(-ago), OwnerId: userId(owner) };
        server.createAs(by(owner), 'Task', { ...values, WhatId: ids.get(deal)! });
      },
    })),
  ]);
  return ids;
}

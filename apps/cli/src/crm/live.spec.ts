import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HostedKind } from '@salesagent/crm';
import {
  ANN,
  appKeys,
  CLIENT_ID,
  HubSpotServer,
  INTEGRATION,
  property,
  SALES_CLOUD,
  signedInHubSpot,
  startOrg,
  VirtualClock,
} from '@salesagent/crm/testing';
import type { Io } from '../output/io';
import { run } from '../program';

const folder = mkdtempSync(join(tmpdir(), 'live-crm-'));
afterAll(() => rmSync(folder, { recursive: true }));

const clock = new VirtualClock(new Date('2026-03-02T08:00:00Z'), true);

/** The command line as it is called, with what it printed. */
async function tried(environment: Record<string, string>, ...args: string[]) {
  let [out, err] = ['', ''];
  const io: Io = {
    ...{ environment, cwd: folder },
    out: (text) => void (out += `${text}\n`),
    err: (text) => void (err += `${text}\n`),
    now: () => clock.now().getTime(),
    sleep: (ms) => clock.sleep(ms),
    writeFile: (path, content) => writeFileSync(path, content),
  };
  const code = await run(io, args);
  return { code, out, err };
}

const written = (name: string, content: unknown): string => {
  writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  return name;
};

interface Company {
  kind: HostedKind;
  url: string;
  credentials: object;
  /** The sign-in is refused from now on. */
  refuse(): void;
  requests(): string[];
  stop(): Promise<void>;
}

/** A company whose people and texts must not be seen in anything that is printed. */
const SECRETS = [
  'Ada',
  'Lovelace',
  'ada@acme.example',
  '+44 20 7946 0018',
  'Zephyr rollout for Ada',
  'call her at home',
];

async function salesforce(): Promise<Company> {
  // Wider than a URL can ask for at once.
  const wide = Array.from({ length: 600 }, (_, n) => ({
    ...{ name: `A_rather_long_name_of_a_field_${n}__c`, type: 'string' as const },
  }));
  const objects = SALES_CLOUD.map((object) =>
    object.name === 'Opportunity' ? { ...object, fields: [...object.fields, ...wide] } : object,
  );
  const own = { name: 'Visit__c', prefix: 'a01', fields: [{ name: 'Name', type: 'string' as const }] };
  const { server, stop } = await startOrg({ clock, objects: [...objects, own] });
  const [account] = ['Acme', 'Globex'].map((Name) => server.createAs(ANN, 'Account', { Name, Industry: 'Finance' }));
  const ada = { FirstName: 'Ada', LastName: 'Lovelace', Email: 'ada@acme.example', Phone: '+44 20 7946 0018' };
  server.createAs(ANN, 'Contact', { ...ada, AccountId: account! });
  for (let n = 0; n < 12; n += 1) {
    await clock.sleep(60_000);
    server.createAs(ANN, 'Opportunity', {
      ...{ Name: 'Zephyr rollout for Ada', StageName: 'Prospecting', CloseDate: '2026-06-30', Amount: 1000 + n },
      ...{ AccountId: account!, Description: 'call her at home', A_rather_long_name_of_a_field_599__c: 'there' },
    });
  }
  for (let n = 0; n < 2; n += 1) server.createAs(ANN, 'Visit__c', { Name: 'Zephyr rollout for Ada' });
  return {
    kind: 'salesforce',
    url: server.url,
    credentials: { clientId: CLIENT_ID, username: INTEGRATION, privateKey: appKeys().privateKey },
    refuse: () => server.people.forEach((user) => (user.active = false)),
    requests: () => [...server.requests.keys()],
    stop,
  };
}

async function hubspot(): Promise<Company> {
  const signIn = signedInHubSpot();
  const server = await HubSpotServer.start({ clock, signIn });
  const { people, account } = server;
  account.define('deals', property('own_words', 'string', 'textarea', { hubspotDefined: false }));
  account.owners.push({
    ...{ id: '1', email: 'ada@acme.example', type: 'PERSON', firstName: 'Ada', lastName: 'Lovelace', userId: 101 },
    ...{ createdAt: '2026-01-01T00:00:00Z', updatedAt: '2026-01-01T00:00:00Z', archived: false },
  });
  const company = people.create(101, 'companies', { name: 'Acme', industry: 'BANKING' }).id;
  const ada = { firstname: 'Ada', lastname: 'Lovelace', email: 'ada@acme.example', phone: '+44 20 7946 0018' };
  people.associate(101, 'contacts', people.create(101, 'contacts', ada).id, 'companies', company, true);
  for (let n = 0; n < 12; n += 1) {
    await clock.sleep(60_000);
    const deal = people.create(101, 'deals', {
      ...{ dealname: 'Zephyr rollout for Ada', pipeline: 'default', dealstage: 'appointmentscheduled' },
      ...{ amount: String(1000 + n), closedate: '2026-06-30T00:00:00Z', hubspot_owner_id: '1' },
      own_words: 'call her at home',
    });
    people.associate(101, 'deals', deal.id, 'companies', company, true);
  }
  return {
    kind: 'hubspot',
    url: server.url,
    credentials: { privateAppToken: signIn.privateAppToken },
    refuse: () => (signIn.privateAppToken = 'another'),
    requests: () => server.requests,
    stop: () => server.stop(),
  };
}

describe.each([
  ['salesforce', salesforce],
  ['hubspot', hubspot],
])('a first afternoon with %s, before there is a stack', (kind, start) => {
  let company: Company;
  let environment: Record<string, string>;
  beforeAll(async () => {
    company = await start();
    environment = {
      ...{ CRM: kind, CRM_URL: company.url },
      CRM_CREDENTIALS_FILE: written(`${kind}.json`, company.credentials),
    };
  });
  afterAll(() => company.stop());

  it('drafts the mapping from the CRM itself', async () => {
    const { code, out, err } = await tried(
      environment,
      'crm',
      'discover',
      '--currency',
      'EUR',
      '--output',
      `${kind}.yaml`,
    );
    expect({ code, out }).toMatchObject({ code: 0, out: expect.stringContaining(`Wrote ${kind}.yaml`) });
    expect(err).toMatch(/^Read (Opportunity|deals): \d+ fields, 12 records\.$/m);
  });

  it('checks the draft against it, with counts', async () => {
    const { out } = await tried(environment, 'crm', 'check', `${kind}.yaml`);
    expect(out).toMatch(/(Opportunity|deals): 12 records, 12 as opportunity/);
    expect(out).toMatch(
      /(Opportunity\.NextStep|deals\.deal_currency_code) \[12 of 12\]: is mapped, but empty in every/,
    );
    expect(out).toMatch(
      /(Opportunity\.A_rather_long_name_of_a_field_599__c|deals\.own_words) \[12 of 12\]: .*holds values/,
    );
    expect(out).not.toContain('Objects the CRM does not have');
  });

  it('scores the records of the CRM', async () => {
    const { code, out } = await tried(environment, 'crm', 'quality', `${kind}.yaml`, '--as-of', '2026-03-02');
    expect({ code, out }).toMatchObject({
      code: 0,
      out: expect.stringMatching(/opportunity: [\d.]+ of 100 \(12 records\)/),
    });
  });

  it('takes the newest records where there are more than asked for', async () => {
    const { out, err } = await tried(environment, 'crm', 'discover', '--sample', '3');
    expect(err).toMatch(/^Read (Opportunity|deals): \d+ fields, 3 records\.$/m);
    for (const amount of [1011, 1010, 1009]) expect(out).toContain(String(amount));
    expect(out).not.toContain('1008');
  });

  it.each([['discover'], ['check', `${kind}.yaml`], ['quality', `${kind}.yaml`]])(
    'shows nothing of a person (%s)',
    async (...command) => {
      for (const json of [[], ['--json']]) {
        const { out, err } = await tried(environment, 'crm', ...command, ...json);
        expect(out.length).toBeGreaterThan(100);
        for (const secret of SECRETS) expect(out + err).not.toContain(secret);
      }
    },
  );

  it('writes nothing', () => {
    const changing = /composite|\/(PATCH|DELETE)|batch\/(create|update|upsert|archive)|associate/;
    expect(company.requests().filter((request) => changing.test(request))).toEqual([]);
  });

  it('says which object is not there, and reads the others', async () => {
    const { code, err } = await tried(environment, 'crm', 'discover', '--object', '2-77');
    expect(code).toBe(0);
    expect(err).toMatch(/^Not read: 2-77, .+ → correct its name/m);
  });

  it.each([
    [
      'a host that is not there',
      { CRM_URL: 'http://127.0.0.1:2' },
      [],
      3,
      /at http:\/\/127\.0\.0\.1:2: .*ECONNREFUSED/,
    ],
    ['an address that is none', { CRM_URL: 'nowhere' }, [], 2, /CRM_URL is not an address: nowhere/],
    ['another CRM', {}, ['--crm', kind === 'hubspot' ? 'salesforce' : 'hubspot'], 2, /is no sign-in to/],
    ['no file', { CRM_CREDENTIALS_FILE: 'gone.json' }, [], 2, /There is no file gone\.json/],
    ['no credentials', { CRM_CREDENTIALS_FILE: '' }, [], 2, /no sign-in to \w+ and no export is given/],
    ['no CRM', { CRM: '' }, [], 2, /no CRM is named/],
    ['our own CRM', { CRM: 'postgres' }, [], 2, /CRM=postgres is our own CRM/],
  ])('is told of %s', async (_, changed, more, code, message) => {
    const answer = await tried({ ...environment, ...changed }, 'crm', 'discover', ...more);
    expect(answer).toMatchObject({ code, out: '', err: expect.stringMatching(message) });
  });

  it('does not take the mapping of another CRM', async () => {
    const other = kind === 'hubspot' ? 'salesforce' : 'hubspot';
    const mapping = written('other.yaml', `crm: ${other}\ncompany: { currency: EUR, timeZone: UTC }\nrecords: {}\n`);
    const { code, err } = await tried(environment, 'crm', 'check', mapping);
    expect({ code, err }).toMatchObject({ code: 2, err: expect.stringContaining(`maps ${other}, but CRM=${kind}`) });
  });

  it('is told of a sign-in that is refused, with file and remedy and no secret', async () => {
    company.refuse();
    const { code, err } = await tried(environment, 'crm', 'discover');
    expect(code).toBe(4);
    expect(err).toContain(`${kind} at ${company.url}, signed in with ${kind}.json: `);
    expect(err).toMatch(/activate or unlock the integration user|store the token of the app anew/i);
    expect(err).not.toMatch(/pat-na1|PRIVATE KEY/);
  });
});

describe('what an app of HubSpot may not see', () => {
  it('is named with the scope that is missing', async () => {
    const signIn = signedInHubSpot({ scopes: ['crm.objects.contacts.read', 'crm.schemas.deals.read'] });
    const server = await HubSpotServer.start({ clock, signIn });
    const sight = ['--crm', 'hubspot', '--url', server.url, '--credentials'];
    try {
      const file = written('few.json', { privateAppToken: signIn.privateAppToken });
      const { code, err } = await tried({}, 'crm', 'discover', ...sight, file);
      expect(code).toBe(0);
      expect(err).toMatch(/^Not read: companies, .+ → give the app the scope .*crm\.objects\.companies\.read/m);
      expect(err).toMatch(/^Not read: deals, .+ → give the app the scope crm\.objects\.deals\.read/m);
      expect(err).toMatch(/^Not read: owners, .+ → give the app the scope crm\.objects\.owners\.read/m);
      signIn.scopes = [];
      const nothing = await tried({}, 'crm', 'discover', ...sight, file);
      expect(nothing.code).toBe(4);
      expect(nothing.err).toContain('shows this sign-in no object at all');
    } finally {
      await server.stop();
    }
  });
});

describe('an object of Salesforce that the company made and canon has no place for', () => {
  it('is only looked at, unless somebody names it', async () => {
    const company = await salesforce();
    try {
      const file = written('visits.json', company.credentials);
      const sight = ['--crm', 'salesforce', '--url', company.url, '--credentials', file];
      const { out, err } = await tried({}, 'crm', 'discover', ...sight);
      expect(err).toMatch(
        /^Looked at Visit__c: \d+ fields, a record, there may be more – .+ --object Visit__c reads it\.$/m,
      );
      expect(out).toContain('#   Visit__c: canon has no record type for it');
      const named = await tried({}, 'crm', 'discover', ...sight, '--object', 'Visit__c');
      expect(named.err).toMatch(/^Read Visit__c: \d+ fields, 2 records\.$/m);
    } finally {
      await company.stop();
    }
  });
});

describe('a user of Salesforce without the right to use the API', () => {
  it('is told so', async () => {
    const { server, stop } = await startOrg({ clock });
    server.apiDisabled = true;
    try {
      const key = { clientId: CLIENT_ID, username: INTEGRATION, privateKey: appKeys().privateKey };
      const args = ['--crm', 'salesforce', '--url', server.url, '--credentials', written('api.json', key)];
      const { code, err } = await tried({}, 'crm', 'discover', ...args);
      expect({ code, err }).toMatchObject({ code: 4, err: expect.stringContaining('API Enabled') });
    } finally {
      await stop();
    }
  });
});

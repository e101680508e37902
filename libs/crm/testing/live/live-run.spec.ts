import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RecordNotFound, type Timing } from '../../src/index';
import type { ContractWorld } from '../contract';
import { HubSpotServer, property, signedInHubSpot } from '../hubspot-server';
import { ANN, appKeys, CLIENT_ID, CLIENT_SECRET, INTEGRATION } from '../salesforce-server/an-org';
import { SalesforceServer } from '../salesforce-server/salesforce-server';
import { writeOne } from '../write-one';
import { liveContract } from './live-contract';
import { liveWorld } from './live-world';
import { liveSettings, type LiveSettings } from './settings';

/** Every look at it is a millisecond later, and a wait takes no time. */
class TickingClock implements Timing {
  private ms = Date.parse('2026-03-02T09:00:00Z');

  now(): Date {
    return new Date((this.ms += 1));
  }

  async sleep(ms: number): Promise<void> {
    this.ms += Math.max(0, ms);
  }
}

const tell = () => undefined;

const folder = mkdtempSync(join(tmpdir(), 'live-run-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What somebody with an account sets; only the addresses are ours. */
function environment(kind: LiveSettings['kind'], url: string, credentials: object): Record<string, string> {
  const file = join(folder, `${kind}.json`);
  writeFileSync(file, JSON.stringify(credentials), { mode: 0o600 });
  return { CRM_LIVE: kind, CRM_CREDENTIALS_FILE: file, CRM_URL: url };
}

describe('a live run in Salesforce', () => {
  const clock = new TickingClock();
  const app = { clientId: CLIENT_ID, clientSecret: CLIENT_SECRET, publicKey: appKeys().publicKey };
  const start = async (more: { organization?: { name: string; type: string; sandbox: boolean } } = {}) => {
    const parts = { clock, app: { ...app, preAuthorized: [INTEGRATION] }, people: [INTEGRATION, ANN], ...more };
    const server = new SalesforceServer(parts);
    await server.start();
    return server;
  };
  const credentials = { clientId: CLIENT_ID, username: INTEGRATION, privateKey: appKeys().privateKey };
  const told = (server: SalesforceServer) => environment('salesforce', server.url, credentials);
  const settings = (server: SalesforceServer, more = {}) => liveSettings({ ...told(server), ...more });
  const company = (server: SalesforceServer, Name: string) => server.createAs(ANN, 'Account', { Name });
  /** Names of all live accounts, contacts and opportunities. */
  const names = (server: SalesforceServer) =>
    ['Account', 'Contact', 'Opportunity'].flatMap((object) =>
      server
        .rows(object)
        .filter((row) => row['IsDeleted'] !== true)
        .map((row) => String(row['Name'] ?? row['LastName'])),
    );

  let server: SalesforceServer;
  beforeAll(async () => {
    server = await start();
    company(server, 'Works on');
  });
  afterAll(() => server.stop());

  liveContract('salesforce', () => settings(server), { timing: clock, tell });

  it('leaves the org as it was', () => {
    expect(names(server)).toEqual(['Works on']);
    expect(server.rows('Account').length).toBeGreaterThan(40);
  });

  it('writes no record of anybody else', async () => {
    const id = company(server, 'Not ours');
    const world = await liveWorld(settings(server), { timing: clock, tell });
    const write = { key: 'k', type: 'account', operation: 'update', set: { city: 'Graz' } } as const;
    const by = { by: 'action-1', cause: 'action-1' };
    await expect(writeOne(world.connector, { ...write, id }, by)).rejects.toThrow('is not of this run');
    await expect(world.people.remove('account', id)).rejects.toThrow('is not of this run');
    const never = world.neverGiven!('account');
    await expect(writeOne(world.connector, { ...write, id: never }, by)).rejects.toBeInstanceOf(RecordNotFound);
    await world.stop();
    expect(names(server)).toEqual(['Works on', 'Not ours']);
  });

  it('removes what a run that was cut off has left, and nothing that is only named alike', async () => {
    const own = await start();
    const alike = [
      'salesagentcontract',
      'salesagentcontract of Graz',
      'salesagentcontractors 2026010108000012345678 Ltd',
    ];
    for (const name of [...alike, 'salesagentcontract 2026010108000012345678 Deal 1']) company(own, name);
    await (await liveWorld(settings(own), { timing: clock, tell })).stop();
    expect(names(own)).toEqual(alike);
    await own.stop();
  });

  it('says which record it could not remove, and removes the others', async () => {
    const own = await start();
    const world = await liveWorld(settings(own), { timing: clock, tell });
    const [stuck] = [await world.people.create('account', { name: `${world.label} Stuck` })];
    await world.people.create('account', { name: `${world.label} Loose` });
    own.org.locks.set(stuck, 100);
    await expect(world.stop()).rejects.toThrow(`account/${stuck}`);
    expect(names(own)).toEqual([`${world.label} Stuck`]);
    await own.stop();
  });

  it('stays out of production unless told, and of orgs that are large or not set up', async () => {
    const organization = { name: 'Acme', type: 'Enterprise Edition', sandbox: false };
    const production = await start({ organization });
    company(production, 'Works on');
    company(production, 'Works, too');
    const opening = (more = {}) => liveWorld(settings(production, more), { timing: clock, tell });
    await expect(opening()).rejects.toThrow(`CRM_LIVE_PRODUCTION=${SalesforceServer.orgId}`);
    await expect(opening({ CRM_LIVE_PRODUCTION: 'yes' })).rejects.toThrow('is no sandbox');
    const admitted = { CRM_LIVE_PRODUCTION: SalesforceServer.orgId };
    await expect(opening({ ...admitted, CRM_LIVE_LARGEST: '1' })).rejects.toThrow('has 2 records of type account');
    await (await opening(admitted)).stop();
    expect(names(production)).toEqual(['Works on', 'Works, too']);
    await production.stop();
    const sandbox = await start({ organization: { ...organization, sandbox: true } });
    await (await liveWorld(settings(sandbox), { timing: clock, tell })).stop();
    await sandbox.stop();
  });
});

describe('a live run in HubSpot', () => {
  const clock = new TickingClock();
  const signIn = signedInHubSpot();
  const { privateAppToken, appId } = signIn;
  const start = async (keyed = true) => {
    const server = await HubSpotServer.start({ clock, signIn, indexLagMs: 5_000 });
    const key = property('salesagent_key', 'string', 'text', { hasUniqueValue: true, hubspotDefined: false });
    for (const object of keyed ? ['contacts', 'companies', 'deals'] : []) server.account.define(object, key);
    server.account.define('companies', property('city', 'string', 'text'));
    server.account.define('deals', property('hs_next_step', 'string', 'text'));
    return server;
  };
  const settings = (server: HubSpotServer, more = {}) =>
    liveSettings({ ...environment('hubspot', server.url, { privateAppToken, appId }), ...more });
  const company = (server: HubSpotServer, name: string) => server.people.create(101, 'companies', { name });
  const names = (server: HubSpotServer) =>
    ['companies', 'contacts', 'deals'].flatMap((object) =>
      server.account.records
        .all(object)
        .filter(({ id }) => server.account.live(object, id))
        .map(({ properties }) => properties.get('name') ?? properties.get('lastname') ?? properties.get('dealname')),
    );

  let server: HubSpotServer;
  beforeAll(async () => {
    server = await start();
    company(server, 'Works on');
  });
  afterAll(() => server.stop());

  liveContract('hubspot', () => settings(server), { timing: clock, tell });

  it('leaves the account as it was', () => {
    expect(names(server)).toEqual(['Works on']);
    expect(server.account.records.all('companies').length).toBeGreaterThan(40);
  });

  it('removes what a run that was cut off has left, and nothing that is only named alike', async () => {
    const own = await start();
    const alike = ['salesagentcontract of Graz', 'salesagentcontractors 2026010108000012345678 Ltd'];
    for (const name of [...alike, 'salesagentcontract 2026010108000012345678 Deal 1']) company(own, name);
    await clock.sleep(10_000);
    await (await liveWorld(settings(own), { timing: clock, tell })).stop();
    expect(names(own)).toEqual(alike);
    await own.stop();
  });

  it('stays out of production unless told, and of accounts that are large or not set up', async () => {
    const production = await start();
    production.account.accountType = 'STANDARD';
    for (const name of ['Works on', 'Works, too']) company(production, name);
    await clock.sleep(10_000);
    const opening = (more = {}): Promise<ContractWorld> =>
      liveWorld(settings(production, more), { timing: clock, tell });
    await expect(opening()).rejects.toThrow('CRM_LIVE_PRODUCTION=62515');
    const admitted = { CRM_LIVE_PRODUCTION: '62515' };
    await expect(opening({ ...admitted, CRM_LIVE_LARGEST: '1' })).rejects.toThrow('has 2 records of type account');
    await (await opening(admitted)).stop();
    expect(names(production)).toEqual(['Works on', 'Works, too']);
    await production.stop();
    const bare = await start(false);
    await expect(liveWorld(settings(bare), { timing: clock, tell })).rejects.toThrow(
      /write key of contacts: .* → create a single-line text/,
    );
    await bare.stop();
  });
});

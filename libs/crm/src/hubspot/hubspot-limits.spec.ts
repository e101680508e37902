import { Faults, type HttpFault } from '../../testing/hosted/faults';
import { connectedHubSpot, PLANS, type ConnectedHubSpot } from '../../testing/hubspot-server';
import { signedInHubSpot } from '../../testing/hubspot-server';
import { HUBSPOT_BUCKETS, HUBSPOT_LIMITS } from './buckets';
import type { Quota } from '../hosted/port';
import { HubSpotCrm } from './hubspot-crm';

const DEALS = { object: 'deals', fields: ['dealname'] };
const UNLIMITED: Quota = { take: async () => undefined, told: async () => undefined };
jest.setTimeout(60_000);
let hubspot: ConnectedHubSpot;
afterEach(() => hubspot.stop());

describe("HubSpot's limits and sign-in", () => {
  it('keeps the burst and search limits by its quota, without a single 429', async () => {
    hubspot = await connectedHubSpot();
    const cursor = await hubspot.crm.position([DEALS]);
    const began = hubspot.clock.now().getTime();
    for (let poll = 0; poll < 30; poll += 1) await hubspot.crm.changesSince([DEALS], cursor);
    for (let read = 0; read < 210; read += 1) await hubspot.crm.read(DEALS, ['1'], 'background');
    expect([...hubspot.server.limits.refused]).toEqual([]);
    expect(hubspot.clock.now().getTime() - began).toBeGreaterThan(15_000);
  });

  it('waits as long as a 429 says, and tells the quota', async () => {
    const told: object[] = [];
    hubspot = await connectedHubSpot({
      crm: { quota: { ...UNLIMITED, told: async (reading) => void told.push(reading) } },
    });
    const cursor = await hubspot.crm.position([DEALS]);
    for (let poll = 0; poll < 12; poll += 1) await hubspot.crm.changesSince([DEALS], cursor);
    expect(hubspot.server.limits.refused.get('SECONDLY')).toBeGreaterThan(0);
    expect(told).toContainEqual({ bucket: HUBSPOT_BUCKETS.search, remaining: 0, retryAfterMs: 1_000 });
    expect(told).toContainEqual(expect.objectContaining({ bucket: HUBSPOT_BUCKETS.burst, limit: 190 }));
  });

  it('gives up at the daily limit and says when it begins anew', async () => {
    hubspot = await connectedHubSpot({ server: { plan: 'free' }, crm: { quota: UNLIMITED } });
    hubspot.server.limits.spendElsewhere(PLANS.free.daily);
    await expect(hubspot.crm.read(DEALS, ['1'], 'background')).rejects.toMatchObject({
      name: 'QuotaExhausted',
      bucket: HUBSPOT_BUCKETS.daily,
      resetsAt: new Date('2026-03-03T00:00:00Z'),
    });
    await hubspot.clock.sleep(15 * 3_600_000);
    await expect(hubspot.crm.read(DEALS, ['1'], 'background')).resolves.toEqual([]);
  });

  it('says which scope is missing', async () => {
    hubspot = await connectedHubSpot({ server: { signIn: signedInHubSpot({ scopes: ['crm.objects.owners.read'] }) } });
    await expect(hubspot.crm.read(DEALS, ['1'], 'background')).rejects.toMatchObject({
      name: 'CrmForbidden',
      code: 'MISSING_SCOPES',
      remedy: expect.stringContaining('crm.objects.deals.read'),
    });
    expect(await hubspot.crm.describe(['deals'])).toEqual([]);
  });

  it('asks for a person when the token of a private app is not accepted', async () => {
    hubspot = await connectedHubSpot({ crm: { credentials: { privateAppToken: 'old' } } });
    await expect(hubspot.crm.read(DEALS, ['1'], 'background')).rejects.toMatchObject({
      code: 'INVALID_AUTHENTICATION',
    });
  });

  it('renews OAuth tokens before they end, and when they end in the middle of pages', async () => {
    const faults = new Faults<HttpFault>();
    const oauth = { clientId: 'c', clientSecret: 's', refreshToken: 'r' };
    const { privateAppToken: _, ...signIn } = signedInHubSpot({ oauth });
    hubspot = await connectedHubSpot({ faults, server: { signIn } });
    for (let index = 0; index < 250; index += 1) hubspot.server.people.create(1, 'deals', {});
    const first = await hubspot.crm.backfill(DEALS, null);
    faults.next('token-expired');
    const second = await hubspot.crm.backfill(DEALS, first.cursor);
    expect([second.records.length, hubspot.server.signIn.renewals]).toEqual([100, 2]);
    await hubspot.clock.sleep(30 * 60_000);
    await hubspot.crm.backfill(DEALS, second.cursor);
    expect(hubspot.server.signIn.renewals).toBe(3);
  });

  it('says when to come back when a token cannot be renewed for a limit', async () => {
    const faults = new Faults<HttpFault>();
    const oauth = { clientId: 'c', clientSecret: 's', refreshToken: 'r' };
    hubspot = await connectedHubSpot({ faults, server: { signIn: signedInHubSpot({ oauth }) } });
    faults.next('rate-limited', (path) => path.startsWith('/oauth/'));
    const failed = hubspot.crm.read(DEALS, ['1'], 'background');
    await expect(failed).rejects.toMatchObject({ name: 'CrmUnavailable', retryAfterMs: 1_000, mayHaveHappened: false });
    await expect(hubspot.crm.read(DEALS, ['1'], 'background')).resolves.toEqual([]);
  });

  it('asks for a person when the refresh token is not accepted', async () => {
    const oauth = { clientId: 'c', clientSecret: 's', refreshToken: 'r' };
    hubspot = await connectedHubSpot({
      server: { signIn: signedInHubSpot({ oauth }) },
      crm: { credentials: { ...oauth, refreshToken: 'old' } },
    });
    await expect(hubspot.crm.read(DEALS, ['1'], 'background')).rejects.toThrow('→ install the app in the account anew');
  });

  it('reads limits from the headers and probes what a doctor wants to know', async () => {
    const webhooks = { targetUrl: 'https://gateway.example/hook', clientSecret: 's', developerApiKey: 'dev' };
    hubspot = await connectedHubSpot({
      server: { webhooks, signIn: signedInHubSpot({ scopes: ['crm.objects.owners.read', 'crm.objects.deals.read'] }) },
      crm: {
        objects: ['owners', 'deals'],
        webhooks: { developerApiKey: 'dev', targetUrl: 'https://other.example/hook' },
      },
    });
    expect(await hubspot.crm.limits()).toContainEqual({
      name: HUBSPOT_BUCKETS.burst,
      used: 1,
      limit: HUBSPOT_LIMITS[HUBSPOT_BUCKETS.burst].limit,
      resetsAt: null,
    });
    const probes = await hubspot.crm.probes();
    expect(probes.map(({ name, state }) => [name, state])).toEqual([
      ['scopes of the app', 'failed'],
      ['our own writes are known', 'ok'],
      ['write key of deals', 'ok'],
      ['limits', 'ok'],
      ['clock', 'ok'],
      ['webhooks', 'failed'],
    ]);
    expect(probes[0]!.found).toContain('crm.objects.deals.write');
    expect(probes[5]!.remedy).toContain('https://other.example/hook');
  });

  it.each([
    ['none', undefined, 'no app id'],
    ['another', '77', 'the token is of app 1160452, not 77'],
  ])('says that people are not protected from our writes when the app id is %s', async (_, appId, found) => {
    const signIn = signedInHubSpot();
    hubspot = await connectedHubSpot({ server: { signIn } });
    const crm = new HubSpotCrm({
      credentials: { privateAppToken: signIn.privateAppToken! },
      basePath: hubspot.server.url,
      timing: hubspot.clock,
      quota: UNLIMITED,
      ...(appId === undefined ? {} : { appId }),
    });
    const probe = (await crm.probes()).find(({ name }) => name === 'our own writes are known');
    expect(probe).toMatchObject({ state: 'failed', found: expect.stringContaining(found) });
    expect(probe!.remedy).toContain('set "appId" to "1160452"');
    crm.close();
  });
});

import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseWebhook, type CrmConnector } from '@salesagent/crm';
import { HubSpotServer, property, signedInHubSpot } from '@salesagent/crm/testing';
import { loadConfig, realClock } from '@salesagent/platform';
import { gatewayDatabase, type GatewayDatabase } from '../../testing/gateway-database';
import { openHostedCrm } from '../open-hosted-crm';
import { SessionLocks } from '../session-locks';
import { CopyFollower } from './copy-follower';
import { reconcile } from './reconcile';
import { syncState } from './sync-state';
import { storeEvents } from './webhooks/webhook-intake';

const MAPPING = `
crm: hubspot
company: { currency: EUR, timeZone: Europe/Vienna }
records:
  opportunity:
    - object: deals
      fields: { name: dealname, amount: amount }
stages: { field: dealstage, of: { default: { appointmentscheduled: 3.3 } } }
`;

/** HubSpot's recycle bin gives a record back as it was: the time of its last change is before its deletion. */
describe('a record that comes out of the recycle bin of HubSpot', () => {
  let gateway: GatewayDatabase;
  let server: HubSpotServer;
  let connector: CrmConnector;
  let sync: CopyFollower;
  let locks: SessionLocks;
  let deal: string;
  let events = 0;

  beforeAll(async () => {
    // What was there before is older than what is looked through again for changes.
    let agoMs = 3_600_000;
    const clock = { now: () => new Date(Date.now() - agoMs), sleep: (ms: number) => pause(ms) };
    server = await HubSpotServer.start({ clock, signIn: signedInHubSpot() });
    server.account.define('deals', property('salesagent_key', 'string', 'text', { hasUniqueValue: true }));
    const open = { dealname: 'Renewal', amount: '1000', pipeline: 'default', dealstage: 'appointmentscheduled' };
    deal = server.people.create(101, 'deals', open).id;
    agoMs = 0;
    gateway = await gatewayDatabase();
    const { pool, connectionString } = gateway.database;
    const folder = mkdtempSync(join(tmpdir(), 'hosted-crm-'));
    const [mappingFile, credentialsFile] = [join(folder, 'crm.yaml'), join(folder, 'crm.json')];
    writeFileSync(mappingFile, MAPPING);
    writeFileSync(credentialsFile, JSON.stringify({ privateAppToken: 'pat-na1-local', appId: '7' }), { mode: 0o600 });
    const config = loadConfig({
      ...{ DATABASE_URL: connectionString, CRM: 'hubspot', CRM_URL: server.url },
      ...{ CRM_MAPPING_FILE: mappingFile, CRM_CREDENTIALS_FILE: credentialsFile },
    });
    connector = openHostedCrm(config, pool, realClock).connector!;
    locks = new SessionLocks(pool);
    const onError = (error: unknown): void => {
      throw error;
    };
    sync = new CopyFollower(reading(), locks, { pollMs: 100, changed: () => undefined, onError });
    await synced();
  });
  afterAll(async () => {
    await locks.close();
    await server.stop();
    await gateway.drop();
  });

  const reading = () => ({ pool: gateway.database.pool, connector, clock: realClock, crm: 'hubspot' });
  const synced = async (): Promise<void> => {
    for (;;) {
      const more = await sync.step();
      if (!more && (await syncState(gateway.database.pool)).phase === 'following') break;
    }
  };
  const webhook = async (subscriptionType: string): Promise<void> => {
    const ids = { eventId: (events += 1), subscriptionId: 7, portalId: 1, appId: 7, objectId: Number(deal) };
    const told = { ...ids, subscriptionType, objectTypeId: '0-3', occurredAt: Date.now() };
    await storeEvents(gateway.database.pool, connector, parseWebhook(Buffer.from(JSON.stringify([told]))).events);
  };
  const copied = async () =>
    (await gateway.database.pool.query('select name, amount::int, deleted from crm.opportunity')).rows;
  const deleted = async (): Promise<void> => {
    server.people.archive(101, 'deals', deal);
    await webhook('object.deletion');
    await synced();
    expect(await copied()).toMatchObject([{ deleted: true }]);
  };

  it('is back with its webhook', async () => {
    await deleted();
    server.people.restore(101, 'deals', deal);
    await webhook('object.restore');
    await synced();
    expect(await copied()).toEqual([{ name: 'Renewal', amount: 1000, deleted: false }]);
  });

  it('is back with the next reconciliation where its webhook was lost, and the report names it', async () => {
    await deleted();
    server.people.restore(101, 'deals', deal);
    await synced();
    expect(await copied()).toMatchObject([{ deleted: true }]);
    const { types } = await reconcile(reading(), false);
    expect(types).toMatchObject([{ missingHere: 1, examples: [{ record: `opportunity/${deal}` }] }]);
    await synced();
    expect(await copied()).toEqual([{ name: 'Renewal', amount: 1000, deleted: false }]);
    expect((await reconcile(reading(), false)).types).toMatchObject([{ missingHere: 0, differing: 0 }]);
  });
});

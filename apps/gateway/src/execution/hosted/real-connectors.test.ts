import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { RecordEventData } from '@salesagent/canon/events';
import type { Change } from '@salesagent/canon/sales';
import {
  ANN,
  appKeys,
  CLIENT_ID,
  CLIENT_SECRET,
  Faults,
  HubSpotServer,
  INTEGRATION,
  property,
  SalesforceServer,
  signedInHubSpot,
  VirtualClock,
} from '@salesagent/crm/testing';
import { loadConfig, realClock } from '@salesagent/platform';
import { gatewayDatabase, type GatewayDatabase } from '../../../testing/gateway-database';
import { hostedExecution, type HostedExecution } from '../../../testing/hosted-execution';
import type { Proposals } from '../../../testing/proposals';
import { openHostedCrm } from '../../open-hosted-crm';
import type { Executor } from '../executor';
import type { Undo } from '../undo';

/** A CRM that is up, with one person, one account and one deal of 1,000. */
interface Crm {
  environment: Record<string, string>;
  mapping: string;
  credentials: object;
  deal: string;
  edit(amount: number): void;
  amount(): number;
  stage(): string;
  loseNextAnswer(): void;
  /** Accounts that a person makes. */
  accounts(names: readonly string[]): string[];
  namesOf(ids: readonly string[]): unknown[];
  /** Requests so far that count for the CRM's limits. */
  requests(): number;
  stop(): Promise<void>;
}

/** Before and after the move that a test makes. */
const STAGES = {
  hubspot: ['appointmentscheduled', 'qualifiedtobuy'],
  salesforce: ['Prospecting', 'Needs Analysis'],
} as const;

async function hubspot(): Promise<Crm> {
  const timing = { now: () => new Date(), sleep: (ms: number) => pause(ms) };
  const faults = new Faults();
  const server = await HubSpotServer.start({ clock: timing, signIn: signedInHubSpot(), faults });
  for (const object of ['companies', 'deals'])
    server.account.define(object, property('salesagent_key', 'string', 'text', { hasUniqueValue: true }));
  const account = server.people.create(101, 'companies', { name: 'Acme' });
  const open = { dealname: 'Renewal', amount: '1000', pipeline: 'default', dealstage: STAGES.hubspot[0] };
  const deal = server.people.create(101, 'deals', open);
  server.people.associate(101, 'deals', deal.id, 'companies', account.id, true);
  return {
    environment: { CRM: 'hubspot', CRM_URL: server.url },
    credentials: { privateAppToken: 'pat-na1-local', appId: '1160452', webhookSecret: 'client-secret' },
    mapping: `
crm: hubspot
company: { currency: EUR, timeZone: Europe/Vienna }
records:
  account:
    - object: companies
      fields: { name: name }
  opportunity:
    - object: deals
      fields: { name: dealname, accountId: associations.companies, amount: amount }
stages: { field: dealstage, of: { default: { appointmentscheduled: 3.3, qualifiedtobuy: 4.1 } } }
`,
    deal: deal.id,
    edit: (amount) => server.people.editAs(101, 'deals', deal.id, { amount: String(amount) }),
    amount: () => Number(deal.properties.get('amount')),
    stage: () => String(deal.properties.get('dealstage')),
    loseNextAnswer: () => faults.next('dropped-after', (path) => path.endsWith('/batch/update')),
    accounts: (names) => names.map((name) => server.people.create(101, 'companies', { name }).id),
    namesOf: (ids) => ids.map((id) => server.account.records.find('companies', id)!.properties.get('name')),
    requests: () => server.requests.length,
    stop: () => server.stop(),
  };
}

/** The machine's time: the adapter under test runs on it. */
class WallClock extends VirtualClock {
  override now(): Date {
    return new Date();
  }
  override sleep(ms: number): Promise<void> {
    return pause(ms);
  }
}

async function salesforce(): Promise<Crm> {
  const faults = new Faults<'dropped-after'>();
  const clock = new WallClock(new Date());
  const app = {
    clientId: CLIENT_ID,
    clientSecret: CLIENT_SECRET,
    publicKey: appKeys().publicKey,
    preAuthorized: [INTEGRATION],
  };
  const server = new SalesforceServer({ clock, app, people: [INTEGRATION, ANN], faults: faults as never, jobMs: 50 });
  const url = await server.start();
  const account = server.createAs(ANN, 'Account', { Name: 'Acme' });
  const values = { Name: 'Renewal', AccountId: account, Amount: 1000, CloseDate: '2026-12-31' };
  const deal = server.createAs(ANN, 'Opportunity', { ...values, StageName: STAGES.salesforce[0] });
  return {
    environment: { CRM: 'salesforce', CRM_URL: url },
    credentials: { clientId: CLIENT_ID, username: INTEGRATION, privateKey: appKeys().privateKey },
    mapping: `
crm: salesforce
company: { currency: EUR, timeZone: Europe/Vienna }
records:
  account:
    - object: Account
      fields: { name: Name }
  opportunity:
    - object: Opportunity
      fields: { name: Name, accountId: AccountId, amount: Amount }
stages: { field: StageName, closed: IsClosed, won: IsWon, of: { '*': { Prospecting: 3.3, Needs Analysis: 4.1 } } }
`,
    deal,
    edit: (amount) => server.editAs(ANN, 'Opportunity', deal, { Amount: amount }),
    amount: () => Number(server.rows('Opportunity').find((row) => row['Id'] === deal)!['Amount']),
    stage: () => String(server.rows('Opportunity').find((row) => row['Id'] === deal)!['StageName']),
    loseNextAnswer: () => faults.next('dropped-after', (path) => path.includes('/composite')),
    accounts: (names) => names.map((Name) => server.createAs(ANN, 'Account', { Name })),
    namesOf: (ids) => ids.map((id) => server.rows('Account').find((row) => row['Id'] === id)!['Name']),
    requests: () => server.limits.used(),
    stop: () => server.stop(),
  };
}

describe.each([
  ['HubSpot', hubspot, STAGES.hubspot],
  ['Salesforce', salesforce, STAGES.salesforce],
])('a company on %s, from its first page to an undone action', (_, start, [first, second]) => {
  let crm: Crm;
  let gateway: GatewayDatabase;
  let executor: Executor;
  let undo: Undo;
  let proposals: Proposals;
  let synced: () => Promise<void>;
  let running: HostedExecution;

  beforeAll(async () => {
    crm = await start();
    gateway = await gatewayDatabase();
    const { database } = gateway;
    const { pool } = database;
    const folder = mkdtempSync(join(tmpdir(), 'hosted-crm-'));
    const [mappingFile, credentialsFile] = [join(folder, 'crm.yaml'), join(folder, 'crm.json')];
    writeFileSync(mappingFile, crm.mapping);
    writeFileSync(credentialsFile, JSON.stringify(crm.credentials), { mode: 0o600 });
    const config = loadConfig({
      ...{ DATABASE_URL: database.connectionString, ...crm.environment },
      ...{ CRM_MAPPING_FILE: mappingFile, CRM_CREDENTIALS_FILE: credentialsFile },
    });
    const connector = openHostedCrm(config, pool, realClock).connector!;
    const onError = (error: unknown): void => {
      throw error;
    };
    running = await hostedExecution(gateway, connector, { clock: realClock, pollMs: 100, onError });
    ({ executor, undo, proposals, synced } = running);
  });
  afterAll(async () => {
    await running.stop();
    await crm.stop();
    await gateway.drop();
  });

  const copied = async () => {
    const { rows } = await gateway.database.pool.query<{ amount: string; name: string }>(
      `select o.amount::int as amount, a.name from crm.opportunity o join crm.account a on a.id = o.account_id`,
    );
    return rows;
  };
  const revisions = async () =>
    (await gateway.store.read(`opportunity/${crm.deal}`))
      .filter(({ type }) => type === 'AmountRevised')
      .map(({ data }) => data as RecordEventData)
      .map(({ by, set }) => [by.includes(':') ? 'the action' : 'a person', set['amount']]);
  const toAmount = (expected: number, amount: number): Change => ({
    kind: 'fields',
    record: { type: 'opportunity', id: crm.deal },
    expect: { amount: expected },
    set: { amount },
  });
  /** As Temporal does: the same request until it is answered. */
  const execute = async (id: string, change: Change) => {
    const request = await proposals.permitted(id, change);
    for (;;) {
      const result = await executor.execute(request).catch(() => null);
      if (result) return result;
      await pause(20);
    }
  };
  const A = (n: number): string => `stalled-deal-alert:opportunity/D1:${n}`;

  it('is copied', async () => {
    expect(await copied()).toEqual([{ amount: 1000, name: 'Acme' }]);
  });

  it('has a person’s edit told as theirs', async () => {
    crm.edit(1500);
    await synced();
    expect(await copied()).toMatchObject([{ amount: 1500 }]);
    expect(await revisions()).toEqual([['a person', 1500]]);
  });

  it('gets an approved change once, and its echo is no second event', async () => {
    expect(await execute(A(1), toAmount(1500, 1200))).toEqual({ outcome: 'executed' });
    expect(crm.amount()).toBe(1200);
    await synced();
    await synced();
    expect(await revisions()).toEqual([
      ['a person', 1500],
      ['the action', 1200],
    ]);
  });

  it('keeps what a person entered after the proposal', async () => {
    crm.edit(1300);
    expect(await execute(A(2), toAmount(1200, 900))).toMatchObject({ outcome: 'failed' });
    expect(crm.amount()).toBe(1300);
    await synced();
  });

  it('gets a change once whose answer was lost', async () => {
    crm.loseNextAnswer();
    expect(await execute(A(3), toAmount(1300, 1100))).toEqual({ outcome: 'executed' });
    expect(crm.amount()).toBe(1100);
    await synced();
    expect((await revisions()).slice(-2)).toEqual([
      ['a person', 1300],
      ['the action', 1100],
    ]);
  });

  it('has it taken back', async () => {
    await undo.undo({ actionId: A(3), by: 'operations', reason: 'tried' });
    expect(crm.amount()).toBe(1300);
    await synced();
    expect(await copied()).toMatchObject([{ amount: 1300 }]);
  });

  it('gets a batch in few requests, each row once, also when an answer in between is lost', async () => {
    const ids = crm.accounts(Array.from({ length: 250 }, (_, n) => `Account ${n}`));
    await synced();
    const renamed = ids.map((_, n) => `Renamed ${n}`);
    const rows = ids.map((id, n) => ({ id, set: { name: renamed[n] } }));
    const before = crm.requests();
    crm.loseNextAnswer();
    const batch: Change = { kind: 'fields-batch', type: 'account', fields: ['name'], rows };
    expect(await execute('icp-scoring:company:1', batch)).toEqual({ outcome: 'executed' });
    expect(crm.namesOf(ids)).toEqual(renamed);
    // Three hundreds of at most seven requests, and one once more for what was lost.
    expect(crm.requests() - before).toBeLessThanOrEqual(4 * 7);
    await synced();
    const { rows: changes } = await gateway.database.pool.query<{ n: number }>(
      `select count(*)::int as n from crm.change where record_id = any($1) group by record_id having count(*) <> 2`,
      [ids],
    );
    expect(changes).toEqual([]);
  });

  it('has a deal moved, told once and as the action’s, and moved back', async () => {
    const before = (await gateway.store.read(`opportunity/${crm.deal}`)).length;
    const moves = async () =>
      (await gateway.store.read(`opportunity/${crm.deal}`))
        .slice(before)
        .map(({ type, data }) => [type, (data as RecordEventData).by, (data as RecordEventData).set['crmStage']]);
    const record = { type: 'opportunity', id: crm.deal } as const;
    const move: Change = { kind: 'fields', record, expect: { subStage: '3.3' }, set: { subStage: '4.1' } };
    expect(await execute(A(4), move)).toEqual({ outcome: 'executed' });
    expect(crm.stage()).toBe(second);
    await synced();
    await synced();
    expect(await moves()).toEqual([['OpportunityStageMoved', A(4), second]]);
    await undo.undo({ actionId: A(4), by: 'operations', reason: 'tried' });
    expect(crm.stage()).toBe(first);
    await synced();
    expect(await moves()).toEqual([
      ['OpportunityStageMoved', A(4), second],
      ['OpportunityStageMoved', 'operations', first],
    ]);
  });
});

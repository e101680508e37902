import 'reflect-metadata';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { exportJWK, generateKeyPair } from 'jose';
import { testIssuer, type TestIssuer, type TokenClaims } from '@salesagent/auth/testing';
import type { Sealed } from '@salesagent/canon/events';
import { bootstrap, loadConfig } from '@salesagent/platform';
import { testDatabase, type TestDatabase } from '@salesagent/servers/testing';
import { makeGatewayTables } from '../testing/gateway-tables';
import { GatewayModule } from './gateway.module';
import { openHostedCrm } from './open-hosted-crm';
import type { PersonalData } from './personal-data/access';
import type { ImportStatus } from './intake/importer';

const EXPORT = {
  'team.csv': 'user_id,name,manager_id\nU1,Ada Ash,U3\nU2,Bo Birch,U3\nU3,Mo Moss,\n',
  'accounts.csv': 'account_id,account,owner\nA1,Acme,U1\nA2,Beta,U2\n',
  'deals.csv': 'deal_id,account_id,owner_id,deal_stage,engage_date,amount\nD1,A1,U1,Proposal,2026-06-01,1000\n',
};

describe('the gateway over HTTP', () => {
  let database: TestDatabase;
  let issuer: TestIssuer;
  let app: NestExpressApplication;
  let url: string;

  beforeAll(async () => {
    database = await testDatabase();
    await makeGatewayTables(database.pool);
    issuer = await testIssuer();
    const key = join(mkdtempSync(join(tmpdir(), 'permit-')), 'public.jwk');
    writeFileSync(key, JSON.stringify(await exportJWK((await generateKeyPair('EdDSA')).publicKey)));
    const grants = join(mkdtempSync(join(tmpdir(), 'grants-')), 'grants.json');
    const warehouse = { client: 'warehouse', purpose: 'reports by contact', opens: ['contact'], perMinute: 5 };
    writeFileSync(grants, JSON.stringify([warehouse]));
    const config = loadConfig({
      ...issuer.environment,
      DATABASE_URL: database.connectionString,
      PORT: '0',
      LOG_LEVEL: 'silent',
      PERMIT_PUBLIC_KEY_FILE: key,
      SEALED_GRANTS_FILE: grants,
      TEMPORAL_ADDRESS: '127.0.0.1:1',
    });
    app = await bootstrap(GatewayModule.with(openHostedCrm), { service: 'gateway', config });
    url = await app.getUrl();
  });
  afterAll(async () => {
    await app.close();
    await issuer.close();
    await database.drop();
  });

  /** Sends requests as somebody and expects a status; answers with the body. */
  const as = async (claims: TokenClaims | null) => {
    const authorization = claims ? { authorization: `Bearer ${await issuer.token(claims)}` } : undefined;
    return async (status: number, method: string, path: string, body?: unknown, match?: string) => {
      const response = await fetch(`${url}${path}`, {
        method,
        headers: { ...authorization, ...(match ? { 'if-match': match } : {}), 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      expect({ path, status: response.status, text }).toEqual({ path, status, text });
      return (text === '' ? null : JSON.parse(text)) as unknown;
    };
  };
  const operations = () => as({ roles: ['operations_vp'] });
  const ada = () => as({ roles: ['rep'], personId: 'U1', sub: 'U1' });
  const bo = () => as({ roles: ['rep'], personId: 'U2', sub: 'U2' });
  const mo = () => as({ roles: ['manager'], personId: 'U3', sub: 'U3' });

  /** Imports and asks until it is done; every answer is a state a client may see. */
  const load = async (files: Record<string, string>): Promise<ImportStatus> => {
    const client = await operations();
    const body = {
      files: Object.entries(files).map(([name, text]) => ({
        name,
        contentBase64: Buffer.from(text).toString('base64'),
      })),
    };
    const { importId } = (await client(202, 'POST', '/imports', body)) as { importId: string };
    for (;;) {
      const status = (await client(200, 'GET', `/imports/${importId}`)) as ImportStatus;
      if (status.state !== 'running') return status;
    }
  };
  const eventTypes = async (stream: string): Promise<string[]> => {
    const { rows } = await database.pool.query<{ type: string }>(
      'select type from gateway.event where stream = $1 order by stream_version',
      [stream],
    );
    return rows.map((r) => r.type);
  };

  it('loads an export that operations sends, and no one else', async () => {
    await (
      await as(null)
    )(401, 'GET', '/imports/latest');
    await (
      await ada()
    )(403, 'POST', '/imports', { files: [] });
    const status = await load(EXPORT);
    expect(status).toMatchObject({
      state: 'completed',
      progress: 1,
      counts: { person: 3, account: 2, opportunity: 1 },
    });
    expect(await (await operations())(200, 'GET', '/imports/latest')).toMatchObject({ importId: status.importId });
  });

  it('refuses a broken mapping at once and a broken row with its place', async () => {
    await (
      await operations()
    )(422, 'POST', '/imports', { files: [], mapping: 'stages: { Foo: "9.9" }' });
    const refused = await load({ 'deals.csv': 'deal_id,deal_stage,owner_id\nD1,Proposal\n' });
    expect(refused).toMatchObject({ state: 'failed', problems: [{ code: 'broken-row', file: 'deals.csv', row: 2 }] });
  });

  it('shows people the records that are theirs', async () => {
    const ids = async (client: Awaited<ReturnType<typeof as>>, type: string) =>
      ((await client(200, 'GET', `/crm/${type}`)) as { records: { id: string }[] }).records.map((r) => r.id);
    expect(await ids(await ada(), 'account')).toEqual(['A1']);
    expect(await ids(await bo(), 'account')).toEqual(['A2']);
    expect(await ids(await mo(), 'account')).toEqual(['A1', 'A2']);
    expect(await ids(await ada(), 'person')).toEqual(['U1', 'U2', 'U3']);
    await (
      await bo()
    )(404, 'GET', '/crm/opportunity/D1');
    await (
      await ada()
    )(404, 'GET', '/crm/unicorn');
  });

  it('scores the records of whoever asks, and says what it cannot tell', async () => {
    const [rep, manager, auditor] = [await ada(), await mo(), await as({ roles: ['auditor'] })];
    const accounts = async (client: typeof rep) => {
      const { types } = (await client(200, 'GET', '/quality')) as { types: { type: string; records: number }[] };
      return types.find(({ type }) => type === 'account')?.records;
    };
    expect([await accounts(rep), await accounts(manager), await accounts(auditor)]).toEqual([1, 2, 2]);
    const behind = await rep(200, 'GET', '/quality/records?type=account&rule=completeness:tier');
    expect(behind).toMatchObject({ total: 1, records: [{ id: 'A1', label: 'Acme', page: 'account/A1' }], next: null });
    await rep(404, 'GET', '/quality/records?type=account&rule=completeness:colour');
    await rep(400, 'GET', '/quality/records?type=unicorn&rule=x');
    await rep(400, 'GET', '/quality/duplicates?type=opportunity');
    const nothing = { type: 'account', ids: ['A1', 'A2'], decision: 'not-the-same' };
    await rep(404, 'POST', '/quality/duplicates/decision', nothing);
    await auditor(403, 'POST', '/quality/duplicates/decision', nothing);
    await (
      await as({ sub: 'warehouse', roles: ['consumer'] })
    )(403, 'GET', '/quality');
    await (
      await as(null)
    )(401, 'GET', '/quality');
  });

  it('turns an edit into its event', async () => {
    const before = (await eventTypes('opportunity/D1')).length;
    const edited = await (await ada())(200, 'PATCH', '/crm/opportunity/D1', { subStage: '5.2' }, '"1"');
    expect(edited).toMatchObject({ version: 2, updatedBy: 'U1', fields: { subStage: '5.2' } });
    while ((await eventTypes('opportunity/D1')).length === before);
    expect((await eventTypes('opportunity/D1')).at(-1)).toBe('OpportunityStageMoved');
  });

  it('lets an owner make an account stricter, and only operations let agents do more', async () => {
    const rep = await ada();
    const { version } = (await rep(200, 'GET', '/crm/account/A1')) as { version: number };
    await rep(403, 'PATCH', '/crm/account/A1', { tier: 'T3' }, `"${version}"`);
    await rep(403, 'POST', '/crm/account', { name: 'Mine', tier: 'T3' });
    await rep(200, 'PATCH', '/crm/account/A1', { tier: 'T1' }, `"${version}"`);
    await (
      await operations()
    )(200, 'PATCH', '/crm/account/A1', { tier: 'T3' }, `"${version + 1}"`);
  });

  it('keeps the edit of whoever was first', async () => {
    const client = await ada();
    const deal = '/crm/opportunity/D1';
    await client(428, 'PATCH', deal, { amount: 5 });
    await client(412, 'PATCH', deal, { amount: 5 }, '"1"');
    await client(400, 'PATCH', deal, { amount: 'five' }, '"2"');
    await client(400, 'PATCH', deal, { agentSummary: 'x' }, '"2"');
    await (
      await bo()
    )(404, 'PATCH', deal, { amount: 5 }, '"2"');
    await client(200, 'PATCH', deal, { amount: 5 }, '"2"');
  });

  it('creates and deletes records', async () => {
    const client = await ada();
    const created = await client(201, 'POST', '/crm/task', { id: 'T1', title: 'Call' });
    expect(created).toMatchObject({ id: 'T1', fields: { ownerId: 'U1', createdBy: 'person', status: 'open' } });
    await client(409, 'POST', '/crm/task', { id: 'T1', title: 'Again' });
    await client(412, 'DELETE', '/crm/task/T1', undefined, '"7"');
    await client(204, 'DELETE', '/crm/task/T1', undefined, '"1"');
    await client(404, 'GET', '/crm/task/T1');
    await client(403, 'POST', '/crm/product', { name: 'New' });
  });

  it('tells who may sign in only to services', async () => {
    await (
      await ada()
    )(403, 'GET', '/directory/people');
    const people = await (await as({ roles: ['service'] }))(200, 'GET', '/directory/people');
    expect(people).toEqual(
      expect.arrayContaining([expect.objectContaining({ id: 'U1', name: 'Ada Ash', managerId: 'U3' })]),
    );
  });

  it('says honestly what was never executed', async () => {
    await (
      await ada()
    )(404, 'POST', '/executions/x:opportunity%2FD1:1/undo', { reason: 'no' });
    await (
      await ada()
    )(404, 'GET', '/documents/none/content');
  });

  describe('asked for what it holds on a person', () => {
    const CONTACTS =
      'contact_id,account_id,full_name,email,phone\nC1,A1,Zelda Quux,zelda@example.com,\nC2,A1,Bo Bark,bo@example.com,\n';
    const sealedNames = async (): Promise<Sealed[]> => {
      const { rows } = await database.pool.query<{ name: Sealed }>(
        `select event->'data'->'set'->'name' as name from bus.log where key in ('contact/C1', 'contact/C2', 'person/U1')
           and event->'data'->'set'->'name' is not null order by key, position`,
      );
      return rows.map((row) => row.name);
    };
    const warehouse = () => as({ sub: 'warehouse', roles: ['consumer'] });

    beforeAll(async () => {
      await load({ ...EXPORT, 'contacts.csv': CONTACTS });
      while ((await sealedNames()).length < 3);
    });

    it('answers operations, and nobody else', async () => {
      for (const path of ['/subjects/find', '/subjects/export', '/subjects/erase'])
        await (
          await mo()
        )(403, 'POST', path, {});
      const client = await operations();
      const found = await client(200, 'POST', '/subjects/find', { query: 'zelda' });
      expect(found).toMatchObject({ people: [{ ref: 'contact/C1', email: 'zelda@example.com', erasedAt: null }] });
      const { held } = (await client(200, 'POST', '/subjects/export', { ref: 'contact/C1' })) as PersonalData;
      expect(held.map(({ kind, field, value }) => [kind, field, value])).toEqual(
        expect.arrayContaining([
          ['record', 'name', 'Zelda Quux'],
          ['record', 'accountId', 'A1'],
          ['import memory', 'email', 'zelda@example.com'],
          ['event', 'set.email', 'zelda@example.com'],
        ]),
      );
      for (const { kind, since } of held) expect([kind, since === null]).toEqual([kind, kind === 'import memory']);
      expect(await eventTypes('access/contact/C1')).toEqual(['PersonalDataExported']);
      await client(404, 'POST', '/subjects/export', { ref: 'contact/none' });
      await client(400, 'POST', '/subjects/erase', { ref: 'contact/C1' });
    });

    it('opens sealed values as far as the grant of a client goes, and records that', async () => {
      const [c1, c2, person] = await sealedNames();
      const client = await warehouse();
      expect(await client(200, 'POST', '/sealed/open', { values: [c1, person, { ...c2, event: 'other' }] })).toEqual({
        values: [{ value: 'Zelda Quux' }, { value: null, refused: true }, { value: null, altered: true }],
      });
      const { rows } = await database.pool.query<{ data: unknown }>(
        `select data from gateway.event where stream = 'opening/warehouse'`,
      );
      expect(rows.map((row) => row.data)).toEqual([
        {
          client: 'warehouse',
          purpose: 'reports by contact',
          opened: { contact: 1 },
          erased: 0,
          refused: { person: 1 },
        },
      ]);
      expect(await client(403, 'POST', '/sealed/open', { values: [person] })).toMatchObject({
        remedy: expect.stringContaining('SEALED_GRANTS_FILE'),
      });
      const stranger = await as({ sub: 'stranger', roles: ['consumer'] });
      await stranger(403, 'POST', '/sealed/open', { values: [c1] });
      await client(403, 'GET', '/crm/contact');
      await (
        await operations()
      )(403, 'POST', '/sealed/open', { values: [c1] });
      expect(await client(429, 'POST', '/sealed/open', { values: [c1, c1, c1, c1] })).toMatchObject({
        code: 'too-many',
      });
    });

    it('erases only when told to, and then opens nothing of them', async () => {
      const client = await operations();
      const request = { ref: 'contact/C1', reason: 'request 17' };
      expect(await client(200, 'POST', '/subjects/erase', request)).toMatchObject({
        done: false,
        counts: { values: 2 },
      });
      expect(await client(200, 'GET', '/crm/contact/C1')).toMatchObject({ fields: { name: 'Zelda Quux' } });
      await client(400, 'POST', '/subjects/erase', { ...request, reason: 'Zelda asked', confirm: true });
      expect(await client(200, 'POST', '/subjects/erase', { ...request, confirm: true })).toMatchObject({
        erasedAt: expect.any(String),
      });
      expect(await client(200, 'GET', '/crm/contact/C1')).toMatchObject({ fields: { name: '[erased]' } });
      await database.pool.query('delete from gateway.rate_limit'); // a minute later
      const [c1] = await sealedNames();
      expect(await (await warehouse())(200, 'POST', '/sealed/open', { values: [c1] })).toEqual({
        values: [{ value: null, erased: true }],
      });
      expect(await eventTypes('erasure/contact/C1')).toEqual(['SubjectErased']);
    });
  });
});

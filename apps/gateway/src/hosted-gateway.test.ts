import 'reflect-metadata';
import { createHmac } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { exportJWK, generateKeyPair } from 'jose';
import { testIssuer, type TestIssuer } from '@salesagent/auth/testing';
import { bootstrap, loadConfig } from '@salesagent/platform';
import type { StatePage } from '@salesagent/crm';
import { gatewayDatabase, type GatewayDatabase } from '../testing/gateway-database';
import { HostedCrmForTests } from '../testing/hosted-crm';
import { GatewayModule } from './gateway.module';
import { WEBHOOK_PATHS, type WebhookVerifier } from './sync/webhooks/webhook-request';

const SECRET = 'shared with the CRM';
const sign = (uri: string, body: Buffer): string => createHmac('sha256', SECRET).update(uri).update(body).digest('hex');
const verifyWebhook: WebhookVerifier = ({ uri, headers, rawBody }) =>
  headers['x-signature'] === sign(uri, rawBody)
    ? { ok: true }
    : { ok: false, reason: 'the signature is not the CRM’s' };
const URI = 'https://sales.example.com/crm/webhooks/hubspot';

describe('gateway over HTTP, with a hosted CRM', () => {
  let gateway: GatewayDatabase;
  let hosted: HostedCrmForTests;
  let issuer: TestIssuer;
  let app: NestExpressApplication;
  let url: string;
  let another: () => Promise<NestExpressApplication>;

  beforeAll(async () => {
    gateway = await gatewayDatabase();
    hosted = await HostedCrmForTests.start();
    hosted.unheld.add('account.tier');
    await hosted.person('U1', 'account', 'A1', { name: 'Acme', ownerId: 'U1' });
    await hosted.person('U1', 'person', 'U1', { name: 'Ada Ash' });
    for (const [id, name] of [
      ['C7', 'Zelda Quuxmarker'],
      ['C8', 'Priscilla Laws'],
    ] as const)
      await hosted.person('U1', 'contact', id, { name, accountId: 'A1', email: `${id}@acme.test` });
    issuer = await testIssuer();
    const key = join(mkdtempSync(join(tmpdir(), 'permit-')), 'public.jwk');
    writeFileSync(key, JSON.stringify(await exportJWK((await generateKeyPair('EdDSA')).publicKey)));
    const config = loadConfig({
      ...issuer.environment,
      ...{ DATABASE_URL: gateway.database.connectionString, PORT: '0', LOG_LEVEL: 'silent' },
      ...{ PERMIT_PUBLIC_KEY_FILE: key, TEMPORAL_ADDRESS: '127.0.0.1:1' },
      ...{ CRM: 'hubspot', CRM_POLL_MS: '600000', CRM_RECONCILE_HOUR: '23', CRM_WEBHOOK_URL: URI },
    });
    const module = GatewayModule.with(() => ({ connector: hosted, verifyWebhook, fields: null }));
    another = () => bootstrap(module, { service: 'gateway', config, bytesAt: WEBHOOK_PATHS });
    app = await another();
    url = await app.getUrl();
    while (((await ask('GET', '/crm/sync')).body as { caughtUpAt: string | null }).caughtUpAt === null);
  });
  afterAll(async () => {
    await app.close();
    await issuer.close();
    await hosted.drop();
    await gateway.drop();
  });

  const ask = async (method: string, path: string, body?: unknown, match?: string) => {
    const token = await issuer.token({ roles: ['operations_vp'] });
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        ...(match ? { 'if-match': match } : {}),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json().catch(() => null)) as unknown };
  };
  const webhook = async (body: string | Buffer, signature?: string, at = url) => {
    const bytes = Buffer.from(body);
    const headers = { 'content-type': 'application/json', 'x-signature': signature ?? sign(URI, bytes) };
    const response = await fetch(`${at}/crm/webhooks/hubspot`, {
      method: 'POST',
      headers,
      body: new Uint8Array(bytes),
    });
    return { status: response.status, body: (await response.json()) as { message?: string; stored?: number } };
  };
  const event = (over: Record<string, unknown> = {}) => ({
    ...{
      eventId: 1,
      subscriptionId: 7,
      portalId: 1,
      appId: 2,
      subscriptionType: 'company.propertyChange',
      objectId: 1,
      occurredAt: 1_760_000_000_000,
    },
    ...over,
  });
  const copied = async () =>
    (await gateway.database.pool.query<{ industry: string | null }>(`select industry from crm.account where id = 'A1'`))
      .rows[0]!.industry;

  it('shows operators how it is read, and nobody without a token', async () => {
    const { status, body } = await ask('GET', '/crm/sync');
    expect(status).toBe(200);
    expect(body).toMatchObject({ crm: 'hubspot', phase: 'following', trouble: null, underWay: { writes: 0 } });
    expect((await fetch(`${url}/crm/sync`)).status).toBe(401);
    expect((await ask('GET', '/crm/doctor')).body).toMatchObject({ crm: 'hubspot', state: 'ok' });
  });

  it('sends people to the CRM for what it holds, and lets them edit here what it does not', async () => {
    expect(await ask('PATCH', '/crm/account/A1', { industry: 'Steel' }, '"1"')).toMatchObject({
      status: 409,
      body: { message: expect.stringContaining('edit it in HubSpot') },
    });
    expect((await ask('POST', '/crm/account', { name: 'New' })).status).toBe(409);
    expect((await ask('DELETE', '/crm/account/A1', undefined, '"1"')).status).toBe(409);
    expect((await ask('PATCH', '/crm/account/A1', { tier: 'T1' }, '"1"')).status).toBe(200);
    expect((await ask('POST', '/imports', { files: [] })).status).toBe(409);
  });

  it('reads a record at once that a webhook names, however often it comes', async () => {
    await hosted.person('U1', 'account', 'A1', { industry: 'Rail' });
    const body = JSON.stringify([event()]);
    expect(await webhook(body)).toMatchObject({ status: 200, body: { stored: 1 } });
    expect(await webhook(body)).toMatchObject({ status: 200, body: { stored: 0 } });
    while ((await copied()) !== 'Rail') await new Promise((resolve) => setTimeout(resolve, 5));
  });

  it('reads a record at once also where the webhook reached an instance that does not read', async () => {
    const second = await another();
    try {
      await hosted.person('U1', 'account', 'A1', { industry: 'Ports' });
      const body = JSON.stringify([event({ eventId: 21 })]);
      expect(await webhook(body, undefined, await second.getUrl())).toMatchObject({ status: 200, body: { stored: 1 } });
      while ((await copied()) !== 'Ports') await new Promise((resolve) => setTimeout(resolve, 5));
    } finally {
      await second.close();
    }
  });

  it('reads what it knows of a webhook in which something is that it does not know', async () => {
    await hosted.person('U1', 'account', 'A1', { industry: 'Mining' });
    const unknown = event({ eventId: 11, subscriptionType: 'company.newKind' });
    const body = JSON.stringify([unknown, event({ eventId: 12 }), { eventId: 13 }]);
    expect(await webhook(body)).toMatchObject({ status: 200, body: { stored: 1 } });
    while ((await copied()) !== 'Mining') await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await webhook(JSON.stringify([unknown]))).toMatchObject({
      status: 400,
      body: { message: expect.stringContaining('company.newKind') },
    });
  });

  it.each([
    ['forged', JSON.stringify([event({ eventId: 2 })]), 'f'.repeat(64), 401],
    [
      'altered by a byte',
      `${JSON.stringify([event({ eventId: 2 })])} `,
      sign(URI, Buffer.from(JSON.stringify([event({ eventId: 2 })]))),
      401,
    ],
    ['empty and forged', '', 'f', 401],
    ['cut off', '[{"eventId":', undefined, 400],
    ['no JSON', '\u0000\u0001', undefined, 400],
    ['no list', '{"a":{"b":[]}}', undefined, 400],
    ['deeply nested', '['.repeat(100_000), undefined, 400],
    ['too large', `[${'0,'.repeat(600_000)}0]`, undefined, 413],
  ])('refuses a webhook that is %s, and goes on', async (_, body, signature, status) => {
    expect((await webhook(body, signature)).status).toBe(status);
    const { rows } = await gateway.database.pool.query(`select from gateway.webhook_event where key like '1:7:2:%'`);
    expect(rows).toEqual([]);
  });

  it('erases a person whom somebody deleted for good in the CRM, to comply with privacy laws', async () => {
    const { pool } = gateway.database;
    for (const id of [7, 8, 9]) {
      await hosted.deleted('U1', 'contact', `C${id}`).catch(() => undefined);
      const told = { eventId: 30 + id, subscriptionType: 'contact.privacyDeletion', objectId: id };
      expect((await webhook(JSON.stringify([event(told)]))).body).toEqual({ stored: 1 });
    }
    const waiting = async () => (await pool.query('select from gateway.privacy_deletion')).rowCount;
    while ((await waiting()) !== 0) await new Promise((resolve) => setTimeout(resolve, 5));
    const { rows } = await pool.query('select id, name, email from crm.contact order by id');
    expect(rows).toEqual(['C7', 'C8'].map((id) => ({ id, name: '[erased]', email: null })));
    const [erased, ...more] = await gateway.store.read('erasure/contact/C7');
    expect(erased).toMatchObject({
      type: 'SubjectErased',
      data: { subject: 'contact/C7', by: 'HubSpot', reason: expect.stringContaining('privacy laws') },
    });
    expect(more).toEqual([]);
    // The reason would have named her.
    expect((await gateway.store.read('erasure/contact/C8'))[0]).toMatchObject({ data: { reason: '–' } });
    expect(await gateway.store.read('erasure/contact/C9')).toEqual([]);
  });

  it('keeps out a person of whom only a page tells that was on its way when they were deleted for good', async () => {
    const { pool } = gateway.database;
    const rows = async (sql: string) => (await pool.query<Record<string, unknown>>(sql)).rows;
    const person = { name: 'Nora Neverhere', email: 'nora@acme.test', phone: '+49 30 5550199', accountId: 'A1' };
    // It came without the contact that it is about.
    await hosted.person('U1', 'activity', 'T0', { type: 'call', notes: 'Is often away', contactId: 'C10' });
    await webhook(JSON.stringify([event({ eventId: 49 })]));
    while ((await rows(`select from crm.activity where id = 'T0'`)).length === 0) await sleep(5);
    const told = hosted.changesSince.bind(hosted);
    let entered = (): void => undefined;
    const hasHer = new Promise<void>((resolve) => (entered = resolve));
    // Also where it looks once more of itself: that page tells of her, and no other before.
    hosted.changesSince = async (cursor): Promise<StatePage> => {
      hosted.changesSince = told;
      await hasHer;
      const page = await told(cursor);
      await hosted.deleted('U1', 'contact', 'C10');
      const deletion = { eventId: 51, subscriptionType: 'contact.privacyDeletion', objectId: 10 };
      expect((await webhook(JSON.stringify([event(deletion)]))).body).toEqual({ stored: 1 });
      while ((await rows('select from gateway.privacy_deletion')).length > 0) await sleep(5);
      return page;
    };
    await hosted.person('U1', 'contact', 'C10', person);
    await hosted.person('U1', 'activity', 'T1', { type: 'call', notes: 'To be called back', contactId: 'C10' });
    await hosted.person('U1', 'activity', 'T2', { type: 'call', notes: 'Write to nora@acme.test', accountId: 'A1' });
    entered();
    await webhook(JSON.stringify([event({ eventId: 50 })]));
    while ((await rows(`select from crm.contact where id = 'C10' and deleted`)).length === 0) await sleep(5);
    expect(await rows(`select name, email, phone from crm.contact where id = 'C10'`)).toEqual([
      { name: null, email: null, phone: null },
    ]);
    expect(await rows('select id, notes from crm.activity order by id')).toEqual([
      { id: 'T0', notes: null },
      { id: 'T1', notes: null },
      { id: 'T2', notes: null },
    ]);
    const values = 'nora|5550199|often away|called back';
    expect(await rows(`select from crm.change where concat(before, after) ~* '${values}'`)).toEqual([]);
    expect(await gateway.store.read('erasure/contact/C10')).toMatchObject([{ data: { counts: { texts: 1 } } }]);
    // A page of later, that does not tell of her, and what names her by what is known of her now.
    await hosted.person('U1', 'activity', 'T3', { type: 'call', notes: 'Spoke to Nora Neverhere', accountId: 'A1' });
    await webhook(JSON.stringify([event({ eventId: 52 })]));
    while ((await rows(`select from crm.activity where id = 'T3'`)).length === 0) await sleep(5);
    expect(await rows(`select notes from crm.activity where id = 'T3'`)).toEqual([{ notes: null }]);
  });

  it('reconciles on demand', async () => {
    expect(await ask('POST', '/crm/reconcile', { dryRun: true })).toEqual({ status: 202, body: { dryRun: true } });
    for (;;) {
      const { body } = await ask('GET', '/crm/reconcile');
      const { running, last } = body as { running: boolean; last: { dryRun: boolean } | null };
      if (running || last === null) continue;
      expect(last.dryRun).toBe(true);
      break;
    }
    expect((await ask('POST', '/crm/reconcile', { dryRun: 'x' })).status).toBe(422);
  });
});

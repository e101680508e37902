import { exportJWK, generateKeyPair, importJWK, jwtVerify, type JWK } from 'jose';
import { INTEGRATION_EVENTS } from '@salesagent/canon/events';
import { EventStore } from '@salesagent/event-store';
import { migrate } from '@salesagent/platform';
import { sha256Canonical } from '@salesagent/governance';
import { testDatabase, type TestDatabase } from '@salesagent/servers/testing';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { schema } from '../schema';
import { CrmFields, type FieldsPlan } from './crm-fields';
import { setSwitch } from './kill-switch';
import { permitSigner } from './permits';

const NOW = new Date('2026-11-01T10:00:00.000Z');
let later = 0;
const CLOCK = { now: () => new Date(NOW.getTime() + later) };
const HOUR = 3_600_000;
const VERA = { sub: 'vera', personId: null };
const OTTO = { sub: 'otto', personId: 'U7' };
const plan = (...names: string[]): FieldsPlan => ({
  ...{ crm: 'hubspot', object: 'deals' },
  fields: names.map((name) => ({ name, label: name, description: '', options: ['Nothing', 'Assumed'] })),
});

let database: TestDatabase;
let store: EventStore;
let fields: CrmFields;
let publicKey: JWK;
beforeAll(async () => {
  database = await testDatabase();
  const services = [schema, { schema: 'gateway', migrations: [] }];
  await migrate({ url: database.connectionString, services, passwordOf: () => 'test' });
  store = new EventStore(database.pool, { schema: 'orchestrator', ...INTEGRATION_EVENTS });
  const keys = await generateKeyPair('EdDSA', { extractable: true });
  publicKey = await exportJWK(keys.publicKey);
  const file = join(mkdtempSync(join(tmpdir(), 'permit-key-')), 'private.jwk');
  writeFileSync(file, JSON.stringify(await exportJWK(keys.privateKey)));
  fields = new CrmFields(store, CLOCK, permitSigner(file));
});
afterAll(() => database.drop());

const types = async () => (await store.read('crm-fields')).map(({ type, actor }) => [type, actor]);

describe('asking for fields in the CRM', () => {
  it('needs a second person, and what is signed is what was asked for', async () => {
    const wanted = plan('meddicc_champion');
    const { requestId } = await fields.request(wanted, 'the deals team wants it', VERA);
    expect(await fields.request(wanted, 'again', VERA)).toMatchObject({ requestId });
    await expect(fields.request(wanted, 'me too', OTTO)).rejects.toMatchObject({
      code: 'already-requested',
      remedy: expect.stringContaining(requestId),
    });
    await expect(fields.approve(requestId, VERA)).rejects.toMatchObject({ code: 'same-person' });
    await expect(fields.approve(requestId, { sub: 'vera', personId: 'U1' })).rejects.toMatchObject({
      code: 'same-person',
    });
    const { request, permit } = await fields.approve(requestId, OTTO);
    expect(request).toMatchObject({ by: 'vera', approvedBy: 'U7', plan: wanted, digest: sha256Canonical(wanted) });
    const { payload } = await jwtVerify(permit, await importJWK(publicKey, 'EdDSA'), {
      ...{ issuer: 'orchestrator', audience: 'gateway', currentDate: CLOCK.now() },
    });
    expect(payload).toMatchObject({
      actionId: `crm-fields:${requestId}`,
      digest: request.digest,
      by: 'U7',
      tier: 'T1',
    });
    expect(await types()).toEqual([
      ['CrmFieldsRequested', 'vera'],
      ['CrmFieldsApproved', 'U7'],
      ['PermitIssued', 'U7'],
    ]);
    expect(await fields.requests()).toEqual([request]);
  });

  it('has an approved request tried again by a permit of its own, and asked for anew later', async () => {
    const { requestId } = (await fields.requests())[0]!;
    const { request } = await fields.approve(requestId, VERA);
    expect(request.approvedBy).toBe('U7');
    expect((await types()).filter(([type]) => type === 'CrmFieldsApproved')).toHaveLength(1);
    expect((await types()).filter(([type]) => type === 'PermitIssued')).toHaveLength(2);
    expect(await fields.request(plan('meddicc_champion'), 'it was deleted', OTTO)).not.toMatchObject({ requestId });
  });

  it('gives no permit while execution is stopped, nor for what nobody asked for', async () => {
    const { requestId } = await fields.request(plan('meddicc_metrics'), 'wanted', VERA);
    await setSwitch(store, CLOCK, { scope: 'all', stopped: true, by: 'U9', reason: 'a test' });
    await expect(fields.approve(requestId, OTTO)).rejects.toMatchObject({ code: 'stopped' });
    await setSwitch(store, CLOCK, { scope: 'all', stopped: false, by: 'U9', reason: 'a test' });
    await expect(fields.approve('nobody', OTTO)).rejects.toMatchObject({ code: 'unknown-request' });
    await expect(fields.approve(requestId, OTTO)).resolves.toMatchObject({ request: { approvedBy: 'U7' } });
  });

  it('is approved within 14 days and tried again within 24 hours, and is asked for anew after', async () => {
    const wanted = plan('meddicc_decision_process');
    const { requestId } = await fields.request(wanted, 'wanted', VERA);
    const refused = { code: 'too-late', remedy: expect.stringContaining('Ask anew') };
    const listed = async () => (await fields.requests())[0]!;
    later = 14 * 24 * HOUR;
    expect(await listed()).toMatchObject({ requestId, endsAt: '2026-11-15T10:00:00.000Z', over: false });
    later += 1;
    expect(await listed()).toMatchObject({ requestId, approvedBy: null, over: true });
    await expect(fields.approve(requestId, OTTO)).rejects.toMatchObject(refused);
    const anew = await fields.request(wanted, 'still wanted', OTTO);
    expect(anew.requestId).not.toBe(requestId);
    later += 14 * 24 * HOUR;
    const { request } = await fields.approve(anew.requestId, VERA);
    expect(request).toMatchObject({ endsAt: '2026-11-30T10:00:00.001Z', over: false });
    later += 24 * HOUR;
    await expect(fields.approve(anew.requestId, OTTO)).resolves.toMatchObject({ request: { approvedBy: 'vera' } });
    later += 1;
    await expect(fields.approve(anew.requestId, VERA)).rejects.toMatchObject(refused);
    expect(await listed()).toMatchObject({ requestId: anew.requestId, approvedBy: 'vera', over: true });
    later = 0;
  });

  it('is decided once by two people at one time', async () => {
    const { requestId } = await fields.request(plan('meddicc_competition'), 'wanted', VERA);
    const before = (await types()).filter(([type]) => type === 'CrmFieldsApproved').length;
    await Promise.all([fields.approve(requestId, OTTO), fields.approve(requestId, { sub: 'third', personId: 'U8' })]);
    expect((await types()).filter(([type]) => type === 'CrmFieldsApproved')).toHaveLength(before + 1);
  });
});

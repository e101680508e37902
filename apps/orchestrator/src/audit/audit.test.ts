import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool } from 'pg';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { auditTrailDdl, AuditVerifier, type AuditVerification } from '@salesagent/audit';
import { consumerMigrations, ParkedDesk, ParkedKeys } from '@salesagent/bus';
import { aStageMove } from '@salesagent/bus/testing';
import { INTEGRATION_EVENTS } from '@salesagent/canon/events';
import { EventStore, eventStoreDdl, inTransaction } from '@salesagent/event-store';
import { anEvent, everythingVisible } from '@salesagent/event-store/testing';
import { migrate, type ServiceSchema } from '@salesagent/platform';
import { Sealer, vaultDdl, vaultGrants } from '@salesagent/sealing';
import { testDatabase, type TestDatabase } from '@salesagent/servers/testing';
import { MovableClock } from '../../testing/a-company';
import { schema } from '../schema';
import { AuditKeeper } from './audit-keeper';
import { NothingBroken, SIGN_EVERY_MS } from './notary';
import { Trails } from './trails';

class GatewayLog1700000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(eventStoreDdl('gateway'));
  }
  async down(): Promise<void> {}
}
const gateway: ServiceSchema = {
  schema: 'gateway',
  migrations: [GatewayLog1700000000001, ...consumerMigrations('gateway')],
  grants: [auditTrailDdl('gateway'), vaultGrants('salesagent_gateway', 'erase')],
};

let database: TestDatabase;
/** Pools of the two services, each with the rights of its role. */
let ours: Pool;
let theirs: Pool;
let store: EventStore;
let execution: EventStore;
let folder: string;
let clock: MovableClock;
let keeper: AuditKeeper;

const aKey = (name: string): string => {
  const file = join(folder, name);
  writeFileSync(file, JSON.stringify(generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' })));
  return file;
};
const headsFile = () => join(folder, 'audit', 'heads.jsonl');
const aKeeper = (): AuditKeeper =>
  new AuditKeeper({
    store,
    clock,
    company: 'acme',
    privateKeyFile: join(folder, 'audit.jwk'),
    headsFile: headsFile(),
    trails: new Trails(['orchestrator', 'gateway']),
  });

beforeEach(async () => {
  database = await testDatabase();
  const { connectionString: url } = database;
  const shared = [{ schema: 'vault', ddl: vaultDdl() }];
  await migrate({ url, services: [schema, gateway], shared, passwordOf: () => 'test' });
  ours = new Pool({ connectionString: database.as('salesagent_orchestrator', 'test'), max: 4 });
  theirs = new Pool({ connectionString: database.as('salesagent_gateway', 'test'), max: 4 });
  store = new EventStore(ours, { schema: 'orchestrator', ...INTEGRATION_EVENTS });
  execution = new EventStore(theirs, { schema: 'gateway', ...INTEGRATION_EVENTS });
  folder = mkdtempSync(join(tmpdir(), 'audit-'));
  aKey('audit.jwk');
  clock = new MovableClock();
  keeper = aKeeper();
}, 120_000);
afterEach(async () => {
  await Promise.all([ours.end(), theirs.end()]);
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

let actions = 0;
/** A decision and its execution; the ids of the two events that are on the chain for it, and what is not. */
async function decided(data: object = {}): Promise<{ approved: string; executed: string }> {
  const actionId = `stalled-deal-alert:opportunity/o${(actions += 1)}:1`;
  const approved = anEvent({ type: 'ActionApproved', actor: 'anna', data: { actionId, by: 'anna', ...data } });
  const executed = anEvent({ type: 'ActionExecuted', data: { actionId, writes: [] } });
  await store.append(actionId, 'any', [anEvent({ type: 'ActionQueued' }), approved]);
  await execution.append(`execution-${actionId}`, 'any', [executed]);
  return { approved: approved.id, executed: executed.id };
}

async function settled(): Promise<void> {
  await everythingVisible(database.pool);
  await keeper.settle();
}

async function verified(): Promise<AuditVerification> {
  const verifier = new AuditVerifier();
  for await (const line of keeper.export()) verifier.line(JSON.stringify(line));
  return verifier.end();
}
const found = async () => (await verified()).problems.map(({ code, seq }) => [code, seq]);
const chained = async () =>
  (await ours.query<{ event_id: string }>('select event_id from orchestrator.audit_link order by seq')).rows.map(
    (row) => row.event_id,
  );
/** As the owner of the database, who may do anything. */
const asOwner = (sql: string, values: unknown[] = []) => database.pool.query(sql, values);

describe('the audit chain', () => {
  it('links the decisions of every log once, and signs where it stands outside the database', async () => {
    const first = await decided();
    await settled();
    const second = await decided();
    await settled();
    await settled();
    expect(await chained()).toEqual([first.approved, first.executed, second.approved, second.executed]);
    expect(await verified()).toMatchObject({
      valid: true,
      links: 4,
      headsOnChain: 2,
      signedUpTo: { seq: 4 },
      company: 'acme',
    });
    expect(readFileSync(headsFile(), 'utf8').trimEnd().split('\n')).toHaveLength(2);
  });

  it('tells people how far it is, how far it is signed, and what it grew by last', async () => {
    expect(await keeper.standing()).toEqual({ links: 0, signed: null, problem: null, latest: [] });
    const { approved, executed } = await decided();
    await settled();
    expect(await keeper.standing()).toMatchObject({
      links: 2,
      signed: { seq: 2 },
      problem: null,
      latest: [
        { seq: 2, source: 'gateway', type: 'ActionExecuted', eventId: executed },
        { seq: 1, source: 'orchestrator', type: 'ActionApproved', eventId: approved, by: 'anna' },
      ],
    });
  });

  it('has one order, though several processes write it at once', async () => {
    const written = await Promise.all(Array.from({ length: 20 }, () => decided()));
    await everythingVisible(database.pool);
    const others = [keeper, aKeeper(), aKeeper()];
    await Promise.all(
      others.map(async ({ chain }) => {
        while (await chain.follow());
      }),
    );
    const ids = written.flatMap(({ approved, executed }) => [approved, executed]);
    expect((await chained()).sort()).toEqual(ids.sort());
    await settled();
    expect(await found()).toEqual([]);
  });

  it('waits for a transaction that began earlier and is not committed yet', async () => {
    const slow = await ours.connect();
    await slow.query('begin');
    const late = anEvent({ type: 'ActionRejected' });
    await store.join(slow, ['late'], (tx) => tx.append('late', 'any', [late]));
    const { approved } = await decided();
    while (await keeper.chain.follow());
    expect(await chained()).not.toContain(approved);
    await slow.query('commit');
    slow.release();
    await settled();
    expect(await chained()).toEqual(expect.arrayContaining([late.id, approved]));
    expect(await found()).toEqual([]);
  });

  it('takes up what a newer release audits for the first time, from its beginning', async () => {
    const now = auditTrailDdl('gateway');
    await asOwner(now.replace(`'ActionExecuted', `, ''));
    const first = await decided();
    await settled();
    expect(await chained()).toEqual([first.approved]);
    await asOwner(`delete from orchestrator.audit_type where type = 'ActionExecuted'`);
    await asOwner(now);
    expect(await found()).toEqual([['row-unlinked', null]]);
    keeper = aKeeper();
    const second = await decided();
    await settled();
    expect(await chained()).toEqual([first.approved, first.executed, second.approved, second.executed]);
    expect(await found()).toEqual([]);
  });

  it('has what operations decided about parked events: who, when, which, what and why', async () => {
    const parked = new ParkedKeys(theirs, 'gateway', 'gateway');
    const events = [1, 2].map((n) => aStageMove(`opportunity/parked-${n}`, 1));
    const row = { reason: 'no such stage', attempts: 2, retryInMilliseconds: 3_600_000 };
    await inTransaction(theirs, (client) =>
      parked.add(
        client,
        events.map((event) => ({ event, ...row })),
      ),
    );
    const desk = new ParkedDesk(theirs, 'gateway');
    const place = (n: number) => ({
      consumer: 'gateway',
      source: 'gateway',
      key: `opportunity/parked-${n}`,
      sequence: 1,
    });
    await desk.redrive({}, { by: 'vera', reason: 'the stage is back' });
    await desk.discard(place(2), { by: 'olga', reason: 'never existed' });
    // What changes nothing was no decision.
    await desk.redrive({ key: 'opportunity/none' }, { by: 'vera', reason: 'nothing' });
    await desk.discard(place(2), { by: 'olga', reason: 'once more' });
    await settled();
    const { rows } = await asOwner(
      `select l.type, e.actor, e.data, e.recorded_at - e.occurred_at < interval '1 minute' as dated
       from orchestrator.audit_link l join gateway.event e on e.id = l.event_id order by l.seq`,
    );
    expect(rows).toEqual([
      {
        ...{ type: 'ParkedRedriven', actor: 'vera', dated: true },
        data: { by: 'vera', reason: 'the stage is back', events: [place(1), place(2)] },
      },
      {
        ...{ type: 'ParkedDiscarded', actor: 'olga', dated: true },
        data: { by: 'olga', reason: 'never existed', events: [place(2)] },
      },
    ]);
    expect(await found()).toEqual([]);
    await asOwner(`update gateway.event set data = jsonb_set(data::jsonb, '{by}', '"mallory"')::json
                   where type = 'ParkedDiscarded'`);
    expect(await found()).toEqual([['row-changed', 2]]);
  });

  it('is not changed by the service, nor by its owner unless on purpose', async () => {
    await decided();
    await settled();
    for (const change of ['update orchestrator.audit_link set type = type', 'delete from orchestrator.audit_link'])
      await expect(ours.query(change)).rejects.toThrow(/permission denied for table audit_link/);
    await expect(asOwner('delete from orchestrator.audit_link')).rejects.toThrow(/audit chain is not changed/);
    await expect(asOwner('truncate orchestrator.audit_link')).rejects.toThrow(/audit chain is not changed/);
    await expect(ours.query('select * from gateway.event')).rejects.toThrow(/permission denied/);
    await expect(theirs.query('select * from orchestrator.audit_trail')).rejects.toThrow(/permission denied/);
  });

  it('signs when it is time, and at its end', async () => {
    keeper.start();
    await decided();
    await keeper.stop();
    await everythingVisible(database.pool);
    await keeper.chain.follow();
    expect(await keeper.notary.sign('now')).toBeNull();
    const before = readFileSync(headsFile(), 'utf8');
    await decided();
    await everythingVisible(database.pool);
    await keeper.chain.follow();
    expect(await keeper.notary.sign()).toBeNull();
    expect(readFileSync(headsFile(), 'utf8')).toBe(before);
    clock.advance(SIGN_EVERY_MS);
    await keeper.notary.sign();
    expect(readFileSync(headsFile(), 'utf8').length).toBeGreaterThan(before.length);
    expect(await verified()).toMatchObject({ valid: true, signedUpTo: { seq: 4 } });
  });

  it('goes on behind a head whose line a crash cut off', async () => {
    await decided();
    await settled();
    writeFileSync(headsFile(), '{"company":"acme","se', { flag: 'a' });
    keeper = aKeeper();
    await decided();
    await settled();
    expect(await verified()).toMatchObject({ valid: true, headsOnChain: 2 });
  });
});

describe('a tampered log', () => {
  it.each([
    ['its data', `data = '{"by":"mallory"}'`],
    ['who did it', `actor = 'mallory'`],
    ['when it was recorded', `recorded_at = recorded_at - interval '1 microsecond'`],
  ])('a row of our own log is found when the owner of the database changes %s', async (_what, change) => {
    await decided();
    const { approved } = await decided();
    await settled();
    await asOwner(`update orchestrator.event set ${change} where id = $1`, [approved]);
    const { problems } = await verified();
    expect(problems).toMatchObject([{ code: 'row-changed', seq: 3 }]);
    expect(problems[0]?.message).toContain(approved);
  });

  it('a row of another service’s log is found, changed, removed or put in behind the chain', async () => {
    const first = await decided();
    const second = await decided();
    await settled();
    await asOwner(`update gateway.event set data = '{"writes":[1]}' where id = $1`, [first.executed]);
    await asOwner('delete from gateway.event where id = $1', [second.executed]);
    await asOwner(
      `insert into gateway.event (transaction_id, position, stream, stream_version, sequence, integration, id, type,
         version, data, occurred_at, correlation_id, causation_id)
       overriding system value values ('3', 1, 'execution-x', 1, 1, true, 'slipped-in', 'ActionUndone', 1, '{}', now(), 'c', 'c')`,
    );
    expect(await found()).toEqual([
      ['row-changed', 2],
      ['row-missing', 4],
      ['row-unlinked', null],
    ]);
  });

  it('a chain that was written anew over it does not agree with the signed heads', async () => {
    const { approved } = await decided();
    await decided();
    await settled();
    await asOwner('alter table orchestrator.audit_link disable trigger user');
    await asOwner('delete from orchestrator.audit_link');
    await asOwner('delete from orchestrator.audit_cursor');
    await asOwner(`update orchestrator.event set data = '{"by":"mallory"}' where id = $1`, [approved]);
    keeper = aKeeper();
    await decided();
    await settled();
    expect(await found()).toEqual([['head-not-on-chain', 4]]);
    expect(await keeper.status()).toMatchObject({ problem: expect.stringContaining('audit continue') });
  });

  it('a link that was changed is found by its number', async () => {
    await decided();
    await settled();
    await asOwner('alter table orchestrator.audit_link disable trigger user');
    await asOwner(`update orchestrator.audit_link set recorded_at = '2020-01-01T00:00:00.000000Z' where seq = 1`);
    expect(await found()).toEqual([['link-changed', 1]]);
  });
});

it('erasing a person leaves the chain as it is: links are over what is sealed', async () => {
  const sealer = new Sealer(theirs);
  const sealed = await sealer.seal('contact/C1', 'e1', 'Zelda Ferguson');
  await decided({ note: sealed });
  await settled();
  await sealer.erase('contact/C1');
  expect(await sealer.open(sealed)).toBeNull();
  expect(await verified()).toMatchObject({ valid: true, links: 2 });
});

describe('a backup of the database that was restored', () => {
  /** Log and chain as they were when two links were written; the heads file knows more. */
  async function putBack(): Promise<void> {
    await asOwner('alter table orchestrator.audit_link disable trigger user');
    await asOwner('delete from orchestrator.audit_link where seq > 2');
    await asOwner('alter table orchestrator.audit_link enable trigger user');
    for (const log of ['orchestrator', 'gateway'])
      await asOwner(
        `delete from ${log}.event e where type like 'Action%' and not exists
           (select from orchestrator.audit_link l where l.source = $1 and l.event_id = e.id)`,
        [log],
      );
    keeper = aKeeper();
  }

  it('shows as a head ahead of the chain, and nothing more is signed', async () => {
    await decided();
    await settled();
    await decided();
    await settled();
    await putBack();
    await settled();
    const { problems } = await verified();
    expect(problems.map(({ code, seq }) => [code, seq])).toEqual([['head-ahead', 4]]);
    expect(problems[0]?.message).toContain('put back to an earlier state');
    await decided();
    const before = readFileSync(headsFile(), 'utf8');
    await settled();
    expect(readFileSync(headsFile(), 'utf8')).toBe(before);
  });

  it('is recorded by a person with the reason; the chain goes on and stays explained', async () => {
    await decided();
    await settled();
    await decided();
    await settled();
    await putBack();
    const recorded = await keeper.notary.continue('vera', 'the disk was lost; backup of 03:00');
    expect(recorded).toMatchObject({ lastHead: { seq: 4 }, lastCommonHead: { seq: 2 }, by: 'vera' });
    await decided();
    await settled();
    await expect(keeper.notary.continue('vera', 'again')).rejects.toThrow(NothingBroken);
    expect(await verified()).toMatchObject({
      valid: true,
      links: 5,
      signedUpTo: { seq: 5 },
      breaks: [{ by: 'vera', after: 2, heads: 1, reason: 'the disk was lost; backup of 03:00' }],
    });
    expect(await keeper.status()).toEqual({ links: 5, problem: null });
  });
});

it('without a key the chain is written and says that nobody signs it', async () => {
  keeper = new AuditKeeper({
    ...{ store, clock, company: 'acme', privateKeyFile: null, headsFile: headsFile() },
    trails: new Trails(['orchestrator', 'gateway']),
  });
  await decided();
  await settled();
  expect(existsSync(headsFile())).toBe(false);
  expect(await keeper.status()).toMatchObject({ links: 2, problem: expect.stringContaining('AUDIT_PRIVATE_KEY_FILE') });
  expect(await found()).toEqual([['no-heads', null]]);
});

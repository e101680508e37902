import { CrmForbidden, CursorExpired, type StatePage, type WebhookEvent } from '@salesagent/crm';
import type { RecordEventData } from '@salesagent/canon/events';
import { gatewayDatabase, TODAY, type GatewayDatabase } from '../../testing/gateway-database';
import { HostedCrmForTests, lostAnswer } from '../../testing/hosted-crm';
import { SessionLocks } from '../session-locks';
import { CopyFollower } from './copy-follower';
import { readHinted } from './follow';
import { syncState } from './sync-state';
import { storeEvents } from './webhooks/webhook-intake';

describe('the copy of a hosted CRM', () => {
  let gateway: GatewayDatabase;
  let hosted: HostedCrmForTests;
  let sync: CopyFollower;

  const sessions: SessionLocks[] = [];
  const follower = (): CopyFollower => {
    const { pool } = gateway.database;
    const locks = new SessionLocks(pool);
    sessions.push(locks);
    const options = { pollMs: 1_000, changed: () => undefined, onError: () => undefined };
    return new CopyFollower({ pool, connector: hosted, clock: TODAY, crm: 'hosted' }, locks, options);
  };
  const rows = async (sql: string) => (await gateway.database.pool.query<Record<string, unknown>>(sql)).rows;
  /** Until it has caught up with what the CRM holds now. */
  const synced = async (): Promise<void> => {
    for (;;) {
      const more = await sync.step();
      if (!more && (await syncState(gateway.database.pool)).phase === 'following') break;
    }
    await gateway.follow();
  };
  const events = async (ref: string) =>
    (await gateway.store.read(ref)).map((e) => ({
      type: e.type,
      by: (e.data as RecordEventData).by,
      at: e.occurredAt,
    }));

  beforeEach(async () => {
    gateway = await gatewayDatabase();
    hosted = await HostedCrmForTests.start();
    await hosted.person('U1', 'person', 'U1', { name: 'Ada Ash' });
    await hosted.person('U1', 'account', 'A1', { name: 'Acme', ownerId: 'U1' });
    // Refers to a contact that nobody has ever told of.
    await hosted.person('U1', 'opportunity', 'D1', {
      name: 'Deal',
      accountId: 'A1',
      contactId: 'C9',
      amount: 1000,
      createdAt: '2026-05-01T00:00:00.000Z',
      engagedAt: '2026-06-01T00:00:00.000Z',
      subStage: '4.2',
    });
    sync = follower();
  });
  afterEach(async () => {
    await sync.stop();
    await Promise.all(sessions.splice(0).map((locks) => locks.close()));
    await hosted.drop();
    await gateway.drop();
  });

  it('loads everything as an import does, dated back, on a clock that runs', async () => {
    await synced();
    expect(await rows('select id, amount::int, contact_id from crm.opportunity')).toEqual([
      { id: 'D1', amount: 1000, contact_id: 'C9' },
    ]);
    const [created, moved] = await events('opportunity/D1');
    expect(created).toMatchObject({ type: 'OpportunityCreated', by: 'import', at: new Date('2026-05-01') });
    expect(moved).toMatchObject({ type: 'OpportunityStageMoved', at: new Date('2026-06-01') });
    const [{ id }] = (await rows(`select id::text from gateway.import where state = 'completed'`)) as [{ id: string }];
    const closing = await gateway.store.read(`import/${id}`);
    expect(closing.map((e) => e.type)).toEqual(['BusinessClockSet', 'ImportCompleted']);
    expect(closing[0]!.data).toEqual({ mode: 'live', date: null });
    expect(closing[1]!.data).toMatchObject({ records: { person: 1, account: 1, opportunity: 1 } });
  });

  it('follows changes, deletions and new records, each by who made it and caused by the sync', async () => {
    await synced();
    await hosted.person('U2', 'opportunity', 'D1', { amount: 1200 });
    await hosted.person('U1', 'opportunity', 'D1', { nextStep: 'Call' });
    await hosted.person('U1', 'opportunity', 'D2', { name: 'Second', accountId: 'A1' });
    await synced();
    await hosted.deleted('U1', 'opportunity', 'D2');
    await synced();
    const changes = await gateway.store.read('opportunity/D1');
    expect((await events('opportunity/D1')).slice(-2)).toMatchObject([
      { type: 'AmountRevised', by: 'U2' },
      { type: 'OpportunityFieldsRevised', by: 'U1' },
    ]);
    const { run } = await syncState(gateway.database.pool);
    expect(changes.at(-1)!.causationId).toBe(`sync:${run!}`);
    expect((await events('opportunity/D2')).map((e) => e.type)).toEqual(['OpportunityCreated', 'RecordDeleted']);
  });

  it('makes no second event of a page that comes again, and lets no older state over a newer one', async () => {
    await synced();
    const { cursor } = await syncState(gateway.database.pool);
    await hosted.person('U1', 'opportunity', 'D1', { amount: 1200 });
    await new Promise((resolve) => setTimeout(resolve, 5));
    await hosted.person('U1', 'opportunity', 'D1', { amount: 1300 });
    await synced();
    const before = await events('opportunity/D1');
    await rows(`update gateway.sync set cursor = '${cursor!}'`);
    await synced();
    expect(await events('opportunity/D1')).toEqual(before);
    expect(await rows('select amount::int from crm.opportunity')).toEqual([{ amount: 1300 }]);
  });

  it('takes nothing back with a page that was on its way while its record was read by id', async () => {
    await synced();
    hosted.coarseTimes = true;
    await hosted.person('U2', 'opportunity', 'D1', { amount: 1200 });
    const told = hosted.changesSince.bind(hosted);
    hosted.changesSince = async (cursor): Promise<StatePage> => {
      hosted.changesSince = told;
      const page = await told(cursor);
      // Within the same second, as the times tell it, and read before this page arrives.
      await hosted.person('U1', 'opportunity', 'D1', { amount: 1300 });
      await rows(`insert into gateway.sync_hint values ('opportunity', 'D1')`);
      await readHinted(gateway.database.pool, hosted, (await syncState(gateway.database.pool)).run!);
      const states = page.states.map((state) => ({
        ...state,
        changedAt: new Date(Math.ceil(Date.now() / 1_000) * 1_000),
      }));
      return { ...page, states };
    };
    await synced();
    await synced();
    const revised = (await gateway.store.read('opportunity/D1')).filter((e) => e.type === 'AmountRevised');
    expect(revised.map((e) => (e.data as RecordEventData).set)).toEqual([{ amount: 1300 }]);
    expect(await rows('select * from gateway.sync_hint')).toEqual([]);
  });

  it('takes nothing back with changes that are told after their record was read by id, in the same second', async () => {
    await synced();
    hosted.coarseTimes = true;
    await hosted.person('U2', 'opportunity', 'D1', { amount: 1200 });
    await hosted.person('U1', 'opportunity', 'D1', { amount: 1300 });
    await rows(`insert into gateway.sync_hint values ('opportunity', 'D1')`);
    await synced();
    await synced();
    const revised = (await gateway.store.read('opportunity/D1')).filter((e) => e.type === 'AmountRevised');
    expect(revised.map((e) => (e.data as RecordEventData).set)).toEqual([{ amount: 1300 }]);
  });

  it('does not bring back what was deleted or merged, whatever an older page says', async () => {
    await hosted.person('U1', 'account', 'A2', { name: 'Acme Inc' });
    const old = await hosted.backfill('account', null);
    await synced();
    const told = hosted.changesSince.bind(hosted);
    const at = new Date(Date.now() + 1_000);
    hosted.changesSince = async (cursor): Promise<StatePage> => {
      hosted.changesSince = told;
      const merged = { ...old.states.find((s) => s.id === 'A2')!, fields: {}, changedAt: at };
      const states = [{ ...merged, state: 'merged' as const, mergedInto: 'A1' }, ...old.states];
      return { states, cursor, more: false };
    };
    await synced();
    expect(await rows('select id, deleted from crm.account order by id')).toEqual([
      { id: 'A1', deleted: false },
      { id: 'A2', deleted: true },
    ]);
  });

  it('goes on at the page where it stood when it was killed between two pages, or in one', async () => {
    for (let n = 0; n < 2_500; n += 1)
      await hosted.database.pool.query(`insert into crm.activity (id, type) values ($1, 'call')`, [`T${n}`]);
    while ((await rows(`select read from gateway.sync_backfill where record_type = 'activity'`))[0]?.['read'] !== 1000)
      await sync.step();
    const read = hosted.calls.filter((call) => call === 'backfill').length;
    // A page whose transaction does not come to its end: what it had written is not there.
    await rows('alter table gateway.synced rename to away');
    await expect(sync.step()).rejects.toThrow();
    await rows('alter table gateway.away rename to synced');
    sync = follower();
    await synced();
    // The page in which it was killed, the third one, and tasks: none of those before.
    expect(hosted.calls.filter((call) => call === 'backfill').length - read).toBe(5);
    expect(await rows('select count(*)::int as n from crm.activity')).toEqual([{ n: 2500 }]);
    expect(await rows(`select count(*)::int as n from gateway.event where type = 'ActivityLogged'`)).toEqual([
      { n: 2500 },
    ]);
  });

  it('reads everything again where the CRM no longer keeps the changes, and finds what was deleted meanwhile', async () => {
    await synced();
    await hosted.person('U1', 'opportunity', 'D1', { amount: 1500 });
    await hosted.deleted('U1', 'account', 'A1');
    hosted.faults.push({ call: 'changesSince', when: 'before', error: new CursorExpired('too old') });
    await rows(`update gateway.sync set cursor = '0/0'`);
    // Its changes are gone with the cursor.
    await hosted.database.pool.query('truncate crm.change');
    await synced();
    expect(await rows('select amount::int from crm.opportunity')).toEqual([{ amount: 1500 }]);
    expect(await rows('select deleted from crm.account')).toEqual([{ deleted: true }]);
    expect(await rows('select kind, changed, deleted from gateway.sync_run order by started_at')).toEqual([
      { kind: 'backfill', changed: 0, deleted: 0 },
      { kind: 're-read', changed: 1, deleted: 1 },
    ]);
    expect((await events('opportunity/D1')).at(-1)).toMatchObject({ type: 'AmountRevised', by: 'U1' });
  });

  it('says what holds it up and how to mend it, and forgets that once it goes on', async () => {
    await synced();
    hosted.faults.push({
      call: 'changesSince',
      when: 'before',
      error: new CrmForbidden('no API', 'API_DISABLED', 'turn the API on'),
    });
    expect(await sync.step()).toBe(false);
    expect((await syncState(gateway.database.pool)).trouble).toMatchObject({
      kind: 'forbidden',
      code: 'API_DISABLED',
      remedy: 'turn the API on',
    });
    hosted.faults.push({ call: 'changesSince', when: 'after', error: lostAnswer(false) });
    await sync.step();
    expect((await syncState(gateway.database.pool)).trouble).toMatchObject({ kind: 'unavailable' });
    await synced();
    expect((await syncState(gateway.database.pool)).trouble).toBeNull();
  });

  it('refuses a home whose CRM tables were filled otherwise', async () => {
    await gateway.load({ 'accounts.csv': 'account_id,account\nX1,Other\n' });
    expect(await sync.step()).toBe(false);
    expect((await syncState(gateway.database.pool)).trouble).toMatchObject({ code: 'not-empty' });
  });

  it('reads what a webhook named, and what is gone by then', async () => {
    await synced();
    await hosted.person('U1', 'opportunity', 'D1', { amount: 1700 });
    await hosted.deleted('U1', 'account', 'A1');
    await rows(`insert into gateway.sync_hint values ('opportunity', 'D1'), ('account', 'A1')`);
    hosted.faults.push({ call: 'changesSince', when: 'before', error: lostAnswer(false) });
    await sync.step();
    expect(await rows('select amount::int from crm.opportunity')).toEqual([{ amount: 1700 }]);
    expect(await rows('select deleted from crm.account')).toEqual([{ deleted: true }]);
    expect(await rows('select * from gateway.sync_hint')).toEqual([]);
  });

  it('reads once more what a webhook names again while it is being read', async () => {
    await synced();
    const event = (key: string): WebhookEvent => ({
      ...{ eventId: key, key, portalId: '1', appId: '2', object: 'deals', kind: 'associationChange', ids: ['1'] },
      ...{ occurredAt: new Date(), attempt: 0 },
    });
    const { pool } = gateway.database;
    await storeEvents(pool, hosted, [event('a')]);
    const read = hosted.read.bind(hosted);
    hosted.read = async (...asked) => {
      hosted.read = read;
      const answer = await read(...asked);
      await storeEvents(pool, hosted, [event('b')]);
      return answer;
    };
    await sync.step();
    expect(await rows('select record_id from gateway.sync_hint')).toEqual([{ record_id: 'O1' }]);
    await sync.step();
    expect(await rows('select record_id from gateway.sync_hint')).toEqual([]);
  });

  it('is read by one instance, and by another one when that ends', async () => {
    const other = follower();
    sync.start();
    await until(async () => (await syncState(gateway.database.pool)).phase === 'following');
    other.start();
    await hosted.person('U1', 'opportunity', 'D1', { amount: 1800 });
    await sync.stop();
    other.wake();
    await until(async () => (await rows('select amount::int from crm.opportunity'))[0]!['amount'] === 1800);
    await other.stop();
  });
});

async function until(met: () => Promise<boolean>): Promise<void> {
  while (!(await met())) await new Promise((resolve) => setTimeout(resolve, 10));
}

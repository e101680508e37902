import type { RecordEventData } from '@salesagent/canon/events';
import type { RecordType } from '@salesagent/canon/sales';
import type { CrmConnector, RecordState, StatePage } from '@salesagent/crm';
import { gatewayDatabase, TODAY, type GatewayDatabase } from '../../testing/gateway-database';
import { HostedCrmForTests, lostAnswer } from '../../testing/hosted-crm';
import { Erasure } from '../personal-data/erasure';
import { SessionLocks } from '../session-locks';
import type { Reading } from './backfill';
import { CopyFollower } from './copy-follower';
import { diagnose } from './doctor';
import { lastReport, NotLoadedYet, reconcile } from './reconcile';
import { ReconcileBusy, Reconciler } from './reconciler';
import { syncState } from './sync-state';

describe('reconciling the copy with a hosted CRM', () => {
  let gateway: GatewayDatabase;
  let hosted: HostedCrmForTests;
  let locks: SessionLocks;
  let reading: Reading;
  let sync: CopyFollower;
  /** Records that our sign-in is not shown. */
  const hidden = new Set<string>();

  beforeEach(async () => {
    gateway = await gatewayDatabase();
    hosted = await HostedCrmForTests.start();
    for (const id of ['A1', 'A2', 'A3']) await hosted.person('U1', 'account', id, { name: id, industry: 'Steel' });
    await hosted.person('U1', 'contact', 'C1', { name: 'Cleo Carr', accountId: 'A1', email: 'cleo@acme.test' });
    const { pool } = gateway.database;
    locks = new SessionLocks(pool);
    hidden.clear();
    reading = { pool, connector: hiding(hosted, hidden), clock: TODAY, crm: 'hosted' };
    sync = new CopyFollower(reading, locks, { pollMs: 1_000, changed: () => undefined, onError: () => undefined });
  });
  afterEach(async () => {
    await locks.close();
    await hosted.drop();
    await gateway.drop();
  });

  const rows = async (sql: string) => (await gateway.database.pool.query<Record<string, unknown>>(sql)).rows;
  const synced = async (): Promise<void> => {
    for (;;) {
      const more = await sync.step();
      if (!more && (await syncState(gateway.database.pool)).phase === 'following') break;
    }
    await gateway.follow();
  };
  /** Changes that nobody ever told of, older than the last look. */
  const missed = async (): Promise<void> => {
    await hosted.person('U2', 'account', 'A1', { industry: 'Rail' });
    await hosted.person('U2', 'account', 'A4', { name: 'A4' });
    await hosted.deleted('U2', 'account', 'A3');
    await rows(`update gateway.sync set cursor = '${await hosted.position()}', caught_up_at = now()`);
  };
  const there = 'select id, industry, deleted from crm.account order by id';

  it('remembers nothing of erased people while it only looks, and enters them without who they are', async () => {
    await synced();
    const { database, store, sealer } = gateway;
    const erasure = new Erasure({ pool: database.pool, store, sealer, clock: TODAY, changed: () => undefined });
    await erasure.erase({ ref: 'contact/C9', by: 'HubSpot', reason: 'deleted for good', unheldToo: true });
    await hosted.person('U1', 'contact', 'C9', { name: 'Zelda Quux', accountId: 'A1', email: 'zelda@acme.test' });
    await rows(`update gateway.sync set cursor = '${await hosted.position()}', caught_up_at = now()`);
    const remembered = async () => (await rows('select from vault.tombstone')).length;
    const before = await remembered();
    await reconcile(reading, true);
    expect(await remembered()).toBe(before);
    await reconcile(reading, false);
    expect(await remembered()).toBeGreaterThan(before);
    expect(await rows(`select name, email from crm.contact where id = 'C9'`)).toEqual([{ name: null, email: null }]);
  });

  it('says what is missing or different without touching it, then mends it', async () => {
    await synced();
    await missed();
    const before = await rows(there);
    const dry = await reconcile(reading, true);
    expect(dry.types.find((t) => t.type === 'account')).toMatchObject({
      ...{ compared: 3, missingHere: 1, missingThere: 1, differing: 1, fields: { industry: 1 }, notReadYet: 0 },
      examples: [
        { record: 'account/A1', what: 'differing', fields: ['industry'] },
        { record: 'account/A4', what: 'missing-here', fields: [] },
        { record: 'account/A3', what: 'missing-there', fields: [] },
      ],
    });
    expect(await rows(there)).toEqual(before);
    const { run } = await reconcile(reading, false);
    expect(await rows(there)).toEqual([
      { id: 'A1', industry: 'Rail', deleted: false },
      { id: 'A2', industry: 'Steel', deleted: false },
      { id: 'A3', industry: 'Steel', deleted: true },
      { id: 'A4', industry: null, deleted: false },
    ]);
    await gateway.follow();
    const last = (await gateway.store.read('account/A1')).at(-1)!;
    expect(last).toMatchObject({ type: 'AccountFieldsRevised', causationId: `reconcile:${run}` });
    expect((last.data as RecordEventData).by).toBe('U2');
    const clean = await reconcile(reading, false);
    for (const t of clean.types) expect(t).toMatchObject({ missingHere: 0, missingThere: 0, differing: 0 });
    expect((await lastReport(gateway.database.pool))!.run).toBe(clean.run);
  });

  it('counts what was changed after the last look as not read yet, not as drift', async () => {
    await synced();
    await hosted.person('U2', 'account', 'A1', { industry: 'Rail' });
    const { types } = await reconcile(reading, true);
    expect(types.find((t) => t.type === 'account')).toMatchObject({ differing: 0, notReadYet: 1 });
  });

  it('takes a record that was hidden for a night as gone, and brings it back once it is seen again', async () => {
    await synced();
    hidden.add('A2');
    await reconcile(reading, false);
    expect(await rows(`select deleted from crm.account where id = 'A2'`)).toEqual([{ deleted: true }]);
    hidden.clear();
    const { types } = await reconcile(reading, false);
    expect(types.find((t) => t.type === 'account')).toMatchObject({ missingHere: 1 });
    expect(await rows(`select industry, deleted from crm.account where id = 'A2'`)).toEqual([
      { industry: 'Steel', deleted: false },
    ]);
    hidden.add('A2');
    await rows(`insert into gateway.sync_hint values ('account', 'A2')`);
    await synced();
    expect(await rows(`select deleted from crm.account where id = 'A2'`)).toEqual([{ deleted: true }]);
    hidden.clear();
    await rows(`insert into gateway.sync_hint values ('account', 'A2')`);
    await synced();
    expect(await rows(`select deleted from crm.account where id = 'A2'`)).toEqual([{ deleted: false }]);
  });

  it('says that a record is missing here which the CRM shows, though its deletion was told with a later time', async () => {
    await synced();
    await rows(`update crm.account set deleted = true where id = 'A2'`);
    await rows(`update gateway.synced set changed_at = now() where record_id = 'A2'`);
    await rows(`update gateway.sync set caught_up_at = now()`);
    const { types } = await reconcile(reading, true);
    expect(types.find((t) => t.type === 'account')).toMatchObject({
      missingHere: 1,
      examples: [{ record: 'account/A2', what: 'missing-here' }],
    });
  });

  it('does not bring back what an erasure took away, and calls that no drift', async () => {
    await synced();
    const { store, sealer, database } = gateway;
    const erasure = new Erasure({ pool: database.pool, store, sealer, clock: TODAY, changed: () => undefined });
    await erasure.erase({ ref: 'contact/C1', by: 'U1', reason: 'asked for' });
    await hosted.person('U2', 'contact', 'C1', { title: 'CFO' });
    await synced();
    await rows(`update gateway.sync set caught_up_at = now()`);
    const { types } = await reconcile(reading, false);
    expect(types.find((t) => t.type === 'contact')).toMatchObject({ compared: 1, differing: 0 });
    expect(await rows('select name, email, title from crm.contact')).toEqual([
      { name: '[erased]', email: null, title: 'CFO' },
    ]);
  });

  it('waits until everything was read once, and runs once at a time', async () => {
    await expect(reconcile(reading, true)).rejects.toThrow(NotLoadedYet);
    await synced();
    const options = {
      hour: 0,
      timeZone: 'UTC',
      changed: () => undefined,
      onError: (error: unknown) => void failures.push(error),
    };
    const failures: unknown[] = [];
    const reconciler = new Reconciler(reading, locks, options);
    await reconciler.begin(false);
    await expect(reconciler.begin(false)).rejects.toThrow(ReconcileBusy);
    await reconciler.idle();
    hosted.faults.push({ call: 'backfill', when: 'before', error: lostAnswer(false) });
    await reconciler.begin(false);
    await reconciler.idle();
    expect(failures).toHaveLength(1);
    expect(await reconciler.isRunning()).toBe(false);
  });

  it('is diagnosed with what holds it up and how to mend it', async () => {
    const { pool } = gateway.database;
    const at = async () => diagnose(pool, 'hosted', hosted, new Date());
    expect(await at()).toMatchObject({
      state: 'warning',
      probes: [{ name: 'changes are read', found: 'not begun' }, {}],
    });
    await synced();
    expect(await at()).toMatchObject({ state: 'ok' });
    await missed();
    await reconcile(reading, true);
    expect(await at()).toMatchObject({
      state: 'warning',
      probes: [{}, {}, { found: expect.stringMatching(/^3 records differed/) }],
    });
    const probes = [
      { name: 'scope', state: 'failed' as const, found: 'may not read deals', remedy: 'add crm.objects.deals.read' },
    ];
    const connector = Object.assign(Object.create(hosted) as HostedCrmForTests, {
      probes: async () => Promise.resolve(probes),
    });
    expect(await diagnose(pool, 'hosted', connector, new Date())).toMatchObject({
      state: 'failed',
      probes: [{ name: 'scope' }, {}, {}, {}],
    });
  });
});

/** A CRM that shows some records to others and not to us. */
function hiding(hosted: HostedCrmForTests, hidden: ReadonlySet<string>): CrmConnector {
  const shown = ({ id }: { id: string }): boolean => !hidden.has(id);
  return Object.assign(Object.create(hosted) as HostedCrmForTests, {
    async backfill(type: RecordType, cursor: string | null): Promise<StatePage> {
      const page = await hosted.backfill(type, cursor);
      return { ...page, states: page.states.filter(shown) };
    },
    async read(type: RecordType, ids: readonly string[]): Promise<Map<string, RecordState>> {
      return hosted.read(
        type,
        ids.filter((id) => shown({ id })),
      );
    },
  });
}

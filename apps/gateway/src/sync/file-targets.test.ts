import { withFileTargets, type RecordState } from '@salesagent/crm';
import { gatewayDatabase, TODAY, type GatewayDatabase } from '../../testing/gateway-database';
import { HostedCrmForTests } from '../../testing/hosted-crm';
import { SessionLocks } from '../session-locks';
import { CopyFollower } from './copy-follower';
import { reconcile } from './reconcile';
import { syncState } from './sync-state';

const target = (amount: number, from: string): RecordState => ({
  ...{ type: 'target', id: `U1-${from}`, changedAt: new Date(), by: 'import', ours: false, state: 'live' },
  fields: { ownerId: 'U1', periodStart: from, periodEnd: '2026-12-31', amount, currency: 'EUR' },
});

describe('targets that stand in the mapping file', () => {
  let gateway: GatewayDatabase;
  let hosted: HostedCrmForTests;
  let locks: SessionLocks;

  beforeEach(async () => {
    gateway = await gatewayDatabase();
    hosted = await HostedCrmForTests.start();
    locks = new SessionLocks(gateway.database.pool);
    await hosted.person('U1', 'person', 'U1', { name: 'Ada Ash' });
  });
  afterEach(async () => {
    await locks.close();
    await hosted.drop();
    await gateway.drop();
  });

  it('are in the copy like those of a CRM, and those alone that still stand there', async () => {
    let targets = [target(100, '2026-07-01'), target(200, '2026-10-01')];
    const { pool } = gateway.database;
    const reading = { pool, connector: withFileTargets(hosted, () => targets), clock: TODAY, crm: 'hosted' };
    const options = { pollMs: 1_000, changed: () => undefined, onError: () => undefined };
    const sync = new CopyFollower(reading, locks, options);
    while ((await sync.step()) || (await syncState(pool)).phase !== 'following');
    const held = async () =>
      (await pool.query('select id, amount::int, deleted from crm.target order by id')).rows as unknown[];
    expect(await held()).toEqual([
      { id: 'U1-2026-07-01', amount: 100, deleted: false },
      { id: 'U1-2026-10-01', amount: 200, deleted: false },
    ]);
    targets = [target(150, '2026-07-01')];
    await reconcile(reading, false);
    await reconcile(reading, false);
    expect(await held()).toEqual([
      { id: 'U1-2026-07-01', amount: 150, deleted: false },
      { id: 'U1-2026-10-01', amount: 200, deleted: true },
    ]);
    await gateway.follow();
    const events = await gateway.store.read('target/U1-2026-07-01');
    expect(events.map((event) => event.type)).toEqual(['TargetSet', 'TargetFieldsRevised']);
  });
});

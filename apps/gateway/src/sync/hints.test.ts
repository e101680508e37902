import { hostedScene } from '../../testing/hosted-scene';
import { readHinted } from './follow';
import { syncState } from './sync-state';

/** More than are read at a time. */
const MANY = 210;

describe('records that somebody named', () => {
  const scene = hostedScene((crm) => crm.person('U1', 'account', 'A1', { name: 'Acme' }));
  const { rows } = scene;
  const read = async (): Promise<void> => {
    const { gateway, hosted } = scene.parts();
    const { pool } = gateway.database;
    await readHinted(pool, hosted, (await syncState(pool)).run!);
  };

  it('are read in turn, also while many are set aside again and again', async () => {
    const { hosted } = scene.parts();
    // A creation of ours of which it is not known whether it happened: what looks like it waits for it.
    await rows(
      `insert into gateway.hosted_write (key, action_id, purpose, ordinal, record_type, record_id, operation, plan, state)
       values ('k', 'a', 'execute', 0, 'account', 'new', 'create', '{"set": {"name": "Same"}}', 'sent')`,
    );
    for (let n = 0; n < MANY; n += 1) await hosted.person('U1', 'account', `N${n}`, { name: 'Same' });
    await hosted.person('U1', 'account', 'Z1', { name: 'Other' });
    await rows(`insert into gateway.sync_hint select 'account', 'N' || n from generate_series(0, ${MANY - 1}) n`);
    await rows(`insert into gateway.sync_hint values ('account', 'Z1')`);
    await read();
    await read();
    expect(await rows(`select id from crm.account where id <> 'A1'`)).toEqual([{ id: 'Z1' }]);
    expect(await rows('select count(*)::int as n from gateway.sync_hint')).toEqual([{ n: MANY }]);
  });
});

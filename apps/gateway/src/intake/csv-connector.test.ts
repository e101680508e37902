import { PostgresCrm, writeRecord, type ExportFile, type RecordState } from '@salesagent/crm';
import { csvWorld, ExportingCrm, readingContract } from '@salesagent/crm/testing';
import { everythingVisible } from '@salesagent/event-store/testing';
import { gatewayDatabase, type GatewayDatabase } from '../../testing/gateway-database';

const can = {
  merges: { cannot: 'files tell what there is, not what became of what' },
  deletions: { cannot: 'an export may hold a part of the records, so what it leaves out stays as it was' },
  remote: { cannot: 'files are read; nothing is written back into them' },
} as const;

readingContract('CSV', can, async () => {
  const gateway = await gatewayDatabase();
  const { pool } = gateway.database;
  return csvWorld({
    ...{ pool, load: (files) => load(gateway, files) },
    settle: () => everythingVisible(pool),
    stop: () => gateway.drop(),
  });
});

/** As `POST /imports` does, to the end. */
async function load(gateway: GatewayDatabase, files: readonly ExportFile[]): Promise<void> {
  const status = await gateway.load(Object.fromEntries(files.map(({ name, content }) => [name, content])));
  if (status.state !== 'completed') throw new Error(status.error ?? `the import is ${status.state}`);
}

describe('a file that is loaded again', () => {
  let gateway: GatewayDatabase;
  let crm: PostgresCrm;
  let source: ExportingCrm;
  beforeEach(async () => {
    gateway = await gatewayDatabase();
    crm = new PostgresCrm(gateway.database.pool);
    source = new ExportingCrm();
  });
  afterEach(() => gateway.drop());

  const loaded = () => load(gateway, source.files());
  /** After everything so far, whatever else runs on this server. */
  const positionNow = async (): Promise<string> => {
    await everythingVisible(gateway.database.pool);
    return crm.position();
  };
  const changesAfter = async (cursor: string): Promise<RecordState[]> => {
    await everythingVisible(gateway.database.pool);
    return (await crm.changesSince(cursor)).states;
  };
  /** As a person does in our own CRM. */
  const entered = (id: string, city: string) =>
    crm.transact({ by: 'person-1', cause: 'edit' }, (client) =>
      writeRecord(client, { type: 'account', id, operation: 'update', set: { city } }),
    );
  const cityOf = async (id: string) => (await crm.find('account', id))?.fields.city;

  it('gives every record of a large one once, over pages that can be gone on from', async () => {
    const ids = Array.from({ length: 2_500 }, (_, n) => source.add('account', { name: `Company ${n}` }));
    await loaded();
    const read: string[] = [];
    const sizes: number[] = [];
    for (let [cursor, more]: [string | null, boolean] = [null, true]; more;) {
      const page = await crm.backfill('account', cursor);
      expect((await crm.backfill('account', cursor)).states).toEqual(page.states);
      read.push(...page.states.map(({ id }) => id));
      sizes.push(page.states.length);
      ({ cursor, more } = page);
    }
    expect(sizes.length).toBeGreaterThan(1);
    expect(read.toSorted()).toEqual(ids.toSorted());
  });

  it('tells exactly what it changed', async () => {
    const [moved, emptied] = [
      source.add('account', { name: 'Moved', city: 'Graz' }),
      source.add('account', { name: 'Emptied', city: 'Linz' }),
    ];
    for (let n = 0; n < 20; n += 1) source.add('account', { name: `Same ${n}`, city: 'Wels' });
    await loaded();
    const position = await positionNow();
    source.change('account', moved, { city: 'Wien' });
    source.change('account', emptied, { city: null });
    const added = source.add('account', { name: 'Added', city: 'Steyr' });
    await loaded();
    const told = (await changesAfter(position)).map(({ id, fields, state }) => [id, fields['city'], state]);
    expect(told.toSorted()).toEqual(
      [
        [moved, 'Wien', 'live'],
        [emptied, null, 'live'],
        [added, 'Steyr', 'live'],
      ].toSorted(),
    );
  });

  it('puts nothing older over what a person has entered since, until it says something new', async () => {
    const id = source.add('account', { name: 'Held', city: 'Graz' });
    await loaded();
    await entered(id, 'Krems');
    const position = await positionNow();
    await loaded();
    expect(await changesAfter(position)).toEqual([]);
    expect(await cityOf(id)).toBe('Krems');
    source.change('account', id, { city: 'Wien' });
    await loaded();
    expect(await cityOf(id)).toBe('Wien');
  });

  it('leaves alone what it no longer holds, and does not bring back what was deleted here', async () => {
    const [left, deleted] = [source.add('account', { name: 'Left out' }), source.add('account', { name: 'Deleted' })];
    source.add('account', { name: 'Stays' });
    await loaded();
    await crm.transact({ by: 'person-1', cause: 'edit' }, (client) => crm.remove(client, 'account', deleted));
    const position = await positionNow();
    source.drop('account', left);
    await loaded();
    expect(await changesAfter(position)).toEqual([]);
    expect(await crm.find('account', left)).not.toBeNull();
    source.change('account', deleted, { city: 'Wien' });
    await loaded();
    expect(await crm.find('account', deleted)).toBeNull();
  });
});

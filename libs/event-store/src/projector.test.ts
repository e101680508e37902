import { anEvent, everythingVisible, logDatabase, type LogDatabase } from '../testing';
import { subscribe, Projector } from './projector';

describe('a follower of the log', () => {
  let log: LogDatabase;
  beforeAll(async () => {
    log = await logDatabase();
    await log.database.pool.query('create table seen (name text, id text, primary key (name, id))');
  });
  afterAll(() => log.drop());

  const write =
    (name: string): ConstructorParameters<typeof Projector>[1]['handler'] =>
    async (events, client) => {
      await client.query('insert into seen select $1, unnest($2::text[])', [name, events.map((event) => event.id)]);
    };
  const seen = async (name: string): Promise<number> =>
    (await log.database.pool.query('select count(*)::int as n from seen where name = $1', [name])).rows[0].n as number;
  const settled = async (projector: Projector): Promise<void> => {
    await everythingVisible(log.database.pool);
    while (!(await projector.caughtUp())) await new Promise((resolve) => setTimeout(resolve, 5));
  };

  it('starts at the beginning and goes on where it stopped', async () => {
    await log.store.append('a', 'none', [anEvent(), anEvent()]);
    const first = subscribe(log.store, 'resumed', write('resumed'));
    await settled(first);
    await first.stop();
    await log.store.append('a', 2, [anEvent()]);
    const second = subscribe(log.store, 'resumed', write('resumed'));
    await settled(second);
    await second.stop();
    expect(await seen('resumed')).toBe(3);
  });

  it('tries a batch again whose handler failed, and leaves nothing of the failed try', async () => {
    let failures = 0;
    const projector = new Projector(log.store, {
      name: 'failing',
      onError: () => (failures += 1),
      handler: async (events, client) => {
        await write('failing')(events, client);
        if (failures < 2) throw new Error('not yet');
      },
    });
    projector.start();
    await settled(projector);
    await projector.stop();
    expect(failures).toBe(2);
    expect(await seen('failing')).toBe(3);
  });

  it('works in one process at a time when several carry the same name', async () => {
    const batches = Array.from({ length: 40 }, (_, n) => log.store.append(`p/${n}`, 'none', [anEvent()]));
    const two = ['one', 'two'].map(
      () => new Projector(log.store, { name: 'shared', batchSize: 3, handler: write('shared') }),
    );
    for (const projector of two) projector.start();
    await Promise.all(batches);
    await settled(two[0]!);
    for (const projector of two) await projector.stop();
    expect(await seen('shared')).toBe(43); // the primary key would have refused any of them twice
  });
});

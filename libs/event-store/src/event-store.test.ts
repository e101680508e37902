import { type LogDatabase, anEvent, everythingVisible, logDatabase } from '../testing';
import { ConcurrencyError, StreamNotLockedError } from './errors';
import type { Cursor, StoredEvent } from './types';

describe('the event store', () => {
  let log: LogDatabase;
  beforeAll(async () => {
    log = await logDatabase({ upcasters: { Renamed: { 1: (data) => ({ title: (data as { name: string }).name }) } } });
  });
  afterAll(() => log.drop());

  it('gives back what was appended, as it was', async () => {
    const event = anEvent({ data: { b: 1, a: ['ü', null, 1.5] }, traceparent: '00-abc-def-01', actor: 'person/7' });
    const result = await log.store.append('round/trip', 'none', [event]);
    expect(result).toEqual({ stream: 'round/trip', version: 1, appended: 1, duplicates: [] });
    const [stored] = await log.store.read('round/trip');
    expect(stored).toMatchObject({ ...event, version: 1, stream: 'round/trip', streamVersion: 1, sequence: 1 });
    expect(stored?.recordedAt).toBeInstanceOf(Date);
  });

  it('reads a stream from a version on', async () => {
    await log.store.append('from/version', 'none', [anEvent(), anEvent(), anEvent()]);
    const events = await log.store.read('from/version', 2);
    expect(events.map((event) => event.streamVersion)).toEqual([2, 3]);
  });

  it('appends once however often a cause is retried', async () => {
    const events = [anEvent(), anEvent()];
    await log.store.append('retried', 'none', events);
    const again = await log.store.append('retried', 'none', events);
    expect(again).toEqual({ stream: 'retried', version: 2, appended: 0, duplicates: events.map((event) => event.id) });
    expect(await log.store.read('retried')).toHaveLength(2);
  });

  it('refuses a decision made on an older version, and says where the stream is', async () => {
    await log.store.append('decided', 'none', [anEvent()]);
    await log.store.append('decided', 1, [anEvent()]);
    const stale = log.store.append('decided', 1, [anEvent()]);
    await expect(stale).rejects.toThrow(ConcurrencyError);
    await expect(stale).rejects.toMatchObject({ stream: 'decided', expected: 1, actual: 2 });
  });

  it('writes log and view together or not at all', async () => {
    await log.database.pool.query('create table if not exists view_of_it (n int)');
    const failing = log.store.transact(['together'], async (tx) => {
      await tx.append('together', 'none', [anEvent()]);
      await tx.client.query('insert into view_of_it values (1)');
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    expect(await log.store.read('together')).toEqual([]);
    expect((await log.database.pool.query('select * from view_of_it')).rows).toEqual([]);
  });

  it('appends only to streams that were locked when the transaction began', async () => {
    const sneaking = log.store.transact(['named'], (tx) => tx.append('not-named', 'any', [anEvent()]));
    await expect(sneaking).rejects.toThrow(StreamNotLockedError);
  });

  it('sees its own appends inside the transaction', async () => {
    const versions = await log.store.transact(['own'], async (tx) => {
      await tx.append('own', 'none', [anEvent()]);
      await tx.append('own', 1, [anEvent()]);
      return (await tx.read('own')).map((event) => event.streamVersion);
    });
    expect(versions).toEqual([1, 2]);
  });

  it('reads old versions as the newest', async () => {
    await log.store.append('renamed', 'none', [anEvent({ type: 'Renamed', version: 1, data: { name: 'x' } })]);
    expect((await log.store.read('renamed'))[0]).toMatchObject({ version: 2, data: { title: 'x' } });
  });

  it('hides from followers whatever was committed after a transaction that still runs', async () => {
    await everythingVisible(log.database.pool);
    const before = await log.store.tail();
    const slow = await log.database.pool.connect();
    try {
      await slow.query('begin');
      await slow.query('select pg_current_xact_id()'); // an older transaction, not yet committed
      await log.store.append('hidden', 'none', [anEvent()]);
      expect(await log.store.readAll(before, 10)).toEqual([]);
      await slow.query('commit');
    } finally {
      slow.release();
    }
    await everythingVisible(log.database.pool);
    expect((await log.store.readAll(before, 10)).map((event) => event.stream)).toEqual(['hidden']);
  });

  it('loads an import of many thousand streams in one call', async () => {
    await everythingVisible(log.database.pool);
    const before = await log.store.tail();
    const batches = Array.from({ length: 3_000 }, (_, n) => ({
      stream: `import/${n}`,
      expected: 'none' as const,
      events: [anEvent(), anEvent({ type: 'InternalNote' }), anEvent()],
    }));
    await log.store.appendMany(batches);
    await everythingVisible(log.database.pool);
    const all: StoredEvent[] = [];
    for (let after: Cursor | null = before; ;) {
      const page = await log.store.readAll(after, 1_000);
      if (page.length === 0) break;
      all.push(...page);
      after = page.at(-1)!.cursor;
    }
    expect(all.map((event) => event.id)).toEqual(batches.flatMap((batch) => batch.events.map((event) => event.id)));
    expect(all.slice(0, 3).map((event) => event.sequence)).toEqual([1, null, 2]);
    const again = await log.store.appendMany(batches);
    expect(again.every((result) => result.appended === 0)).toBe(true);
  });

  it('joins a transaction that somebody else began and commits', async () => {
    const client = await log.database.pool.connect();
    try {
      await client.query('begin');
      await log.store.join(client, ['joined'], (tx) => tx.append('joined', 'none', [anEvent()]));
      await client.query('rollback');
      expect(await log.store.read('joined')).toEqual([]);
      await client.query('begin');
      await log.store.join(client, ['joined'], (tx) => tx.append('joined', 'none', [anEvent()]));
      await client.query('commit');
    } finally {
      client.release();
    }
    expect(await log.store.read('joined')).toHaveLength(1);
  });
});

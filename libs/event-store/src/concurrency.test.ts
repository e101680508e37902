import { anEvent, everythingVisible, logDatabase, type LogDatabase } from '../testing';
import { Projector } from './projector';
import type { Cursor, StoredEvent } from './types';

const WRITERS = 16;
const APPENDS = 1_000;
const STREAMS = 50;

describe('1,000 appends by 16 writers to 50 streams while readers follow', () => {
  let log: LogDatabase;
  const followed: StoredEvent[][] = [[], [], []];
  const projected: string[] = [];
  let projector: Projector | undefined;

  beforeAll(async () => {
    log = await logDatabase({ poolSize: WRITERS + 6 });
    let writing = true;
    const readers = followed.map(async (seen) => {
      for (let after: Cursor | null = null; ;) {
        const ended = !writing;
        const page: StoredEvent[] = await log.store.readAll(after, 37);
        seen.push(...page);
        after = page.at(-1)?.cursor ?? after;
        if (ended && page.length === 0) return;
      }
    });
    projector = new Projector(log.store, {
      name: 'projected',
      batchSize: 50,
      handler: (events) => {
        projected.push(...events.map((event) => event.id));
        return Promise.resolve();
      },
    });
    projector.start();
    let next = 0;
    const writers = Array.from({ length: WRITERS }, async () => {
      for (let n = next++; n < APPENDS; n = next++) {
        const first = `stream/${n % STREAMS}`;
        const second = `stream/${(n * 7 + 3) % STREAMS}`;
        // A third of the appends touch two streams, named in either order, and linger between the two.
        if (n % 3 === 0 && first !== second) {
          await log.store.transact([first, second], async (tx) => {
            await tx.append(first, 'any', [anEvent({ data: { n } })]);
            await tx.client.query('select pg_sleep(0.001)');
            await tx.append(second, 'any', [anEvent({ type: 'InternalNote', data: { n } })]);
          });
        } else {
          await log.store.append(first, 'any', [anEvent({ data: { n } })]);
        }
      }
    });
    await Promise.all(writers);
    await everythingVisible(log.database.pool);
    writing = false;
    await Promise.all(readers);
    while (!(await projector.caughtUp())) await new Promise((resolve) => setTimeout(resolve, 10));
  });
  afterAll(async () => {
    await projector?.stop();
    await log.drop();
  });

  const table = async (): Promise<{ id: string; stream: string; stream_version: number; sequence: string }[]> =>
    (
      await log.database.pool.query(
        `select id, stream, stream_version, case when integration then sequence end as sequence
         from service.event order by event.transaction_id, position`,
      )
    ).rows;

  it('stores every one', async () => {
    const n = Array.from({ length: APPENDS }, (_, i) => i).filter(
      (i) => i % 3 === 0 && i % STREAMS !== (i * 7 + 3) % STREAMS,
    ).length;
    expect(await table()).toHaveLength(APPENDS + n);
  });

  it('numbers every stream without gap or duplicate, and its integration events likewise', async () => {
    const { rows } = await log.database.pool.query(
      `select stream from service.event group by stream
       having max(stream_version) <> count(*) or min(stream_version) <> 1
         or max(sequence) filter (where integration) <> count(*) filter (where integration)
         or count(distinct sequence) filter (where integration) <> count(*) filter (where integration)`,
    );
    expect(rows).toEqual([]);
  });

  it('never inverts a stream in the order in which followers read', async () => {
    const versions = new Map<string, number>();
    for (const row of await table()) {
      expect(row.stream_version).toBe((versions.get(row.stream) ?? 0) + 1);
      versions.set(row.stream, row.stream_version);
    }
  });

  it('shows each reader exactly the table, in order', async () => {
    const ids = (await table()).map((row) => row.id);
    for (const seen of followed) expect(seen.map((event) => event.id)).toEqual(ids);
  });

  it('hands a follower that stores its cursor every event once', async () => {
    expect(projected).toEqual((await table()).map((row) => row.id));
  });
});

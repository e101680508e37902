import { testDatabase, type TestDatabase } from '@salesagent/servers/testing';
import { SessionLocks } from './session-locks';

describe('locks over processes', () => {
  let database: TestDatabase;
  let one: SessionLocks;
  let other: SessionLocks;

  beforeEach(async () => {
    database = await testDatabase();
    one = new SessionLocks(database.pool);
    other = new SessionLocks(database.pool);
  });
  afterEach(async () => {
    await Promise.all([one.close(), other.close()]);
    await database.drop();
  });

  it('hold each name once, in one process as over two', async () => {
    const held = await one.tryLock(['a', 'b']);
    expect(await Promise.all([one.tryLock(['b', 'c']), other.tryLock(['a', 'c'])])).toEqual([null, null]);
    // What was not got as a whole is not kept in part.
    const free = await other.tryLock(['c']);
    expect(free).not.toBeNull();
    await held!.release();
    const [mine, theirs] = await Promise.all([one.tryLock(['a']), other.tryLock(['b'])]);
    expect([mine, theirs]).not.toContain(null);
  });

  it('are free for others when the process that held them is gone, and it knows', async () => {
    const held = await one.tryLock(['a']);
    await database.pool.query(
      `select pg_terminate_backend(pid) from pg_locks
       where locktype = 'advisory' and pid <> pg_backend_pid()
         and database = (select oid from pg_database where datname = current_database())`,
    );
    const taken = await other.lock(['a'], 10_000);
    expect(taken).not.toBeNull();
    while (!held!.lost()) await new Promise((resolve) => setTimeout(resolve, 5));
    await held!.release();
    expect(await one.tryLock(['a'])).toBeNull();
    expect(await one.tryLock(['b'])).not.toBeNull();
  });

  it('let exactly one of many through at a time', async () => {
    let [inside, most, done] = [0, 0, 0];
    await Promise.all(
      [one, other, one, other, one, other].map(async (locks) => {
        for (let n = 0; n < 10; n += 1) {
          const held = (await locks.lock(['a'], 60_000))!;
          most = Math.max(most, (inside += 1));
          await new Promise((resolve) => setImmediate(resolve));
          inside -= 1;
          done += 1;
          await held.release();
        }
      }),
    );
    expect({ most, done }).toEqual({ most: 1, done: 60 });
  });
});

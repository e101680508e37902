import { testDatabase, type TestDatabase } from '@salesagent/servers/testing';
import { Pool } from 'pg';
import { vaultDdl, vaultGrants } from './ddl';
import { QUARANTINE_SECONDS, Sealer } from './sealer';
import { Tombstones } from './tombstones';

describe('personal values', () => {
  let database: TestDatabase;
  let sealer: Sealer;
  const stranger = (): string => `stranger_${database.name}`;

  beforeAll(async () => {
    database = await testDatabase();
    await database.pool.query(`${vaultDdl()} create role ${stranger()} login password 'secret'`);
    sealer = new Sealer(database.pool);
  });
  afterAll(async () => {
    await database.pool.query(`drop owned by ${stranger()}; drop role ${stranger()}`);
    await database.drop();
  });

  it('come back as they were, in order, many at once', async () => {
    const items = Array.from({ length: 500 }, (_, n) => ({
      subject: `contact/${n % 50}`,
      eventId: `event-${n}`,
      value: n % 3 === 0 ? '' : `Zoë "${n}" 👋`,
    }));
    const sealed = await sealer.sealMany(items);
    expect(JSON.stringify(sealed)).not.toContain('Zoë');
    expect(await sealer.openMany(sealed)).toEqual(items.map((item) => item.value));
    const { rows } = await database.pool.query('select count(*)::int as n from vault.key');
    expect(rows).toEqual([{ n: 50 }]);
  });

  it('look different each time they are sealed', async () => {
    const [one, two] = await sealer.sealMany([
      { subject: 'contact/1', eventId: 'e', value: 'same' },
      { subject: 'contact/1', eventId: 'e', value: 'same' },
    ]);
    expect(one?.data).not.toBe(two?.data);
  });

  it('are the same again where that was asked for, and only for the same words of the same event', async () => {
    const one = { subject: 'contact/1', eventId: 'edit/1', value: 'Call Ada', repeatable: true };
    const sealed = await sealer.sealMany([one, one, { ...one, value: 'Call Eve' }, { ...one, eventId: 'edit/2' }]);
    expect(sealed[1]).toEqual(sealed[0]);
    expect(new Set(sealed.map(({ iv }) => iv)).size).toBe(3);
    expect(await sealer.openMany(sealed)).toEqual(['Call Ada', 'Call Ada', 'Call Eve', 'Call Ada']);
  });

  it('open from anywhere inside a JSON value, which is left as it was otherwise', async () => {
    const name = await sealer.seal('contact/deep', 'e1', 'Ada');
    const note = await sealer.seal('text/deep', 'e1', 'call her');
    const value = { recordId: '7', set: { name, list: [note, 1, null] }, at: '2017-01-01' };
    expect(await sealer.openDeep(value)).toEqual({
      recordId: '7',
      set: { name: 'Ada', list: ['call her', 1, null] },
      at: '2017-01-01',
    });
  });

  it.each([
    ['another subject', { subject: 'contact/1' }],
    ['another event', { event: 'other' }],
    ['other data', { data: Buffer.from('zzz').toString('base64') }],
  ])('do not open when moved to %s', async (_what, change) => {
    const sealed = await sealer.seal('contact/2', 'mine', 'abc');
    await expect(sealer.open({ ...sealed, ...change })).rejects.toThrow();
  });

  it('are gone everywhere once the subject is erased, while others stay', async () => {
    const [erased, kept] = await sealer.sealMany([
      { subject: 'contact/erased', eventId: 'e', value: 'gone' },
      { subject: 'contact/kept', eventId: 'e', value: 'here' },
    ]);
    expect(await sealer.erase('contact/erased')).toBe(1);
    expect(await sealer.openMany([erased!, kept!])).toEqual([null, 'here']);
    expect(await new Sealer(database.pool).open(erased!)).toBeNull();
    const { rows } = await database.pool.query(`select key, erased_at from vault.key where subject = 'contact/erased'`);
    expect(rows).toEqual([{ key: null, erased_at: expect.any(Date) }]);
  });

  it('stay closed when a process that had opened them seals them again right after the erasure', async () => {
    const other = new Sealer(database.pool);
    await sealer.seal('contact/raced', 'e1', 'remembered');
    await sealer.erase('contact/raced');
    const again = await other.seal('contact/raced', 'e2', 'remembered');
    expect(await new Sealer(database.pool).openEach([again])).toEqual([{ state: 'erased' }]);
    const { rows } = await database.pool.query(
      `select from vault.key where subject = 'contact/raced' and key is not null`,
    );
    expect(rows).toEqual([]);
  });

  it('of a subject that comes back after being erased get a new key, and the old ones stay closed', async () => {
    const before = await sealer.seal('contact/returns', 'e1', 'old');
    await sealer.erase('contact/returns');
    await database.pool.query(
      `update vault.key set erased_at = now() - make_interval(secs => $1) where subject = 'contact/returns'`,
      [QUARANTINE_SECONDS],
    );
    const after = await sealer.seal('contact/returns', 'e2', 'new');
    expect(after.keyVersion).toBe(before.keyVersion + 1);
    expect(await sealer.openMany([before, after])).toEqual([null, 'new']);
  });

  it('say why they do not open', async () => {
    const [erased, kept] = await sealer.sealMany([
      { subject: 'contact/why', eventId: 'e', value: 'gone' },
      { subject: 'contact/still', eventId: 'e', value: 'here' },
    ]);
    await sealer.erase('contact/why');
    const values = [erased!, kept!, { ...kept!, keyVersion: 9 }, { ...kept!, event: 'other' }];
    expect(await sealer.openEach(values)).toEqual([
      { state: 'erased' },
      { state: 'open', value: 'here' },
      { state: 'unknown' },
      { state: 'altered' },
    ]);
  });

  it('of free text are linked to everyone in it, once', async () => {
    const text = { subject: 'text/activity/A1', value: 'Ada met Bo', about: ['contact/ada', 'contact/bo'] };
    await sealer.sealMany([
      { ...text, eventId: 'e1' },
      { ...text, eventId: 'e2' },
    ]);
    const { rows } = await database.pool.query('select text_subject, person from vault.text_person order by person');
    expect(rows).toEqual([
      { text_subject: 'text/activity/A1', person: 'contact/ada' },
      { text_subject: 'text/activity/A1', person: 'contact/bo' },
    ]);
  });

  it('are forgotten by other processes within the time that keys are cached', async () => {
    let now = 0;
    const other = new Sealer(database.pool, { cacheSeconds: 60, now: () => now });
    const sealed = await sealer.seal('contact/cached', 'e', 'still here');
    expect(await other.open(sealed)).toBe('still here');
    await sealer.erase('contact/cached');
    now = 59_000;
    expect(await other.open(sealed)).toBe('still here');
    now = 60_001;
    expect(await other.open(sealed)).toBeNull();
  });

  it('stay closed to a role without the right, and open to one that has it', async () => {
    const sealed = await sealer.seal('contact/guarded', 'e', 'private');
    const pool = new Pool({ connectionString: database.as(stranger(), 'secret') });
    try {
      expect(await new Sealer(pool).open(sealed)).toBeNull();
      await database.pool.query(vaultGrants(stranger(), 'open'));
      expect(await new Sealer(pool).open(sealed)).toBe('private');
      await expect(new Sealer(pool).seal('contact/new', 'e', 'x')).rejects.toThrow(/permission denied/);
    } finally {
      await pool.end();
    }
  });

  it('get one key when two processes seal a new subject at once', async () => {
    const sealers = Array.from({ length: 5 }, () => new Sealer(database.pool));
    const sealed = await Promise.all(sealers.map((one) => one.seal('contact/race', 'e', 'v')));
    expect(await sealer.openMany(sealed)).toEqual(['v', 'v', 'v', 'v', 'v']);
    expect(new Set(sealed.map((value) => value.keyVersion))).toEqual(new Set([1]));
  });

  it('leave a tombstone that knows the person again and tells nothing by itself', async () => {
    const client = await database.pool.connect();
    try {
      await (
        await Tombstones.load(client)
      ).add(client, 'contact/C9', [
        { kind: 'record', value: 'contact/C9' },
        { kind: 'email', value: 'Zoe@Example.com' },
      ]);
    } finally {
      client.release();
    }
    const tombstones = await Tombstones.load(database.pool);
    expect(tombstones.recordOf({ kind: 'email', value: ' zoe@example.COM ' })).toBe('contact/C9');
    expect(tombstones.recordOf({ kind: 'email', value: 'someone@example.com' })).toBeUndefined();
    const { rows } = await database.pool.query('select encode(hash, $1) as hash from vault.tombstone', ['escape']);
    expect(JSON.stringify(rows)).not.toMatch(/zoe/i);
  });

  it('leave tombstones that are read once for as long as nobody else is erased', async () => {
    const add = async (ref: string, ending: 'commit' | 'rollback'): Promise<void> => {
      const client = await database.pool.connect();
      try {
        await client.query('begin');
        const tombstones = await Tombstones.current(client);
        await tombstones.add(client, ref, [{ kind: 'record', value: ref }]);
        await client.query(ending);
      } finally {
        client.release();
      }
    };
    const knows = (tombstones: Tombstones, value: string) => tombstones.recordOf({ kind: 'record', value });
    await add('contact/C10', 'commit');
    const before = await Tombstones.current(database.pool);
    expect(knows(before, 'contact/C10')).toBe('contact/C10');
    expect(await Tombstones.current(database.pool)).toBe(before);
    await add('contact/C11', 'commit');
    const after = await Tombstones.current(database.pool);
    expect(knows(after, 'contact/C11')).toBe('contact/C11');
    await add('contact/C12', 'rollback');
    await add('contact/C13', 'commit');
    const last = await Tombstones.current(database.pool);
    expect([knows(last, 'contact/C12'), knows(last, 'contact/C13')]).toEqual([undefined, 'contact/C13']);
  });

  it('cannot be cached for longer than a minute', () => {
    expect(() => new Sealer(database.pool, { cacheSeconds: 61 })).toThrow(/at most 60/);
  });
});

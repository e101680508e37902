import { testDatabase, type TestDatabase } from './index';

describe('a test file gets a database of its own', () => {
  let one: TestDatabase;
  let other: TestDatabase;

  beforeAll(async () => {
    [one, other] = await Promise.all([testDatabase(), testDatabase()]);
  });
  afterAll(() => Promise.all([one.drop(), other.drop()]));

  it('answers', async () => {
    const { rows } = await one.pool.query<{ name: string }>('select current_database() as name');
    expect(rows[0]?.name).toBe(one.name);
  });

  it('does not see what another file writes', async () => {
    await one.pool.query('create table note (text text)');
    const { rows } = await other.pool.query(`select to_regclass('note') as found`);
    expect(rows[0]).toEqual({ found: null });
  });

  it('speaks UTF-8 and compares text by code point, as a rebuild must on any machine', async () => {
    const { rows } = await one.pool.query(
      `select datcollate, pg_encoding_to_char(encoding) as encoding, datlocprovider, datlocale from pg_database where datname = current_database()`,
    );
    expect(rows[0]).toMatchObject({ encoding: 'UTF8', datlocprovider: 'b', datlocale: 'C.UTF-8' });
  });
});

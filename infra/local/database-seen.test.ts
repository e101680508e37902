import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testDatabase, type TestDatabase } from '@salesagent/servers/testing';
import { checkDatabase, noteDatabase } from './database-seen';
import { Home } from './home';
import { StartError } from './options';

describe('the database of a home', () => {
  const home = new Home(mkdtempSync(join(tmpdir(), 'database-seen-')));
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase();
  });
  afterAll(async () => {
    await database.drop();
    rmSync(home.folder, { recursive: true });
  });

  it('is taken as it is the first time, and while it only goes on', async () => {
    await checkDatabase(home, database.connectionString);
    await noteDatabase(home, database.connectionString);
    await database.pool.query('create table more as select generate_series(1, 1000)');
    await checkDatabase(home, database.connectionString);
  });

  it('is refused when it has got less far than before, with the way to say that it was put back', async () => {
    await noteDatabase(home, database.connectionString);
    const { log } = home.read<{ log: string }>('database-seen.json')!;
    home.write('database-seen.json', { log: String(BigInt(log) + 10n ** 12n) });
    const refused = checkDatabase(home, database.connectionString);
    await expect(refused).rejects.toThrow(StartError);
    await expect(refused).rejects.toThrow(/--restored/);
  });
});

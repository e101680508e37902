import { Pool } from 'pg';
import { busDdl, busGrants } from '@salesagent/bus';
import { migrate } from '@salesagent/platform';
import { PASSAGES_DDL } from '@salesagent/retrieval';
import { vaultDdl } from '@salesagent/sealing';
import { testDatabase, type TestDatabase } from '@salesagent/servers/testing';
import { schema } from '../schema';

export interface ConsoleDatabase {
  database: TestDatabase;
  /** Connection string and pool of the console's own role, with no more rights than it has in production. */
  url: string;
  pool: Pool;
  drop(): Promise<void>;
}

/** A migrated database as the console's role sees it. */
export async function consoleDatabase(): Promise<ConsoleDatabase> {
  const database = await testDatabase();
  await migrate({
    url: database.connectionString,
    services: [schema],
    shared: [
      { schema: 'bus', ddl: busDdl() },
      { schema: 'vault', ddl: vaultDdl() },
      { schema: 'passages', ddl: PASSAGES_DDL },
    ],
    grantsOf: (role) => [busGrants(role)],
    passwordOf: () => 'test',
  });
  const url = database.as('salesagent_console', 'test');
  const pool = new Pool({ connectionString: url, max: 5 });
  pool.on('error', () => undefined);
  return {
    database,
    url,
    pool,
    drop: async () => {
      await pool.end();
      await database.drop();
    },
  };
}

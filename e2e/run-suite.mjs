import { spawnSync } from 'node:child_process';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');

/**
 * Runs the files of a project of jest one after another, and ends as they end.
 *
 * @param {string[]} which what jest is told, `['e2e/crash', '--selectProjects', 'e2e']`
 * @param {Record<string, string>} settings environment variables that the suite reads
 */
export function runSuite(which, settings = {}) {
  const { status } = spawnSync(process.execPath, [join(root, 'node_modules/jest/bin/jest.js'), ...which, '-i'], {
    ...{ cwd: root, stdio: 'inherit' },
    env: { ...process.env, ...settings },
  });
  process.exit(status ?? 1);
}

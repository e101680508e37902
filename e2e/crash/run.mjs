// The whole crash matrix: every part, killed after every event.
import { spawnSync } from 'node:child_process';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const { status } = spawnSync(
  process.execPath,
  [join(root, 'node_modules/jest/bin/jest.js'), 'e2e/crash', '--selectProjects', 'e2e', '-i'],
  { cwd: root, stdio: 'inherit', env: { ...process.env, CRASH_MATRIX: 'full' } },
);
process.exit(status ?? 1);

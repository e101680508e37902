// The erasure of a person on each bus: where Kafka carries the events, and where the database does.
import { spawnSync } from 'node:child_process';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const { status } = spawnSync(
  process.execPath,
  [join(root, 'node_modules/jest/bin/jest.js'), 'e2e/personal-data', '--selectProjects', 'e2e', '-i'],
  { cwd: root, stdio: 'inherit', env: { ...process.env, ERASURE_BUSES: 'every' } },
);
process.exit(status ?? 1);

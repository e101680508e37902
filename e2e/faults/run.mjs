// `npm run test:faults -- [--bus kafka|postgres] [--full] [--seed N] [--kills N] [--events N] [--down SECONDS]`
import { spawnSync } from 'node:child_process';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const text = { type: 'string' };
const { values } = parseArgs({
  options: { bus: text, seed: text, kills: text, events: text, down: text, full: { type: 'boolean' } },
});
const settings = {
  ...(values.full ? { FAULTS_KILLS: '50' } : {}),
  ...Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      typeof value === 'string' ? [[`FAULTS_${name.toUpperCase()}`, value]] : [],
    ),
  ),
};
const { status } = spawnSync(
  process.execPath,
  [join(root, 'node_modules/jest/bin/jest.js'), '--selectProjects', 'faults', '-i'],
  { cwd: root, stdio: 'inherit', env: { ...process.env, ...settings } },
);
process.exit(status ?? 1);

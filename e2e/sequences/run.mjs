// `npm run test:sequences -- [--count N] [--seed N]`
import { spawnSync } from 'node:child_process';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const { values } = parseArgs({ options: { count: { type: 'string' }, seed: { type: 'string' } } });
for (const [name, value] of Object.entries(values))
  if (!/^[1-9]\d*$/.test(value)) {
    console.error(`--${name} ${value} is not a whole number above 0`);
    process.exit(2);
  }
const settings = {
  ...(values.count ? { SEQUENCES_COUNT: values.count } : {}),
  ...(values.seed ? { SEQUENCES_SEED: values.seed } : {}),
};
const { status } = spawnSync(
  process.execPath,
  [join(root, 'node_modules/jest/bin/jest.js'), 'e2e/sequences', '--selectProjects', 'drills', '-i'],
  { cwd: root, stdio: 'inherit', env: { ...process.env, ...settings } },
);
process.exit(status ?? 1);

// `npm run drill:backup -- [--bus kafka|postgres]`
import { spawnSync } from 'node:child_process';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const { values } = parseArgs({ options: { bus: { type: 'string' } } });
if (values.bus !== undefined && !['kafka', 'postgres'].includes(values.bus)) {
  console.error(`--bus ${values.bus} is no bus: kafka or postgres`);
  process.exit(2);
}
const { status } = spawnSync(
  process.execPath,
  [join(root, 'node_modules/jest/bin/jest.js'), 'e2e/backup', '--selectProjects', 'drills', '-i'],
  { cwd: root, stdio: 'inherit', env: { ...process.env, ...(values.bus ? { FAULTS_BUS: values.bus } : {}) } },
);
process.exit(status ?? 1);

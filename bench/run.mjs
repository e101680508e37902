// `npm run bench -- NAME`: compiles what changed, installs the peers it is measured beside, and runs one benchmark.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, '..');
/** What measures a started stack runs as it is; what measures libraries is compiled with them. */
const programs = (name) => [join(here, name, `${name}.mjs`), join(here, name, `${name}.ts`)];
const names = readdirSync(here).filter((name) => programs(name).some(existsSync));

const [name, ...parameters] = process.argv.slice(2);
if (!names.includes(name)) {
  console.error(`Which benchmark? npm run bench -- NAME, with NAME one of: ${names.join(', ')}`);
  process.exit(2);
}
run(process.execPath, [join(root, 'infra/local/build.mjs'), 'code']);
if (!existsSync(join(here, 'peers/node_modules'))) {
  run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--prefix', join(here, 'peers')]);
}
const [script] = programs(name);
const program = existsSync(script) ? script : join(root, 'dist/bench', name, `${name}.js`);
run(process.execPath, ['--enable-source-maps', program, ...parameters]);

function run(program, given) {
  const { status } = spawnSync(program, given, { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

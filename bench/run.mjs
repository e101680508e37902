// `npm run bench -- NAME`: compiles what changed, installs the peers it is measured beside, and runs one benchmark.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, '..');
const names = readdirSync(here).filter((name) => existsSync(join(here, name, `${name}.ts`)));

const [name, ...parameters] = process.argv.slice(2);
if (!names.includes(name)) {
  console.error(`Which benchmark? npm run bench -- NAME, with NAME one of: ${names.join(', ')}`);
  process.exit(2);
}
run(process.execPath, [join(root, 'infra/local/build.mjs'), 'code']);
if (!existsSync(join(here, 'peers/node_modules'))) {
  run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--prefix', join(here, 'peers')]);
}
run(process.execPath, ['--enable-source-maps', join(root, 'dist/bench', name, `${name}.js`), ...parameters]);

function run(program, given) {
  const { status } = spawnSync(program, given, { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

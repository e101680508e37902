#!/usr/bin/env node
// The `salesagent` command from a checkout: compiles what changed, then runs the command line on Node 24. Standard output
// is the command's alone: programs read it.
import { spawnSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(realpathSync(fileURLToPath(import.meta.url)));
const root = resolve(here, '../..');
const node = join(root, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node');
const program = join(root, 'dist/apps/cli/src/main.js');

if (!existsSync(node)) {
  console.error(`Nothing is installed in ${root}: run \`npm start\` there first, or \`npm ci\`.`);
  process.exit(1);
}
const built = spawnSync(node, [join(here, 'build.mjs'), 'code'], { stdio: ['ignore', 2, 'inherit'] });
if (built.status !== 0 || !existsSync(program)) {
  console.error(`The command line is not built: run \`npm run build\` in ${root}.`);
  process.exit(1);
}
const { status, signal } = spawnSync(node, ['--enable-source-maps', program, ...process.argv.slice(2)], {
  stdio: 'inherit',
});
process.exit(signal ? 130 : (status ?? 1));

#!/usr/bin/env node
// Starts the command line on the project's own Node, whatever Node the shell has.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');
const main = join(root, 'dist/apps/cli/src/main.js');
const own = join(root, 'node_modules/node/bin/node');
if (!existsSync(main)) {
  process.stderr.write('salesagent is not built yet.\nRun `npm start` (or `npm run build`) once.\n');
  process.exit(1);
}
const child = spawn(existsSync(own) ? own : process.execPath, [main, ...process.argv.slice(2)], { stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(signal ? 130 : (code ?? 1)));

import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Io } from './output/io';
import { askAtTerminal } from './output/terminal';
import { run } from './program';

const io: Io = {
  environment: process.env,
  cwd: process.cwd(),
  out: (text) => void process.stdout.write(`${text}\n`),
  err: (text) => void process.stderr.write(`${text}\n`),
  now: () => Date.now(),
  sleep: (milliseconds) => sleep(milliseconds),
  writeFile: (path, content) => writeFileSync(resolve(process.cwd(), path), content),
  streams: { input: process.stdin, output: process.stdout },
  ...(process.stdin.isTTY && process.stderr.isTTY ? { ask: askAtTerminal } : {}),
};

// A reader that closes early (`salesagent deals list | head`) is no failure.
process.stdout.on('error', () => process.exit(0));
void run(io, process.argv.slice(2)).then((exitCode) => {
  process.exitCode = exitCode;
});

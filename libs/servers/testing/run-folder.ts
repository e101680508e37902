import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandLine, endProcess, isAlive } from '../src/processes';
import { runningPostmaster } from '../src/postmaster';

/** Tells the test processes which folder holds the servers of this run. */
export const RUN_FOLDER = 'SALESAGENT_TEST_RUN_FOLDER';

const PREFIX = 'salesagent-test-';

/** A folder of this run's own; the servers and files of earlier runs that were killed are cleared away first. */
export async function newRunFolder(): Promise<string> {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(PREFIX))) {
    const owner = Number(name.slice(PREFIX.length));
    if (isAlive(owner)) continue;
    const folder = join(tmpdir(), name);
    const server = runningPostmaster(join(folder, 'postgres', 'data'));
    if (server) await endProcess(server.pid, ['SIGQUIT', 'SIGKILL'], 3_000);
    const temporal = leftOver(join(folder, 'temporal', 'temporal.pid'), 'start-dev');
    const kafka = leftOver(join(folder, 'kafka', 'kafka.pid'), 'kafka.Kafka');
    for (const pid of [temporal, kafka]) if (pid) await endProcess(pid, ['SIGKILL'], 3_000);
    rmSync(folder, { recursive: true, force: true });
  }
  const folder = join(tmpdir(), `${PREFIX}${process.pid}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { mode: 0o755 });
  return folder;
}

/** The process a lock names, when it still is the program that took it. */
function leftOver(file: string, program: string): number | null {
  try {
    const pid = Number(readFileSync(file, 'utf8'));
    return commandLine(pid).includes(program) ? pid : null;
  } catch {
    return null;
  }
}

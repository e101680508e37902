import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ServerError } from './errors';
import { servesTemporal } from './grpc-health';
import { freePort, isPortFree } from './ports';
import { commandLine, endProcess, isAlive, waitUntil } from './processes';
import { temporalExecutable } from './temporal-executable';

export interface TemporalOptions {
  /** Folder that holds the database, the log and the lock; created when missing. */
  directory: string;
  port?: number;
  /** Namespaces made at start; the first is the one everybody uses. */
  namespaces?: string[];
  /** Search attributes registered at start: name → type, e.g. `{ ActionId: 'Keyword' }`. */
  searchAttributes?: Record<string, string>;
  /** Forget everything when it stops: for tests. */
  inMemory?: boolean;
  /** More `server start-dev` parameters. */
  parameters?: string[];
  /** Told what is being downloaded. */
  onProgress?: (message: string) => void;
  /** Called once when the server ends without `stop()`. */
  onExit?: () => void;
}

export interface TemporalServer {
  /** `host:port` of the frontend. */
  readonly address: string;
  readonly pid: number;
  readonly logFile: string;
  stop(): Promise<void>;
}

const PATIENCE = { start: 30_000, stop: 10_000 };

/**
 * Starts the Temporal development server on a folder. A server that still runs there, because whoever started it
 * was killed, is ended first: two on one database would ruin it.
 *
 * @throws ServerError when there is no Temporal program, or with the end of the log when it does not come up
 */
export async function startTemporal(options: TemporalOptions): Promise<TemporalServer> {
  const directory = resolve(options.directory);
  mkdirSync(directory, { recursive: true });
  const database = join(directory, 'temporal.db');
  const lock = join(directory, 'temporal.pid');
  const logFile = join(directory, 'temporal.log');
  await endLeftOver(lock, directory);

  const program = await temporalExecutable(options.onProgress);
  const port = options.port && (await isPortFree(options.port)) ? options.port : await freePort();
  const log = openSync(logFile, 'a', 0o600);
  const child = spawn(
    program,
    [
      ...['server', 'start-dev', '--headless', '--ip', '127.0.0.1', '--port', String(port)],
      ...['--http-port', '0', '--metrics-port', '0', '--log-level', 'error', '--log-format', 'json'],
      ...(options.inMemory ? [] : ['--db-filename', database]),
      ...(options.inMemory ? [] : ['--sqlite-pragma', 'journal_mode=wal', '--sqlite-pragma', 'synchronous=1']),
      ...(options.namespaces ?? ['default']).flatMap((namespace) => ['--namespace', namespace]),
      ...Object.entries(options.searchAttributes ?? {}).flatMap((pair) => ['--search-attribute', pair.join('=')]),
      ...(options.parameters ?? []),
    ],
    { detached: true, stdio: ['ignore', log, log], cwd: directory, env: { ...process.env, TEMPORAL_ADDRESS: '' } },
  );
  closeSync(log);
  child.unref();
  let exited = false;
  let stopping = false;
  child.once('error', () => (exited = true));
  child.once('exit', () => {
    exited = true;
    if (!stopping && started) options.onExit?.();
  });
  let started = false;
  const address = `127.0.0.1:${port}`;
  const pid = child.pid;
  if (pid === undefined) throw new ServerError(`cannot run ${program}`);
  writeFileSync(lock, `${pid}\n`);
  await waitUntil(async () => exited || (await servesTemporal(address)), PATIENCE.start, 50);
  const stop = async (): Promise<void> => {
    stopping = true;
    await endProcess(pid, ['SIGTERM', 'SIGKILL'], PATIENCE.stop);
    rmSync(lock, { force: true });
  };
  if (exited || !(await servesTemporal(address))) {
    await stop();
    throw new ServerError(`Temporal did not start; its log (${logFile}) ends with:\n${endOf(logFile)}`);
  }
  started = true;
  return { address, pid, logFile, stop };
}

async function endLeftOver(lock: string, directory: string): Promise<void> {
  let pid: number;
  try {
    pid = Number(readFileSync(lock, 'utf8'));
  } catch {
    return;
  }
  const ours = process.platform !== 'linux' || belongsTo(pid, directory);
  if (pid > 0 && isAlive(pid) && ours) await endProcess(pid, ['SIGTERM', 'SIGKILL'], PATIENCE.stop);
  rmSync(lock, { force: true });
}

/** Whether a process is a `start-dev` server of this folder: it names the database there, or has none. */
function belongsTo(pid: number, directory: string): boolean {
  const line = commandLine(pid);
  return line.includes('start-dev') && (line.includes(directory) || !line.includes('--db-filename'));
}

function endOf(file: string): string {
  try {
    return readFileSync(file, 'utf8').split('\n').slice(-12).join('\n');
  } catch {
    return '(no log)';
  }
}

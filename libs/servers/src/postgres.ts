import { randomBytes } from 'node:crypto';
import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { Client } from 'pg';
import { ServerError } from './errors';
import { freePort, isPortFree } from './ports';
import { postgresBinaries, reachableFolder, type PostgresBinaries } from './postgres-binaries';
import { forgetForeignLock, runningPostmaster } from './postmaster';
import { endProcess, isAlive, waitUntil } from './processes';
import { unprivilegedUser, type UnixUser } from './unprivileged-user';

export interface PostgresOptions {
  /** Folder that holds the data, the password and the log; created when missing. */
  directory: string;
  /** Wanted port; another free one is taken when it is busy or not given. */
  port?: number;
  /** Server settings over ours, e.g. `{ fsync: 'off' }` for throw-away servers. */
  settings?: Record<string, string>;
  /** Called once when the server ends without `stop()`. */
  onExit?: () => void;
}

export interface PostgresServer {
  readonly port: number;
  readonly pid: number;
  /** Password of the owner role `postgres`. */
  readonly password: string;
  /** Where the server writes its log. */
  readonly logFile: string;
  connectionString(database?: string, role?: { name: string; password: string }): string;
  /** Ends the server after its clients' transactions are rolled back and a checkpoint is written. */
  stop(): Promise<void>;
}

/** Waiting for the remains of a killed server: its shared memory is freed only when its last process is gone. */
const PATIENCE = { start: 20_000, stop: 15_000, attempts: 40 };

const SETTINGS: Record<string, string> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  shared_buffers: '64MB',
  max_connections: '250',
  wal_level: 'replica',
  log_min_messages: 'warning',
  log_destination: 'stderr',
  logging_collector: 'off',
};

/**
 * Starts PostgreSQL on a folder, or takes over the server that still runs there after its parent was killed.
 * The server is in its own process group: Ctrl-C in the terminal does not reach it, `stop()` does.
 *
 * @throws ServerError with the end of the server's log when it does not come up
 */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  const user = unprivilegedUser();
  const directory = reachableFolder(resolve(options.directory), user);
  const binaries = postgresBinaries(user);
  mkdirSync(directory, { recursive: true });
  const data = join(directory, 'data');
  const logFile = join(directory, 'postgres.log');
  const password = initialised(directory, data, binaries, user);

  const running = runningPostmaster(data);
  if (running && (await answers(running.port, password))) {
    return handle({ ...running, password, logFile, watch: watchForeign(running.pid), onExit: options.onExit });
  }
  if (running) await endProcess(running.pid, ['SIGINT', 'SIGQUIT', 'SIGKILL'], PATIENCE.stop);
  forgetForeignLock(data);

  for (let attempt = 0; attempt < PATIENCE.attempts; attempt += 1) {
    const port = options.port && (await isPortFree(options.port)) ? options.port : await freePort();
    const log = openSync(logFile, 'a', 0o600);
    const settings = { ...SETTINGS, ...options.settings, port: String(port) };
    const child = spawn(
      binaries.postgres,
      ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
      { detached: true, stdio: ['ignore', log, log], ...(user ?? {}) },
    );
    closeSync(log);
    child.unref();
    const ended = new Promise<void>((done) => {
      child.once('exit', () => done());
      child.once('error', () => done());
    });
    const pid = child.pid;
    if (pid === undefined) throw new ServerError(`cannot run ${binaries.postgres}: see ${logFile}`);
    let exited = false;
    void ended.then(() => (exited = true));
    const up = await waitUntil(async () => exited || (await answers(port, password)), PATIENCE.start, 20);
    if (up && !exited) return handle({ pid, port, password, logFile, watch: ended, onExit: options.onExit });
    if (!exited) await endProcess(pid, ['SIGQUIT', 'SIGKILL'], PATIENCE.stop);
    if (!/still in use|already exists|could not bind|Address already in use/i.test(endOfLog(logFile))) break;
    await waitUntil(() => false, 250, 250);
  }
  throw new ServerError(`PostgreSQL did not start on ${data}; its log (${logFile}) ends with:\n${endOfLog(logFile)}`);
}

/** Makes the data folder on first use and returns the owner's password. */
function initialised(directory: string, data: string, binaries: PostgresBinaries, user: UnixUser | null): string {
  const passwordFile = join(directory, 'password');
  if (existsSync(join(data, 'PG_VERSION')) && existsSync(passwordFile))
    return readFileSync(passwordFile, 'utf8').trim();

  const password = randomBytes(24).toString('base64url');
  const partial = join(directory, 'data.partial');
  const handOver = join(directory, 'initdb-password');
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { mode: 0o700 });
  rmSync(handOver, { force: true });
  writeFileSync(handOver, password, { mode: 0o600 });
  if (user) for (const path of [partial, handOver]) chownSync(path, user.uid, user.gid);
  const made = spawnSync(
    binaries.initdb,
    [
      ...['-D', partial, '-U', 'postgres', '-A', 'scram-sha-256', '--pwfile', handOver, '-E', 'UTF8', '--no-sync'],
      ...['--locale-provider=builtin', '--locale=C', '--builtin-locale=C.UTF-8', '--no-instructions'],
    ],
    { encoding: 'utf8', ...(user ?? {}), cwd: '/' },
  );
  rmSync(handOver, { force: true });
  if (made.status !== 0) {
    throw new ServerError(`initdb failed in ${directory}: ${made.stderr || made.error?.message || 'no output'}`);
  }
  rmSync(passwordFile, { force: true });
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  chmodSync(passwordFile, 0o600);
  rmSync(data, { recursive: true, force: true });
  renameSync(partial, data);
  return password;
}

interface Running {
  pid: number;
  port: number;
  password: string;
  logFile: string;
  /** Resolves when the process ends. */
  watch: Promise<void>;
  onExit?: () => void;
}

function handle({ pid, port, password, logFile, watch, onExit }: Running): PostgresServer {
  let stopping = false;
  void watch.then(() => {
    if (!stopping) onExit?.();
  });
  return {
    pid,
    port,
    password,
    logFile,
    connectionString: (database = 'postgres', role = { name: 'postgres', password }) =>
      `postgresql://${role.name}:${encodeURIComponent(role.password)}@127.0.0.1:${port}/${database}`,
    stop: async () => {
      stopping = true;
      // SIGINT is PostgreSQL's "fast" shutdown: sessions are ended, transactions rolled back, a checkpoint written.
      await endProcess(pid, ['SIGINT', 'SIGQUIT', 'SIGKILL'], PATIENCE.stop);
    },
  };
}

/** The end of a process that is not our child can only be seen by looking. */
function watchForeign(pid: number): Promise<void> {
  return new Promise((done) => {
    const timer = setInterval(() => {
      if (isAlive(pid)) return;
      clearInterval(timer);
      done();
    }, 500);
    timer.unref();
  });
}

async function answers(port: number, password: string): Promise<boolean> {
  const client = new Client({
    host: '127.0.0.1',
    port,
    user: 'postgres',
    password,
    database: 'postgres',
    connectionTimeoutMillis: 2_000,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

function endOfLog(logFile: string): string {
  try {
    return readFileSync(logFile, 'utf8').split('\n').slice(-12).join('\n');
  } catch {
    return '(no log)';
  }
}

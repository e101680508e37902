import { randomBytes } from 'node:crypto';
import { spawn } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { ServerError } from './errors';
import { servesKafka } from './kafka-metadata';
import { kafkaProgram, type KafkaProgram } from './kafka-program';
import { KAFKA_LOG_PROPERTIES, kafkaProperties, type KafkaListener, type KafkaPorts } from './kafka-properties';
import { freePort, isPortFree } from './ports';
import { commandLine, endProcess, isAlive, waitUntil } from './processes';
import { runProgram } from './run-program';

export interface KafkaOptions {
  /** Folder that holds the data, the settings, the log and the lock; created when missing. */
  directory: string;
  /** Wanted port; another free one is taken when it is busy or not given. */
  port?: number;
  /** Listeners beside the plain one, by name in capitals. */
  listeners?: Record<string, KafkaListener>;
  /** Broker settings over ours. */
  settings?: Record<string, string>;
  /** SCRAM-SHA-256 users with their passwords, made when the storage is formatted. */
  scramUsers?: Record<string, string>;
  /** Told what is being downloaded. */
  onProgress?: (message: string) => void;
  /** Called once when the server ends without `stop()`. */
  onExit?: () => void;
}

export interface KafkaServer {
  /** `host:port` of the plain listener. */
  readonly address: string;
  /** `host:port` of the other listeners, by name. */
  readonly listeners: Record<string, string>;
  readonly pid: number;
  readonly logFile: string;
  stop(): Promise<void>;
}

/** Starting after kill -9 includes the time until the controller no longer counts the dead broker as alive. */
const PATIENCE = { format: 60_000, start: 60_000, stop: 15_000, port: 5_000 };
const LARGEST_LOG = 20_000_000;

/**
 * Starts Apache Kafka, broker and controller in one process, on a folder. A server that still runs there, because
 * whoever started it was killed, is ended first: two on one folder would ruin it. The server is in its own process
 * group: Ctrl-C in the terminal does not reach it, `stop()` does.
 *
 * @throws ServerError when Java or Maven is missing, or with the end of the log when it does not come up
 */
export async function startKafka(options: KafkaOptions): Promise<KafkaServer> {
  const program = await kafkaProgram(options.onProgress);
  const directory = resolve(options.directory);
  mkdirSync(directory, { recursive: true });
  const lock = join(directory, 'kafka.pid');
  const logFile = join(directory, 'kafka.log');
  const properties = join(directory, 'server.properties');
  await endLeftOver(lock, properties);

  const data = join(directory, 'data');
  const listeners = options.listeners ?? {};
  const ports = await choosePorts(options.port, Object.keys(listeners));
  const settings = options.settings ?? {};
  if (!existsSync(join(data, 'meta.properties'))) {
    await format(program, directory, data, options.scramUsers ?? {}, (folder) =>
      kafkaProperties(folder, ports, listeners, settings),
    );
  }
  writeFileSync(properties, kafkaProperties(data, ports, listeners, settings), { mode: 0o600 });
  const logging = join(directory, 'log4j2.properties');
  writeFileSync(logging, KAFKA_LOG_PROPERTIES);

  if ((statSync(logFile, { throwIfNoEntry: false })?.size ?? 0) > LARGEST_LOG) renameSync(logFile, `${logFile}.1`);
  const log = openSync(logFile, 'a', 0o600);
  const child = spawn(
    program.java,
    [...program.parameters, `-Dlog4j2.configurationFile=${logging}`, 'kafka.Kafka', properties],
    { detached: true, stdio: ['ignore', log, log], cwd: directory },
  );
  closeSync(log);
  child.unref();
  let exited = false;
  let started = false;
  let stopping = false;
  child.once('error', () => (exited = true));
  child.once('exit', () => {
    exited = true;
    if (!stopping && started) options.onExit?.();
  });
  const pid = child.pid;
  if (pid === undefined) throw new ServerError(`cannot run ${program.java}`);
  writeFileSync(lock, `${pid}\n`);
  const stop = async (): Promise<void> => {
    stopping = true;
    await endProcess(pid, ['SIGTERM', 'SIGKILL'], PATIENCE.stop);
    rmSync(lock, { force: true });
  };
  const address = `127.0.0.1:${ports.plain}`;
  const up = await waitUntil(async () => exited || (await servesKafka(address)), PATIENCE.start, 50);
  if (exited || !up) {
    await stop();
    throw new ServerError(`Apache Kafka did not start; its log (${logFile}) ends with:\n${endOf(logFile)}`);
  }
  started = true;
  const others = Object.entries(ports.others).map(([name, port]) => [name, `127.0.0.1:${port}`]);
  return { address, listeners: Object.fromEntries(others), pid, logFile, stop };
}

/** Makes the storage on first use, under another name until it is whole. */
async function format(
  program: KafkaProgram,
  directory: string,
  data: string,
  scramUsers: Record<string, string>,
  propertiesFor: (folder: string) => string,
): Promise<void> {
  const partial = join(directory, 'data.partial');
  rmSync(partial, { recursive: true, force: true });
  rmSync(data, { recursive: true, force: true });
  const properties = join(directory, 'format.properties');
  writeFileSync(properties, propertiesFor(partial), { mode: 0o600 });
  const users = Object.entries(scramUsers).flatMap(([name, password]) => [
    '--add-scram',
    `SCRAM-SHA-256=[name=${name},password=${password}]`,
  ]);
  const made = await runProgram(
    program.java,
    [
      ...[...program.parameters, 'kafka.tools.StorageTool'],
      ...['format', `--cluster-id=${clusterId()}`, '-c', properties, ...users],
    ],
    { limit: PATIENCE.format },
  );
  rmSync(properties, { force: true });
  if (!made.ok) {
    const said = made.output.split('\n').filter((line) => line && !line.startsWith('\tat '));
    throw new ServerError(`Kafka's storage could not be formatted in ${directory}: ${said.join('\n') || made.reason}`);
  }
  renameSync(partial, data);
}

/** A cluster id as Kafka writes it: 16 random bytes in base64url, and none that looks like an option. */
function clusterId(): string {
  for (;;) {
    const id = randomBytes(16).toString('base64url');
    if (!id.startsWith('-')) return id;
  }
}

async function choosePorts(wanted: number | undefined, names: string[]): Promise<KafkaPorts> {
  const taken = new Set<number>();
  const another = async (): Promise<number> => {
    for (;;) {
      const port = await freePort();
      if (!taken.has(port)) return port;
    }
  };
  // Clients know the port: a server that was just killed may hold it for a moment longer.
  const free = wanted !== undefined && (await waitUntil(() => isPortFree(wanted), PATIENCE.port, 100));
  const plain = free ? wanted : await another();
  taken.add(plain);
  const controller = await another();
  taken.add(controller);
  const others: Record<string, number> = {};
  for (const name of names) taken.add((others[name] = await another()));
  return { plain, controller, others };
}

async function endLeftOver(lock: string, properties: string): Promise<void> {
  let pid: number;
  try {
    pid = Number(readFileSync(lock, 'utf8'));
  } catch {
    return;
  }
  const ours = process.platform !== 'linux' || commandLine(pid).includes(properties);
  if (pid > 0 && isAlive(pid) && ours) await endProcess(pid, ['SIGTERM', 'SIGKILL'], PATIENCE.stop);
  rmSync(lock, { force: true });
}

function endOf(file: string): string {
  try {
    return readFileSync(file, 'utf8').split('\n').slice(-12).join('\n');
  } catch {
    return '(no log)';
  }
}

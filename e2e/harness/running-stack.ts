import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ownPorts } from './own-ports';

export const CHECKOUT = resolve(__dirname, '../..');
/** Real exports beside the checkout, where they are there. */
export const EXPORTS = resolve(CHECKOUT, '../shared/data');

/** The stack's own record, `SALESAGENT_HOME/stack.json`. */
export interface StackRecord {
  company: { slug: string };
  consoleUrl: string;
  issuer: string;
  /** Null when the database carries the events. */
  kafka: { brokers: string; pid: number | null } | null;
  temporal: { address: string; namespace: string; pid: number | null };
  postgres: { port: number; pid: number; database: string };
  services: Record<string, { url: string; pid: number | null }>;
}

export interface RunningStack {
  readonly home: string;
  readonly consoleUrl: string;
  /** Process ids and addresses as of now. */
  record(): StackRecord;
  /** Asks the console's API as the operator, or as whoever the token is for. */
  api<T>(path: string, options?: { method?: string; body?: unknown; token?: string }): Promise<T>;
  /** What start has written so far. */
  output(): string;
  /** Ctrl-C, and waits for the end; the exit status. With `keepHome`, the state stays for another start. */
  stop(options?: { keepHome?: boolean }): Promise<number | null>;
}

const PATIENCE = 240_000;

/** Runs start as a newcomer would and waits for its readiness line. */
export async function startStack(
  options: {
    importFolder?: string;
    mapping?: string;
    /** Slug of a portfolio company with a hosted CRM, whose folder is below `PLAYBOOKS_DIR`. */
    company?: string;
    home?: string;
    environment?: Record<string, string>;
    /** What carries the events: the database, unless it is to be a Kafka of the stack's own. */
    bus?: 'postgres' | 'kafka';
    /** The home's database was put back from a backup. */
    restored?: boolean;
  } = {},
): Promise<RunningStack> {
  const home = options.home ?? newHome();
  const port = await ownPorts(home);
  const parameters = ['infra/local/start.mjs', '--home', home, '--port', String(port)];
  if (options.importFolder) parameters.push('--import', options.importFolder);
  if (options.mapping) parameters.push('--mapping', options.mapping);
  if (options.company) parameters.push('--company', options.company);
  if (options.bus === 'kafka') parameters.push('--with-kafka');
  if (options.restored) parameters.push('--restored');
  const child = spawn(process.execPath, parameters, {
    cwd: CHECKOUT,
    env: { ...process.env, ...options.environment, INIT_CWD: CHECKOUT },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let output = '';
  child.stdout.on('data', (chunk) => (output += String(chunk)));
  child.stderr.on('data', (chunk) => (output += String(chunk)));
  const ended = new Promise<number | null>((done) => child.once('exit', (status) => done(status)));
  await readinessLine(child, () => output, ended, home);
  const consoleUrl = `http://127.0.0.1:${port}`;
  const record = () => JSON.parse(readFileSync(join(home, 'stack.json'), 'utf8')) as StackRecord;
  return {
    home,
    consoleUrl,
    record,
    output: () => output,
    api: async <T>(
      path: string,
      { method = 'GET', body, token }: { method?: string; body?: unknown; token?: string } = {},
    ) => {
      const bearer = token ?? readFileSync(join(home, 'operator-token'), 'utf8').trim();
      const response = await fetch(consoleUrl + path, {
        method,
        headers: {
          authorization: `Bearer ${bearer}`,
          'content-type': 'application/json',
          'x-salesagent-request': '1',
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
      return JSON.parse(text) as T;
    },
    stop: async ({ keepHome = false } = {}) => {
      child.kill('SIGINT');
      const status = await ended;
      if (!keepHome) rmSync(home, { recursive: true, force: true });
      return status;
    },
  };
}

/** A home that does not exist yet, in a folder an unprivileged database server can reach. */
export function newHome(): string {
  const folder = mkdtempSync(join(tmpdir(), 'salesagent-e2e-'));
  chmodSync(folder, 0o755);
  return folder;
}

async function readinessLine(child: ChildProcess, output: () => string, ended: Promise<unknown>, home: string) {
  const begun = performance.now();
  let over = false;
  void ended.then(() => (over = true));
  while (!output().includes('Ready after')) {
    if (over) throw new Error(`start ended before it was ready:\n${output()}`);
    if (performance.now() - begun > PATIENCE) {
      child.kill('SIGINT');
      await ended;
      throw new Error(`start was not ready in time:\n${output()}\n${endsOfLogs(home)}`);
    }
    await new Promise((next) => setTimeout(next, 200));
  }
}

function endsOfLogs(home: string): string {
  const folder = join(home, 'logs');
  return readdirSync(folder)
    .map((name) => `${name}: ${readFileSync(join(folder, name), 'utf8').trimEnd().split('\n').at(-1) ?? ''}`)
    .join('\n');
}

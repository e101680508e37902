// One stack of its own, started as an operator starts it, with what a measurement needs to know of it.
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';

export const root = resolve(fileURLToPath(import.meta.url), '../../..');
export const sleep = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

/** Milliseconds that `work` took, and what it gave. */
export async function timed(work) {
  const began = performance.now();
  const result = await work();
  return { milliseconds: performance.now() - began, result };
}

/** Tries until it gives something; the time it took is the caller's to read. */
export async function until(what, look, patience = 300_000, pause = 50) {
  const began = performance.now();
  while (performance.now() - began < patience) {
    const found = await look();
    if (found) return found;
    await sleep(pause);
  }
  throw new Error(`${what}: not within ${patience / 1000} s`);
}

export class MeasuredStack {
  constructor() {
    this.home = mkdtempSync(join(tmpdir(), 'salesagent-bench-'));
    chmodSync(this.home, 0o755); // PostgreSQL runs as somebody else when we are root
    this.output = '';
  }

  /** Starts it and gives the milliseconds until the readiness line. */
  async start(...parameters) {
    this.port ??= await freePort();
    this.began = performance.now();
    this.output = '';
    this.child = spawn(
      process.execPath,
      [join(root, 'infra/local/start.mjs'), '--home', this.home, '--port', String(this.port), ...parameters],
      { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    this.child.stdout.on('data', (chunk) => (this.output += String(chunk)));
    this.child.stderr.on('data', (chunk) => (this.output += String(chunk)));
    const ended = new Promise((done) => this.child.once('exit', done));
    this.ended = ended;
    let over = false;
    void ended.then(() => (over = true));
    await until(
      'start',
      () => {
        if (over) throw new Error(`start ended:\n${this.output}`);
        return this.output.includes('Ready after');
      },
      600_000,
      20,
    );
    return performance.now() - this.began;
  }

  get facts() {
    return existsSync(join(this.home, 'stack.json'))
      ? JSON.parse(readFileSync(join(this.home, 'stack.json'), 'utf8'))
      : null;
  }

  /** As the operator, through the console. */
  async call(path, options = {}) {
    const token = readFileSync(join(this.home, 'operator-token'), 'utf8').trim();
    const response = await fetch(this.facts.consoleUrl + path, {
      ...options,
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'x-salesagent-request': '1',
        ...options.headers,
      },
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${path}: ${response.status} ${text.slice(0, 300)}`);
    return text ? JSON.parse(text) : null;
  }

  /** What a service says of itself. */
  async progress(service) {
    const response = await fetch(`${this.facts.services[service].url}/internal/progress`).catch(() => null);
    return response?.ok ? await response.json() : null;
  }

  /** The gateway's log is on the bus and every consumer has read it. */
  async projected() {
    const names = Object.keys(this.facts.services).filter((name) => name !== 'identity');
    const all = await Promise.all(names.map((name) => this.progress(name)));
    const gateway = all[names.indexOf('gateway')];
    if (gateway?.details?.eventsToPublish !== 0) return false;
    return all.every((each) => each?.consumers.every(({ lag }) => lag === 0));
  }

  /** A connection as the database's owner, to see what no API shows. */
  async database() {
    const { port, database } = this.facts.postgres;
    const password = readFileSync(join(this.home, 'postgres/password'), 'utf8').trim();
    const client = new pg.Client({ host: '127.0.0.1', port, user: 'postgres', password, database });
    client.on('error', () => undefined);
    await client.connect();
    return client;
  }

  /** PSS of every process of the stack, MiB by name: what it takes of the machine, shared pages counted once. */
  memory() {
    return this.sum(
      (pid) => Number(/^Pss:\s+(\d+) kB/m.exec(readQuietly(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0) / 1024,
    );
  }

  /** Processor seconds of every process of the stack that is still there: they depend little on who else works. */
  processor() {
    return this.sum((pid) => {
      const [, , , , , , , , , , , user = 0, system = 0] = readQuietly(`/proc/${pid}/stat`)
        .replace(/.*\) /, '')
        .split(' ');
      return (Number(user) + Number(system)) / 100;
    });
  }

  sum(measure) {
    const { services, temporal, postgres } = this.facts;
    const named = new Map(Object.entries(services).map(([name, { pid }]) => [pid, name]));
    named.set(temporal.pid, 'temporal').set(postgres.pid, 'postgres').set(this.child.pid, 'start');
    const parts = {};
    for (const [pid, name] of processTree([...named.keys()], named)) parts[name] = (parts[name] ?? 0) + measure(pid);
    return parts;
  }

  async stop() {
    this.child?.kill('SIGTERM');
    await this.ended;
  }

  remove() {
    rmSync(this.home, { recursive: true, force: true });
  }
}

function freePort() {
  return new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}

function readQuietly(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return ''; // it ended meanwhile
  }
}

/** Every process with the named one it belongs to; PostgreSQL has a child for each connection. */
function processTree(pids, named) {
  const found = new Map();
  const add = (pid, name) => {
    if (!pid || found.has(pid)) return;
    found.set(pid, name);
    for (const child of readQuietly(`/proc/${pid}/task/${pid}/children`).trim().split(' ').filter(Boolean)) {
      add(Number(child), named.get(Number(child)) ?? name);
    }
  };
  for (const pid of pids) add(pid, named.get(pid));
  return found;
}

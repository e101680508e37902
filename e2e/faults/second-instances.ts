import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, isAlive } from '@salesagent/servers';
import { isReady, type RunningStack } from '../harness';
import { patiently } from './patience';

/** An hour and a half: more than any lease, permit or token lasts. */
const CLOCK_SHIFT = 5_400_000;
/** Whose second instance has the shifted clock. It consumes, relays and proposes; it verifies nobody's token. */
export const SHIFTED = 'qualification';

/** Eight processes start at once beside eight that are at work. */
const READY_MILLISECONDS = 240_000;

/** Pause before an instance that ended is started again. */
const AGAIN_MILLISECONDS = 500;

interface Second {
  name: string;
  child: ChildProcess;
  url: string;
}

/** A second process of every service, with the first one's own parameters and environment, on another port. */
export class SecondInstances {
  private seconds: Second[] = [];
  private ending = false;

  constructor(private readonly stack: RunningStack) {}

  /** @returns those that did not get ready */
  async start(): Promise<string[]> {
    for (const name of Object.keys(this.stack.record().services)) {
      if (name !== 'identity') this.seconds.push(await this.startOne(name));
    }
    const late: string[] = [];
    for (const { name, url } of this.seconds) {
      if (!(await patiently(() => isReady(url), READY_MILLISECONDS))) late.push(`the second ${name} was not ready`);
    }
    return late;
  }

  /** Half of them drain, half are killed: both leave their groups to the first. */
  async end(): Promise<void> {
    this.ending = true;
    this.seconds.forEach(({ child }, n) => child.kill(n % 2 === 0 ? 'SIGTERM' : 'SIGKILL'));
    for (const { child } of this.seconds) {
      if (!(await patiently(() => !isAlive(child.pid ?? -1), 20_000))) child.kill('SIGKILL');
    }
    this.seconds = [];
  }

  private async startOne(name: string): Promise<Second> {
    let given: { parameters: string[]; environment: Record<string, string> } | null = null;
    await patiently(() => (given = describe(this.stack.record().services[name]?.pid ?? 0)) !== null);
    const { parameters, environment } = given ?? { parameters: [], environment: {} };
    const port = await freePort();
    const shifted = name === SHIFTED;
    const run = (): ChildProcess => {
      const log = openSync(join(this.stack.home, 'logs', `${name}.second.log`), 'a', 0o600);
      const child = spawn(
        process.execPath,
        [...(shifted ? ['--require', join(__dirname, 'shifted-clock.cjs')] : []), ...parameters],
        {
          env: { ...environment, PORT: String(port), ...(shifted ? { CLOCK_SHIFT: String(CLOCK_SHIFT) } : {}) },
          stdio: ['ignore', log, log, 'ipc'],
        },
      );
      closeSync(log);
      return child;
    };
    const second: Second = { name, child: run(), url: `http://127.0.0.1:${port}` };
    // As start does with the first ones: a service that finds no database when it starts ends.
    const again = (): void => {
      if (this.ending) return;
      second.child = run();
      watch();
    };
    const watch = (): void => {
      second.child.once('exit', () => setTimeout(again, AGAIN_MILLISECONDS));
    };
    watch();
    return second;
  }
}

/** How a process was started, as Linux tells it; null when it is gone. */
function describe(pid: number): { parameters: string[]; environment: Record<string, string> } | null {
  const read = (file: string): string[] =>
    readFileSync(`/proc/${pid}/${file}`, 'utf8')
      .split('\0')
      .filter((each) => each !== '');
  const [, ...parameters] = read('cmdline');
  if (!parameters.some((each) => each.endsWith('main.js'))) return null;
  const environment = read('environ').map((line) => [
    line.slice(0, line.indexOf('=')),
    line.slice(line.indexOf('=') + 1),
  ]);
  const passed = environment.filter(([name]) => name !== 'NODE_CHANNEL_FD');
  return { parameters, environment: Object.fromEntries(passed) as Record<string, string> };
}

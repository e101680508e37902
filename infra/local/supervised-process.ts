import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { isAlive, waitUntil } from '@salesagent/servers';

export interface ProcessSettings {
  name: string;
  /** Parameters of node: flags and the script. */
  parameters: string[];
  environment: Record<string, string>;
  cwd: string;
  logFile: string;
  /** Told of each end that was not asked for, and of each new process. */
  onEnd: (reason: string, again: boolean) => void;
  onStart: (pid: number) => void;
}

const LARGEST_LOG = 20_000_000;
/** Ends in a row, without the process having been ready, after which it is not started again. */
const HOPELESS = 4;
/** After this many milliseconds an end is no longer counted with the ones before it. */
const STEADY = 10_000;

/** A process that is started again when it ends by itself. It ends when our end of its channel does, even by kill -9. */
export class SupervisedProcess {
  private child: ChildProcess | null = null;
  private stopping = false;
  private failures = 0;
  private startedAt = 0;
  private everWorked = false;
  /** Set when starting it again is hopeless. */
  gaveUp = false;

  constructor(private readonly settings: ProcessSettings) {}

  get pid(): number | null {
    return this.child?.pid ?? null;
  }

  start(): void {
    if (this.stopping) return;
    const { parameters, environment, cwd, logFile } = this.settings;
    if ((statSync(logFile, { throwIfNoEntry: false })?.size ?? 0) > LARGEST_LOG) renameSync(logFile, `${logFile}.1`);
    const log = openSync(logFile, 'a', 0o600);
    const child = spawn(process.execPath, parameters, {
      cwd,
      env: environment,
      detached: true, // Ctrl-C in the terminal is for the supervisor, which then ends the others in order
      stdio: ['ignore', log, log, 'ipc'],
    });
    closeSync(log);
    this.child = child;
    this.startedAt = performance.now();
    child.once('error', (error) => this.ended(error.message));
    child.once('exit', (code, signal) => this.ended(signal ? `killed by ${signal}` : `ended with status ${code}`));
    if (child.pid !== undefined) this.settings.onStart(child.pid);
  }

  /** The process has been seen to work: from now on it is started again however often it ends. */
  worked(): void {
    this.everWorked = true;
  }

  /** Asks it to finish what it has and end; kills it when that takes longer than `patience` milliseconds. */
  async stop(patience: number): Promise<void> {
    this.stopping = true;
    const pid = this.pid;
    if (pid === null || !isAlive(pid)) return;
    this.child?.kill('SIGTERM');
    if (await waitUntil(() => !isAlive(pid), patience)) return;
    this.child?.kill('SIGKILL');
    await waitUntil(() => !isAlive(pid), 2_000);
  }

  /** The last lines it wrote. */
  endOfLog(lines = 15): string {
    const { logFile } = this.settings;
    return existsSync(logFile) ? readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-lines).join('\n') : '';
  }

  private ended(reason: string): void {
    if (this.stopping || this.child === null) return;
    this.child = null;
    this.failures = performance.now() - this.startedAt > STEADY ? 1 : this.failures + 1;
    this.gaveUp = !this.everWorked && this.failures >= HOPELESS;
    this.settings.onEnd(reason, !this.gaveUp);
    if (!this.gaveUp) setTimeout(() => this.start(), Math.min(5_000, 250 * 2 ** (this.failures - 1)));
  }
}

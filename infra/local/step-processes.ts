import { spawn, type ChildProcess } from 'node:child_process';

export interface Outcome {
  status: number | null;
  /** What it wrote to standard output and error, in the order it came. */
  output: string;
}

/** Steps of a start that run in a process of their own. Each leads a group, so that what it started ends with it. */
export class StepProcesses {
  private readonly running = new Set<ChildProcess>();

  constructor(private readonly cwd: string) {}

  run(parameters: string[], environment: NodeJS.ProcessEnv): Promise<Outcome> {
    const child = spawn(process.execPath, parameters, {
      cwd: this.cwd,
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    this.running.add(child);
    let output = '';
    child.stdout.on('data', (chunk) => (output += String(chunk)));
    child.stderr.on('data', (chunk) => (output += String(chunk)));
    return new Promise((resolve) => {
      child.once('close', (status) => {
        this.running.delete(child);
        resolve({ status, output });
      });
    });
  }

  /** Ends what still runs, e.g. the build of the web app when the start has failed elsewhere. */
  end(): void {
    for (const { pid } of this.running) {
      if (pid === undefined) continue;
      try {
        process.kill(-pid, 'SIGTERM');
      } catch {
        continue; // it has ended by itself
      }
    }
  }
}

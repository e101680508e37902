import { spawn } from 'node:child_process';

export interface ProgramResult {
  ok: boolean;
  /** Standard output and error together. */
  output: string;
  /** Why it did not succeed, in one line; empty when it did. */
  reason: string;
}

/** Runs a program to its end, or to `limit` milliseconds, after which it and its children are killed. */
export function runProgram(
  program: string,
  parameters: string[],
  { limit, environment }: { limit: number; environment?: NodeJS.ProcessEnv },
): Promise<ProgramResult> {
  return new Promise((resolve) => {
    let output = '';
    let late = false;
    const child = spawn(program, parameters, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...environment },
      detached: process.platform !== 'win32',
    });
    const timer = setTimeout(() => {
      late = true;
      if (child.pid !== undefined) killGroup(child.pid);
    }, limit);
    const collect = (chunk: Buffer) => (output = (output + chunk.toString()).slice(-8_000));
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    const end = (reason: string) => {
      clearTimeout(timer);
      resolve({ ok: reason === '', output, reason });
    };
    child.once('error', (error: NodeJS.ErrnoException) =>
      end(error.code === 'ENOENT' ? `${program} is not installed` : error.message),
    );
    child.once('close', (code) => {
      if (late) end(`gave up after ${limit / 1000} s`);
      else end(code === 0 ? '' : lastLine(output) || `${program} ended with status ${code}`);
    });
  });
}

function killGroup(pid: number): void {
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
  } catch {
    return; // it ended by itself in the meantime
  }
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1)?.trim().slice(0, 200) ?? '';
}

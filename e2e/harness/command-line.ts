import { spawn } from 'node:child_process';
import { CHECKOUT } from './running-stack';

export interface Ended {
  status: number | null;
  /** What it printed, and what it said beside. */
  out: string;
  err: string;
}

/** Runs `salesagent` as an operator does, in the checkout, against the stack whose state is in `home`. */
export function salesagent(home: string, ...parameters: string[]): Promise<Ended> {
  const child = spawn(process.execPath, ['infra/local/salesagent.mjs', ...parameters], {
    cwd: CHECKOUT,
    env: { ...process.env, SALESAGENT_HOME: home },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk) => (out += String(chunk)));
  child.stderr.on('data', (chunk) => (err += String(chunk)));
  return new Promise((done) => child.once('close', (status) => done({ status, out, err })));
}

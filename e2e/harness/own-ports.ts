import { randomInt } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isPortFree } from '@salesagent/servers';
import { PROCESS_NAMES } from '../../infra/local/services';

/** Below what systems give out by themselves: nobody takes one between its choice and the start of its process. */
const FIRST = 14_000;
const OF_A_WORKER = 4_000;
const WORKERS = 4;

/**
 * Ports for a stack, from the range of the worker of jest that starts it: up to four that start stacks side by side never
 * choose the same. A home that has been started keeps its own. @returns the console's
 */
export async function ownPorts(home: string): Promise<number> {
  const file = join(home, 'ports.json');
  const kept = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { console?: number }).console : undefined;
  if (kept !== undefined && (await isPortFree(kept))) return kept;
  const names = [...new Set(PROCESS_NAMES)];
  const worker = Number(process.env['JEST_WORKER_ID'] ?? 1) % WORKERS;
  let first: number;
  do {
    first = FIRST + worker * OF_A_WORKER + randomInt(OF_A_WORKER - names.length);
  } while (!(await areFree(names.map((_, n) => first + n))));
  if (!existsSync(file)) {
    mkdirSync(home, { recursive: true });
    writeFileSync(file, JSON.stringify(Object.fromEntries(names.map((name, n) => [name, first + n]))));
  }
  return first;
}

const areFree = async (ports: readonly number[]): Promise<boolean> =>
  (await Promise.all(ports.map((port) => isPortFree(port)))).every(Boolean);

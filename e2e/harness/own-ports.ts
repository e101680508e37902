import { randomInt } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isPortFree } from '@salesagent/servers';
import { SERVICES } from '../../infra/local/services';

/** Below what systems give out by themselves: nobody takes one between its choice and the start of its process. */
const FIRST = 14_000;
const OF_A_WORKER = 4_000;
const NAMES = ['console', 'identity', 'postgres', 'temporal', 'kafka', ...SERVICES.map(({ name }) => name)];

/**
 * Ports for a stack, so that stacks which start side by side never choose the same. A home that has been started keeps
 * its own. @returns the console's
 */
export async function ownPorts(home: string): Promise<number> {
  const worker = Number(process.env['JEST_WORKER_ID'] ?? 1) % 4;
  const names = [...new Set(NAMES)];
  let first: number;
  do {
    first = FIRST + worker * OF_A_WORKER + randomInt(OF_A_WORKER - names.length);
  } while (!(await isPortFree(first)));
  const file = join(home, 'ports.json');
  if (!existsSync(file)) {
    mkdirSync(home, { recursive: true });
    writeFileSync(file, JSON.stringify(Object.fromEntries(names.map((name, n) => [name, first + n]))));
  }
  return first;
}

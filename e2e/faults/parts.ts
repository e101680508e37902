import { readdirSync, readFileSync } from 'node:fs';
import { isAlive } from '@salesagent/servers';
import { isReady, type RunningStack } from '../harness';
import { patiently, sleep } from './patience';

/** Servers of the stack: what is not one of our own processes. */
export function serversOf(stack: RunningStack): string[] {
  return ['postgres', 'temporal', ...(stack.record().kafka ? ['kafka'] : [])];
}

export function pidOf(stack: RunningStack, part: string): number | null {
  const { postgres, temporal, kafka, services } = stack.record();
  if (part === 'postgres') return postgres.pid;
  if (part === 'temporal') return temporal.pid;
  return part === 'kafka' ? (kafka?.pid ?? null) : (services[part]?.pid ?? null);
}

/**
 * kill -9. A service is given time to stand first, so that it is killed at its work and not while it starts.
 * @returns the problem; null when it was killed
 */
export async function kill(stack: RunningStack, part: string): Promise<string | null> {
  const url = stack.record().services[part]?.url;
  const stood = await patiently(async () => {
    const pid = pidOf(stack, part);
    return pid !== null && isAlive(pid) && (url === undefined || (await isReady(url)));
  });
  const pid = pidOf(stack, part);
  if (!stood || pid === null) return `${part} did not stand again before it was to be killed`;
  process.kill(pid, 'SIGKILL');
  return null;
}

/** SIGSTOP and later SIGCONT, children included: everything that talks to it hangs meanwhile. */
export async function stall(stack: RunningStack, part: string, seconds: number): Promise<string | null> {
  const found = await patiently(() => isAlive(pidOf(stack, part) ?? -1));
  const pid = pidOf(stack, part);
  if (!found || pid === null) return `${part} did not stand before it was to be stopped`;
  const stopped = new Set<number>();
  const stopAll = (): void => {
    for (const each of [pid, ...childrenOf(pid)]) if (signal(each, 'SIGSTOP')) stopped.add(each);
  };
  stopAll();
  stopAll(); // what it had forked before it stood still
  await sleep(seconds * 1_000);
  for (const each of stopped) signal(each, 'SIGCONT');
  return null;
}

function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false; // it has ended by itself
  }
}

function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => parentOf(pid) === parent);
}

function parentOf(pid: number): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return null;
  }
}

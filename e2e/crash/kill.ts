import { servesTemporal } from '@salesagent/servers';
import type { RunningStack } from '../harness';

export const PARTS = ['gateway', 'orchestrator', 'qualification', 'postgres', 'temporal'] as const;
export type Part = (typeof PARTS)[number];

/** The process that a part runs in now. */
export function pidOf(stack: RunningStack, part: Part): number {
  const { postgres, temporal, services } = stack.record();
  const pid = part === 'postgres' ? postgres.pid : part === 'temporal' ? temporal.pid : services[part]?.pid;
  if (!pid) throw new Error(`${part} has no process: is TEMPORAL_ADDRESS set?`);
  return pid;
}

/** What does not stand yet; empty when every service is ready, caught up, and the killed part has a new process. */
export async function notStanding(stack: RunningStack, part: Part, killed: number): Promise<string[]> {
  const { services, temporal } = stack.record();
  if (pidOf(stack, part) === killed) return [`${part} was not started again`];
  const answers = await Promise.all(
    Object.entries(services).map(async ([name, { url }]): Promise<string[]> => {
      const ready = await get(`${url}/health/ready`);
      if (!ready?.ok) return [`${name} is not ready`];
      if (name === 'identity') return [];
      const progress = await get(`${url}/internal/progress`);
      const { consumers = [] } = ((await progress?.json()) ?? {}) as { consumers?: Consumer[] };
      return consumers.filter((c) => !c.caughtUp).map((c) => `${c.group} is ${c.lag ?? '?'} behind`);
    }),
  );
  const workflows = (await servesTemporal(temporal.address, 3_000)) ? [] : ['Temporal does not answer'];
  return [...answers.flat(), ...workflows];
}

interface Consumer {
  group: string;
  caughtUp: boolean;
  lag?: number;
}

async function get(url: string): Promise<Response | null> {
  return fetch(url, { signal: AbortSignal.timeout(5_000) }).catch(() => null);
}

import { servesTemporal } from '@salesagent/servers';
import type { RunningStack } from './running-stack';

interface Consumer {
  group: string;
  caughtUp: boolean;
  lag?: number;
}

/** What does not stand yet; empty when every service is ready and caught up and Temporal answers. */
export async function notStanding(stack: RunningStack): Promise<string[]> {
  const { services, temporal } = stack.record();
  const answers = await Promise.all(
    Object.entries(services).map(async ([name, { url }]): Promise<string[]> => {
      if (!(await isReady(url))) return [`${name} is not ready`];
      if (name === 'identity') return [];
      const progress = await get(`${url}/internal/progress`);
      const { consumers = [] } = ((await progress?.json()) ?? {}) as { consumers?: Consumer[] };
      return consumers.filter((c) => !c.caughtUp).map((c) => `${c.group} is ${c.lag ?? '?'} behind`);
    }),
  );
  const workflows = (await servesTemporal(temporal.address, 3_000)) ? [] : ['Temporal does not answer'];
  return [...answers.flat(), ...workflows];
}

export async function isReady(url: string): Promise<boolean> {
  return (await get(`${url}/health/ready`))?.ok === true;
}

async function get(url: string): Promise<Response | null> {
  return fetch(url, { signal: AbortSignal.timeout(5_000) }).catch(() => null);
}

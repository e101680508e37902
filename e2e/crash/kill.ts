import { notStanding as standing, type RunningStack } from '../harness';

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
  if (pidOf(stack, part) === killed) return [`${part} was not started again`];
  return standing(stack);
}

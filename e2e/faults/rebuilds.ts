import type { RunningStack } from '../harness';
import { patiently, sleep } from './patience';

interface Run {
  state: 'running' | 'done' | 'failed' | 'interrupted';
  problem: string | null;
  result: {
    equal: boolean;
    hash: string;
    hashBefore: string | null;
    events: number;
    tables: { table: string; rows: number; missing: number; extra: number; different: number; first: unknown[] }[];
  } | null;
}

export interface Compared {
  projection: string;
  hash: string;
  rows: number;
  /** What differs from what the bus makes of it; null when nothing does. */
  problem: string | null;
}

/** Every projection, held against what a clean run over the bus makes of it (`salesagent rebuild NAME --dry-run`). */
export async function compareProjections(stack: RunningStack): Promise<Compared[]> {
  const { projections } = await stack.api<{ projections: { name: string }[] }>('/api/rebuilds');
  const compared: Compared[] = [];
  for (const { name } of projections) compared.push(await compareOne(stack, name));
  return compared;
}

async function compareOne(stack: RunningStack, name: string): Promise<Compared> {
  const body = { name, dryRun: true };
  const { service, id } = await stack.api<{ service: string; id: string }>('/api/rebuilds', { method: 'POST', body });
  let run: Run = { state: 'running', problem: null, result: null };
  await patiently(async () => {
    run = await stack.api<Run>(`/api/rebuilds/${service}/${id}`);
    await sleep(300);
    return run.state !== 'running';
  }, 180_000);
  const { result, state, problem } = run;
  if (state !== 'done' || !result) return { projection: name, hash: '–', rows: 0, problem: problem ?? state };
  const differing = result.tables.filter((t) => t.missing + t.extra + t.different > 0);
  const equal = result.equal && result.hash === result.hashBefore;
  return {
    projection: name,
    hash: result.hash.slice(0, 12),
    rows: result.tables.reduce((sum, { rows }) => sum + rows, 0),
    problem: equal ? null : `differs: ${JSON.stringify(differing).slice(0, 600)}`,
  };
}

import { AGENTS } from '@salesagent/canon/sales';
import type { Config } from '@salesagent/platform';
import type { Costs } from '../api/costs.schema';
import { SERVICES } from '../upstream/upstream';

const TIMEOUT_MILLISECONDS = 3_000;

/** Whether any agent has a model; only they know, since only they have its configuration. */
export async function modelsOfAgents(urls: Config['urls']): Promise<NonNullable<Costs['models']>> {
  const told = await Promise.all(AGENTS.map((agent) => modelOf(urls[SERVICES[agent]])));
  if (told.some((model) => typeof model === 'string')) return 'configured';
  return told.includes(undefined) ? 'unknown' : 'none';
}

/** Its name, null where it has none or asks none, undefined where the agent cannot be asked. */
async function modelOf(base: string | undefined): Promise<string | null | undefined> {
  if (!base) return undefined;
  try {
    const response = await fetch(new URL('internal/progress', base.endsWith('/') ? base : `${base}/`), {
      signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
    });
    if (!response.ok) return undefined;
    const { details } = (await response.json()) as { details?: { model?: unknown } };
    return typeof details?.model === 'string' ? details.model : null;
  } catch {
    return undefined;
  }
}

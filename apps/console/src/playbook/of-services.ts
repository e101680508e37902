import { z } from 'zod';
import type { Agent } from '@salesagent/canon/sales';
import type { PlaybookOfService } from '../api/playbook.schema';
import { ProblemError } from '../http/problem';
import type { Upstream } from '../upstream/upstream';

/** The services whose actions are about records; they take up what is signed while they run. */
export const AGENTS: readonly Agent[] = ['lead-gen', 'qualification', 'deal', 'customer-success'];

const TIMEOUT_MILLISECONDS = 5_000;
const OFF = 'off: ';

const progress = z.looseObject({
  details: z.looseObject({
    playbook: z.looseObject({ version: z.string() }).optional(),
    actions: z.record(z.string(), z.string()).optional(),
  }),
});

/** By which playbook each agent acts, and which of its actions are off, by its own word. */
export async function playbookOfServices(upstream: Upstream, token: string): Promise<PlaybookOfService[]> {
  return Promise.all(
    AGENTS.map(async (service) => {
      const { details } = progress.parse(await said(upstream, service, token));
      const off = Object.entries(details.actions ?? {})
        .filter(([, state]) => state.startsWith(OFF))
        .map(([action, state]) => ({ action, reason: state.slice(OFF.length) }));
      return { service, version: details.playbook?.version ?? null, off };
    }),
  );
}

async function said(upstream: Upstream, service: Agent, token: string): Promise<unknown> {
  const question = { token, timeoutMilliseconds: TIMEOUT_MILLISECONDS };
  try {
    return await upstream.json(service as 'qualification', '/internal/progress', question);
  } catch (error) {
    if (error instanceof ProblemError) return { details: {} };
    throw error;
  }
}

import { askService, until, type RunningStack } from '../harness';

/** A proposal as the console shows it. */
export interface Proposal {
  actionId: string;
  action: string;
  state: string;
  tier: string | null;
  reason: string | null;
  digest: string;
  subject: { ref: string; type: string; id: string };
  account: { id: string } | null;
  owner: { id: string; name: string | null } | null;
  execution: unknown;
}

interface Page {
  total: number;
  approvals: Proposal[];
}

export const ENDED = ['executed', 'failed', 'outcome-unknown', 'rejected', 'expired', 'withdrawn', 'prepared'];

export function proposals(stack: RunningStack, query: string): Promise<Page> {
  return stack.api<Page>(`/api/approvals?${query}`);
}

export function proposal(stack: RunningStack, actionId: string, token?: string): Promise<Proposal> {
  return stack.api<Proposal>(`/api/approvals/${encodeURIComponent(actionId)}`, token === undefined ? {} : { token });
}

/** Says yes to exactly what is shown now. */
export function approve(stack: RunningStack, shown: Proposal, token: string): Promise<{ state: string }> {
  return stack.api(`/api/approvals/${encodeURIComponent(shown.actionId)}/decision`, {
    method: 'POST',
    token,
    body: { decision: 'approve', digest: shown.digest, evidenceOpened: true },
  });
}

/** The proposal once it has come to an end of whatever kind. */
export function ending(stack: RunningStack, actionId: string): Promise<Proposal> {
  return until(
    `${actionId} comes to an end`,
    () => proposal(stack, actionId),
    ({ state }) => ENDED.includes(state),
  );
}

/** Whether gateway has begun to carry it out at all: its execution stream, not a view of it. */
export async function wasCarriedOut(stack: RunningStack, actionId: string, token: string): Promise<boolean> {
  const { status } = await askService(stack, 'gateway', `/executions/${encodeURIComponent(actionId)}`, { token });
  return status !== 404;
}

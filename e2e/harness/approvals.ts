import type { RunningStack } from './running-stack';

interface Listed {
  approvals: { actionId: string; state: string }[];
}

/** Ids of the proposals that wait for a person, as the inbox lists them. */
export async function awaiting(stack: RunningStack): Promise<string[]> {
  const { approvals } = await stack.api<Listed>('/api/approvals?state=open&limit=50');
  return approvals.filter(({ state }) => state === 'awaiting').map(({ actionId }) => actionId);
}

/** Opens a proposal and approves what is shown. @throws when that is refused, and while it cannot be done */
export async function approve(stack: RunningStack, actionId: string): Promise<void> {
  const path = `/api/approvals/${encodeURIComponent(actionId)}`;
  const { digest } = await stack.api<{ digest: string }>(path);
  const body = { decision: 'approve', digest, evidenceOpened: true };
  await stack.api(`${path}/decision`, { method: 'POST', body });
}

import { setTimeout as pause } from 'node:timers/promises';
import type { HomeCompany } from './home';
import type { Progress } from './progress';

interface SyncStatus {
  phase: 'starting' | 'backfill' | 'following';
  trouble: { message: string; remedy: string } | null;
  backfill: { type: string; read: number; done: boolean }[];
}

const POLL_MS = 1_000;

/**
 * Tells the operator how the first reading of a hosted CRM goes: once when it is done, and whatever else holds it up.
 * The stack runs meanwhile; a large CRM takes minutes. Ends when the process does, or when everything was read.
 */
export async function followFirstReading(of: {
  consoleUrl: string;
  token: () => string;
  company: HomeCompany;
  progress: Progress;
}): Promise<void> {
  const { company, progress } = of;
  const crm = company.source === 'hubspot' ? 'HubSpot' : 'Salesforce';
  progress.say(`${crm} is being read; how far: npx --no-install salesagent crm sync`);
  for (let told = ''; ;) {
    const status = await ask(of);
    if (status?.phase === 'following') return progress.say(`${crm} is read: ${inWords(status)}. Changes follow.`);
    const trouble = status?.trouble ? `${crm}: ${status.trouble.message} → ${status.trouble.remedy}` : '';
    if (trouble && trouble !== told) progress.say(trouble);
    told = trouble || told;
    await pause(POLL_MS);
  }
}

function inWords({ backfill }: SyncStatus): string {
  const some = backfill.filter(({ read }) => read > 0);
  return some.map(({ type, read }) => `${type}: ${read}`).join(', ') || 'it holds nothing';
}

/** Null while console or gateway do not answer; both are started again by themselves. */
async function ask({ consoleUrl, token }: { consoleUrl: string; token: () => string }): Promise<SyncStatus | null> {
  const response = await fetch(`${consoleUrl}/api/crm/sync`, {
    headers: { authorization: `Bearer ${token()}` },
    signal: AbortSignal.timeout(10_000),
  }).catch(() => null);
  return response?.ok ? ((await response.json().catch(() => null)) as SyncStatus | null) : null;
}

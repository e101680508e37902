import { accountDueDates, nextDue, type Lifecycles } from '@salesagent/governance';
import { SqlMirror } from '@salesagent/mirror';
import type { EventStore } from '@salesagent/event-store';
import type { Clock } from '@salesagent/platform';
import type { AccountLook, AccountLookInput } from '@salesagent/workflow/contracts';
import { markEnded, markGoingOn } from './rows';

export interface LookingAtAccounts {
  store: EventStore;
  clock: Clock;
  playbook: Lifecycles;
  frozen: () => Promise<boolean>;
}

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** Whether an account is live, as what, and what its agents are to look at next. */
export async function lookAtAccount(at: LookingAtAccounts, memory: AccountLookInput): Promise<AccountLook> {
  const { store, clock, playbook, frozen } = at;
  const { accountId, touchedAt = null, asked = [] } = memory;
  const mirror = new SqlMirror(store.pool, 'orchestrator');
  const account = await mirror.get('account', accountId);
  const lifecycle = text(account?.fields['lifecycle']);
  if (account === null || lifecycle === 'former') {
    await markEnded(store.pool, 'account', accountId, clock.now());
    return { memory: { lifecycle, asked: [] }, done: true, due: null };
  }
  await markGoingOn(store.pool, 'account', accountId);
  const contracts = (await mirror.where('contract', 'accountId', accountId))
    .filter(({ fields }) => fields['status'] !== 'ended' && text(fields['endedAt']) === null)
    .map(({ id, fields }) => ({ id, startDate: text(fields['startDate']), renewalDate: text(fields['renewalDate']) }));
  // Work in flight from 0.1.0 does not say it.
  const since = memory.since ?? clock.now().toISOString();
  const times = { since, touchedAt, customer: lifecycle === 'customer', contracts, asked };
  const next = nextDue(accountDueDates(playbook, times), times);
  return { memory: { lifecycle, asked: next.asked }, done: false, due: (await frozen()) ? null : next.due };
}

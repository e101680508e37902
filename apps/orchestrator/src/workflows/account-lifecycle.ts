import { condition, continueAsNew, defineQuery, defineSignal, patched, setHandler } from '@temporalio/workflow';
import { MESSAGES, type AccountMemory } from '@salesagent/workflow/contracts';
import { formerAccountLifecycle } from './former-lifecycles';
import { crm, DUE_DATES, isDue, isLongEnough, now, untilDue, withAsked } from './lifecycle-turns';

export const accountChanged = defineSignal<[{ touched: boolean }]>(MESSAGES.changed);
export const accountStatus = defineQuery<AccountMemory>(MESSAGES.status);

/**
 * One live account, in stage 1, 2 or 6: the rhythm of prospects and customers, silences, the approach of renewals and
 * business reviews. Like a deal's, it does one thing after the other.
 */
export async function accountLifecycle(memory: AccountMemory): Promise<AccountMemory> {
  if (!patched(DUE_DATES)) return formerAccountLifecycle(memory);
  const since = memory.since ?? now();
  let remembered: AccountMemory = { ...memory, since };
  let pending = true;
  setHandler(accountStatus, () => remembered);
  setHandler(accountChanged, ({ touched }) => {
    pending = true;
    if (touched) remembered = { ...remembered, touchedAt: now() };
  });
  for (;;) {
    pending = false;
    const look = await crm.observeAccount({ ...remembered, since, now: now() });
    remembered = { ...remembered, ...look.memory };
    if (look.done && !pending) return remembered;
    if (isLongEnough()) return continueAsNew<typeof accountLifecycle>(remembered);
    const { due } = look;
    if (due === null) {
      await condition(() => pending);
      continue;
    }
    if ((await condition(() => pending, untilDue(due))) || !isDue(due)) continue;
    await crm.requestAccountActions({ accountId: remembered.accountId, ...due });
    remembered = { ...remembered, asked: withAsked(remembered.asked, due) };
  }
}

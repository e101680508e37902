import {
  condition,
  continueAsNew,
  defineQuery,
  defineSignal,
  proxyActivities,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import { MESSAGES, type AccountMemory, type LifecycleActivities } from '@salesagent/workflow/contracts';

const crm = proxyActivities<LifecycleActivities>({
  startToCloseTimeout: '10s',
  retry: { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '30s' },
});

export const accountChanged = defineSignal<[{ touched: boolean }]>(MESSAGES.changed);
export const accountStatus = defineQuery<AccountMemory>(MESSAGES.status);

/** One live account, in stage 1, 2 or 6: a prospect is scored anew each month, a customer's health each week. */
export async function accountLifecycle(memory: AccountMemory): Promise<AccountMemory> {
  let remembered = memory;
  let pending = true;
  setHandler(accountStatus, () => remembered);
  setHandler(accountChanged, () => void (pending = true));
  for (;;) {
    pending = false;
    const look = await crm.observeAccount(remembered);
    remembered = { ...remembered, lifecycle: look.lifecycle };
    if (!look.live && !pending) return remembered;
    if (workflowInfo().continueAsNewSuggested) return continueAsNew<typeof accountLifecycle>(remembered);
    if (look.nextDueAt === null) {
      await condition(() => pending);
      continue;
    }
    const due = Date.parse(look.nextDueAt);
    const woken = await condition(() => pending, Math.min(Math.max(due - Date.now(), 1_000), 20 * 86_400_000));
    if (!woken && due <= Date.now())
      await crm.requestAccountActions({ accountId: remembered.accountId, nominalTime: look.nextDueAt });
  }
}

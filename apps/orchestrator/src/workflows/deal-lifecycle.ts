import {
  condition,
  continueAsNew,
  defineQuery,
  defineSignal,
  proxyActivities,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import { MESSAGES, type DealMemory, type LifecycleActivities } from '@salesagent/workflow/contracts';

const crm = proxyActivities<LifecycleActivities>({
  startToCloseTimeout: '10s',
  retry: { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '30s' },
});

export const dealChanged = defineSignal<[{ touched: boolean }]>(MESSAGES.changed);
export const dealStatus = defineQuery<DealMemory>(MESSAGES.status);

/**
 * One open deal. It follows the CRM: every signal is a look at the record, never an order to it. Between looks it
 * waits for the day on which nobody touched the deal for too long. Ends when the deal is closed.
 */
export async function dealLifecycle(memory: DealMemory): Promise<DealMemory> {
  let remembered = memory;
  let pending = true;
  setHandler(dealStatus, () => remembered);
  setHandler(dealChanged, ({ touched }) => {
    pending = true;
    if (touched) remembered = { ...remembered, touchedAt: new Date().toISOString() };
  });
  for (;;) {
    pending = false;
    const look = await crm.observeDeal(remembered);
    remembered = { ...remembered, subStage: look.subStage };
    if (!look.open && !pending) return remembered;
    if (workflowInfo().continueAsNewSuggested) return continueAsNew<typeof dealLifecycle>(remembered);
    if (look.noTouchDueAt === null) {
      await condition(() => pending);
      continue;
    }
    const woken = await condition(() => pending, clamp(Date.parse(look.noTouchDueAt) - Date.now()));
    if (!woken && Date.parse(look.noTouchDueAt) <= Date.now()) {
      await crm.requestDealActions({ opportunityId: remembered.opportunityId, nominalTime: look.noTouchDueAt });
      // Asked once for this silence; the next one is counted from here.
      remembered = { ...remembered, touchedAt: look.noTouchDueAt };
    }
  }
}

/** At least a second, and below what a timer can hold. */
function clamp(milliseconds: number): number {
  return Math.min(Math.max(milliseconds, 1_000), 20 * 86_400_000);
}

import {
  condition,
  continueAsNew,
  defineQuery,
  defineSignal,
  proxyActivities,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import { MESSAGES } from '@salesagent/workflow/contracts';

/**
 * The lifecycles as release 0.1.0 had them. Tests start workflows with this code and go on with today's, as a
 * deployment does; nothing else uses it.
 */
interface DealMemory {
  opportunityId: string;
  subStage: string | null;
  touchedAt: string | null;
}
interface AccountMemory {
  accountId: string;
  lifecycle: string | null;
}
interface Activities {
  observeDeal(memory: DealMemory): Promise<{ open: boolean; subStage: string | null; noTouchDueAt: string | null }>;
  requestDealActions(input: { opportunityId: string; nominalTime: string }): Promise<void>;
  observeAccount(memory: AccountMemory): Promise<{ live: boolean; lifecycle: string | null; nextDueAt: string | null }>;
  requestAccountActions(input: { accountId: string; nominalTime: string }): Promise<void>;
}

const crm = proxyActivities<Activities>({
  startToCloseTimeout: '10s',
  retry: { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '30s' },
});

export async function dealLifecycle(memory: DealMemory): Promise<DealMemory> {
  let remembered = memory;
  let pending = true;
  setHandler(defineQuery<DealMemory>(MESSAGES.status), () => remembered);
  setHandler(defineSignal<[{ touched: boolean }]>(MESSAGES.changed), ({ touched }) => {
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
      remembered = { ...remembered, touchedAt: look.noTouchDueAt };
    }
  }
}

export async function accountLifecycle(memory: AccountMemory): Promise<AccountMemory> {
  let remembered = memory;
  let pending = true;
  setHandler(defineQuery<AccountMemory>(MESSAGES.status), () => remembered);
  setHandler(defineSignal<[{ touched: boolean }]>(MESSAGES.changed), () => void (pending = true));
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

function clamp(milliseconds: number): number {
  return Math.min(Math.max(milliseconds, 1_000), 20 * 86_400_000);
}

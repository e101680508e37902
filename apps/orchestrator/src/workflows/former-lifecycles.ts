import {
  condition,
  continueAsNew,
  defineQuery,
  defineSignal,
  patched,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import {
  MESSAGES,
  type AccountMemory,
  type AccountLookInput,
  type DealLookInput,
  type DealMemory,
} from '@salesagent/workflow/contracts';
import { crm, DUE_DATES } from './lifecycle-turns';

/**
 * The lifecycles of release 0.1.0, without the marker `due-dates`: what they did is repeated while a history of theirs
 * is replayed. As soon as the replay has caught up, a deal or an account goes on in today's code with what it
 * remembers. To be removed once no such workflow runs (docs/runbooks/workflow-changes.md).
 */
const changed = defineSignal<[{ touched: boolean }]>(MESSAGES.changed);

interface FormerDealLook {
  open: boolean;
  subStage: string | null;
  noTouchDueAt: string | null;
}

export async function formerDealLifecycle(memory: DealMemory): Promise<DealMemory> {
  let remembered = memory;
  let pending = true;
  setHandler(defineQuery<DealMemory>(MESSAGES.status), () => remembered);
  setHandler(changed, ({ touched }) => {
    pending = true;
    if (touched) remembered = { ...remembered, touchedAt: new Date().toISOString() };
  });
  for (;;) {
    pending = false;
    const look = (await crm.observeDeal(remembered as DealLookInput)) as unknown as FormerDealLook;
    if (patched(DUE_DATES)) return leave(remembered);
    remembered = { ...remembered, subStage: look.subStage };
    if (!look.open && !pending) return remembered;
    if (workflowInfo().continueAsNewSuggested) return leave(remembered);
    if (look.noTouchDueAt === null) {
      await condition(() => pending);
      if (patched(DUE_DATES)) return leave(remembered);
      continue;
    }
    const due = Date.parse(look.noTouchDueAt);
    const woken = await condition(() => pending, wait(due));
    if (patched(DUE_DATES)) return leave(remembered);
    if (woken || due > Date.now()) continue;
    const { opportunityId } = remembered;
    await crm.requestDealActions({ opportunityId, what: 'silence', nominalTime: look.noTouchDueAt });
    remembered = { ...remembered, touchedAt: look.noTouchDueAt };
  }
}

interface FormerAccountLook {
  live: boolean;
  lifecycle: string | null;
  nextDueAt: string | null;
}

export async function formerAccountLifecycle(memory: AccountMemory): Promise<AccountMemory> {
  let remembered = memory;
  let pending = true;
  setHandler(defineQuery<AccountMemory>(MESSAGES.status), () => remembered);
  setHandler(changed, () => void (pending = true));
  for (;;) {
    pending = false;
    const look = (await crm.observeAccount(remembered as AccountLookInput)) as unknown as FormerAccountLook;
    if (patched(DUE_DATES)) return leave(remembered);
    remembered = { ...remembered, lifecycle: look.lifecycle };
    if (!look.live && !pending) return remembered;
    if (workflowInfo().continueAsNewSuggested) return leave(remembered);
    if (look.nextDueAt === null) {
      await condition(() => pending);
      if (patched(DUE_DATES)) return leave(remembered);
      continue;
    }
    const due = Date.parse(look.nextDueAt);
    const woken = await condition(() => pending, wait(due));
    if (patched(DUE_DATES)) return leave(remembered);
    if (!woken && due <= Date.now())
      await crm.requestAccountActions({
        accountId: remembered.accountId,
        what: 'cadence',
        nominalTime: look.nextDueAt,
      });
  }
}

function leave<M>(remembered: M): Promise<never> {
  return continueAsNew<(memory: M) => Promise<M>>(remembered);
}

function wait(due: number): number {
  return Math.min(Math.max(due - Date.now(), 1_000), 20 * 86_400_000);
}

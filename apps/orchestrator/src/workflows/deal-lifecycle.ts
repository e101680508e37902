import { condition, continueAsNew, defineQuery, defineSignal, patched, setHandler } from '@temporalio/workflow';
import { MESSAGES, type DealMemory } from '@salesagent/workflow/contracts';
import { formerDealLifecycle } from './former-lifecycles';
import { crm, DUE_DATES, isDue, isLongEnough, now, untilDue, withAsked } from './lifecycle-turns';

export const dealChanged = defineSignal<[{ touched: boolean }]>(MESSAGES.changed);
export const dealStatus = defineQuery<DealMemory>(MESSAGES.status);

/**
 * One deal, from when it is open until it is closed and, where it was won, handed over. It follows the CRM: every
 * signal is a look at the record, never an order to it. One look or request ends before the next begins, so nothing
 * works on one deal twice at a time; signals that come meanwhile are one more look.
 */
export async function dealLifecycle(memory: DealMemory): Promise<DealMemory> {
  if (!patched(DUE_DATES)) return formerDealLifecycle(memory);
  const since = memory.since ?? now();
  let remembered: DealMemory = { ...memory, since };
  let pending = true;
  setHandler(dealStatus, () => remembered);
  setHandler(dealChanged, ({ touched }) => {
    pending = true;
    if (touched) remembered = { ...remembered, touchedAt: now() };
  });
  for (;;) {
    pending = false;
    const look = await crm.observeDeal({ ...remembered, since, now: now() });
    remembered = { ...remembered, ...look.memory };
    if (look.done && !pending) return remembered;
    if (isLongEnough()) return continueAsNew<typeof dealLifecycle>(remembered);
    const { due } = look;
    if (due === null) {
      await condition(() => pending);
      continue;
    }
    if ((await condition(() => pending, untilDue(due))) || !isDue(due)) continue;
    const { opportunityId } = remembered;
    if (due.what === 'handoff') await crm.handoffOverdue({ opportunityId, nominalTime: due.nominalTime });
    else {
      await crm.requestDealActions({ opportunityId, ...due });
      remembered = { ...remembered, asked: withAsked(remembered.asked, due) };
    }
  }
}

import type { Tier } from '@salesagent/canon/sales';
import { isEarnable, isHeldOut, type Policy } from '@salesagent/governance';
import type { EventToAppend } from '@salesagent/event-store';
import type { DocketRow } from '../gate/docket-rows';
import { gateEvent } from '../gate/gate-log';

/** Why a proposal that could have run alone ends without anything. */
export const LEFT_ALONE = 'left alone, so that what the action is worth can be measured';

/** Whether an action that may run alone leaves this subject alone; only on T3, and the same subjects each time. */
export function isLeftAlone(row: DocketRow, tier: Tier, policy: Policy): boolean {
  return tier === 'T3' && isEarnable(row.effect) && isHeldOut(row.action, row.subject, policy.autonomy.holdOutShare);
}

export function heldOutEvent(row: DocketRow, policy: Policy, now: Date): EventToAppend {
  const { action_id: actionId, action, subject } = row;
  const data = { actionId, action, tier: 'T3', subject, share: policy.autonomy.holdOutShare };
  return gateEvent('ActionHeldOut', actionId, data, now);
}

import { roleAbove, type ApproverRole } from '@salesagent/governance';
import type { StoreTransaction } from '@salesagent/event-store';
import { notThemselves } from './asking';
import type { DocketRow } from './docket-rows';
import { gateEvent, type GateHistory } from './gate-log';
import { Surroundings } from './people';
import { policyInForce } from './policy-store';
import { earnedAutonomy, momentOf, rulingOf } from './rulings';

/**
 * Asks the next role besides: who was asked keeps the right to decide. Where a second person is waited for, the role
 * above theirs.
 */
export async function escalate(tx: StoreTransaction, row: DocketRow, history: GateHistory, now: Date): Promise<void> {
  const { asked, first } = history;
  if (asked === null) return;
  const { action_id: actionId } = row;
  const { policy } = await policyInForce(tx.client);
  const around = await Surroundings.of(tx.client, [row]);
  const ruling = rulingOf(row, policy, around, await earnedAutonomy(tx.client), await momentOf(tx.client, now));
  const role: ApproverRole | null = first === null ? ruling.escalateTo : roleAbove(asked.approver.role);
  if (role === null) {
    await tx.client.query('update orchestrator.docket set escalates_at = null where action_id = $1', [actionId]);
    return;
  }
  const to = around.assignee(row, role, new Set([...notThemselves(row, ruling, around), row.first_by ?? '']));
  const data = { actionId, from: asked.approver, to, expiresAt: asked.expiresAt };
  const origin = { occurrence: `${actionId}@${asked.escalatesAt ?? ''}` };
  await tx.append(actionId, 'any', [gateEvent('ApprovalEscalated', actionId, data, now, origin)]);
  await tx.client.query(
    `update orchestrator.docket set approver_role = $2, approver_id = $3, assignee_role = $2, assignee_id = $3,
       escalates_at = null, escalated_to = $2 where action_id = $1`,
    [actionId, to.role, to.personId],
  );
}

/**
 * Lets a question that stands go to whom it is for now: somebody is away or back, has left, or owns the deal now.
 * Nothing happens where that is nobody else.
 */
export async function reassign(tx: StoreTransaction, row: DocketRow, history: GateHistory, now: Date): Promise<void> {
  const { asked } = history;
  if (asked === null || row.state !== 'open') return;
  const { action_id: actionId } = row;
  const { policy } = await policyInForce(tx.client);
  const around = await Surroundings.of(tx.client, [row]);
  const ruling = rulingOf(row, policy, around, await earnedAutonomy(tx.client), await momentOf(tx.client, now));
  const { approver: from } = asked;
  const not = new Set([...notThemselves(row, ruling, around), row.first_by ?? '']);
  const approver = around.assignee(row, from.role, not);
  if (approver.personId === from.personId) return;
  const away = from.personId !== null && around.isAway(from.personId);
  const data = { actionId, from, approver, reason: away ? `${from.personId} is away` : 'who decides it has changed' };
  const origin = { occurrence: `${actionId}@${now.toISOString()}` };
  await tx.append(actionId, 'any', [gateEvent('ApprovalReassigned', actionId, data, now, origin)]);
  await tx.client.query(
    `update orchestrator.docket set approver_id = $2, assignee_id = case when assignee_role = approver_role then $2
       else assignee_id end where action_id = $1`,
    [actionId, approver.personId],
  );
}

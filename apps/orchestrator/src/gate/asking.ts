import { endOfBusinessDay } from '@salesagent/governance';
import type { StoreTransaction } from '@salesagent/event-store';
import { plant } from '../ladder/known-bad';
import type { DocketRow } from './docket-rows';
import { gateEvent, type GateHistory } from './gate-log';
import { Surroundings } from './people';
import { policyInForce } from './policy-store';
import { earnedAutonomy, momentOf, rulingOf } from './rulings';

/** Asks whom the policy names, for as long as it gives; the answer is when that ends. */
export async function ask(
  tx: StoreTransaction,
  row: DocketRow,
  now: Date,
  asked: { expiresAt: string } | null = null,
): Promise<string> {
  const { policy, version: policyVersion } = await policyInForce(tx.client);
  const around = await Surroundings.of(tx.client, [row]);
  const ruling = rulingOf(row, policy, around, await earnedAutonomy(tx.client), await momentOf(tx.client, now));
  const approver = around.assignee(row, ruling.approver.role);
  const given = endOfBusinessDay(now, ruling.expiresInBusinessDays, policy.calendar).toISOString();
  // Asked anew, nobody has longer than before.
  const expiresAt = asked !== null && asked.expiresAt < given ? asked.expiresAt : given;
  const { action_id: actionId } = row;
  const data = { actionId, digest: row.digest, policyVersion, approver, expiresAt };
  const occurrence = asked === null ? actionId : `${policyVersion}@${now.toISOString()}`;
  await tx.append(actionId, 'any', [gateEvent('ApprovalRequested', actionId, data, now, { occurrence })]);
  await tx.client.query(
    `update orchestrator.docket set state = 'open', approver_role = $2, approver_id = $3, policy_version = $4,
       expires_at = $5 where action_id = $1`,
    [actionId, approver.role, approver.personId, policyVersion, expiresAt],
  );
  if (asked === null) await plant(tx, row, ruling, policy, now);
  return expiresAt;
}

/**
 * A question that stands from before a policy was published is asked of whom that one names, within its time.
 * @returns when the question that stands now ends; null when none stands
 */
export async function askAgain(
  tx: StoreTransaction,
  row: DocketRow,
  history: GateHistory,
  now: Date,
): Promise<string | null> {
  if (history.asked === null || row.state !== 'open') return null;
  const { version } = await policyInForce(tx.client);
  return history.asked.policyVersion === version ? history.asked.expiresAt : ask(tx, row, now, history.asked);
}

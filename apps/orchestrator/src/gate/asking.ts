import { endOfBusinessDay, isOwn, type ApproverRole, type Policy, type Ruling } from '@salesagent/governance';
import type { StoreTransaction } from '@salesagent/event-store';
import { plant } from '../ladder/known-bad';
import { askersOfRow, type DocketRow } from './docket-rows';
import { gateEvent, type GateHistory } from './gate-log';
import { Surroundings } from './people';
import { policyInForce } from './policy-store';
import type { RecordedDecision } from './recorded-decisions';
import { earnedAutonomy, momentOf, rulingOf } from './rulings';

/** Asks whom the policy names, for as long as it gives; the answer is when that ends. */
export async function ask(
  tx: StoreTransaction,
  row: DocketRow,
  now: Date,
  asked: { expiresAt: string } | null = null,
): Promise<Asked> {
  const { policy, version: policyVersion } = await policyInForce(tx.client);
  const around = await Surroundings.of(tx.client, [row]);
  const ruling = rulingOf(row, policy, around, await earnedAutonomy(tx.client), await momentOf(tx.client, now));
  const approver = around.assignee(row, ruling.approver.role, notThemselves(row, ruling, around));
  const given = endOfBusinessDay(now, ruling.expiresInBusinessDays, policy.calendar).toISOString();
  // Asked anew, nobody has longer than before.
  const expiresAt = asked !== null && asked.expiresAt < given ? asked.expiresAt : given;
  const escalatesAt = escalation(ruling, policy, now, expiresAt);
  const { action_id: actionId } = row;
  const data = { actionId, digest: row.digest, policyVersion, approver, expiresAt, escalatesAt };
  const occurrence = asked === null ? actionId : `${policyVersion}@${now.toISOString()}`;
  await tx.append(actionId, 'any', [gateEvent('ApprovalRequested', actionId, data, now, { occurrence })]);
  await tx.client.query(
    `update orchestrator.docket set state = 'open', approver_role = $2, approver_id = $3, policy_version = $4,
       expires_at = $5, escalates_at = $6, escalated_to = null, first_decision_id = null, first_by = null,
       asked = asked + 1
     where action_id = $1`,
    [actionId, approver.role, approver.personId, policyVersion, expiresAt, escalatesAt],
  );
  if (asked === null) await plant(tx, row, ruling, policy, now);
  return { expiresAt, escalatesAt };
}

/** When a question ends, and when it is asked of the next role besides; null = never. */
export interface Asked {
  expiresAt: string;
  escalatesAt: string | null;
}

/** The end of the business day on which the policy's share of the time is over, if the question ends later. */
function escalation(ruling: Ruling, policy: Policy, now: Date, expiresAt: string): string | null {
  if (ruling.escalateTo === null && ruling.secondApprover === null) return null;
  const days = Math.floor(ruling.expiresInBusinessDays * policy.escalation.afterShare);
  const at = endOfBusinessDay(now, days, policy.calendar).toISOString();
  return at < expiresAt ? at : null;
}

/** Who asked for it is not asked about it, where the policy wants another. */
export function notThemselves(row: DocketRow, ruling: Ruling, around: Surroundings): Set<string> {
  const people = around.responsible(row);
  return new Set(askersOfRow(row).filter((by) => isOwn(ruling, people, { by, personId: by }, [by])));
}

/** Asks a second person about exactly what the first one approved. */
export async function askSecond(
  tx: StoreTransaction,
  row: DocketRow,
  decision: RecordedDecision,
  needs: ApproverRole,
  policyVersion: string,
  now: Date,
): Promise<string> {
  const { action_id: actionId } = row;
  const { decisionId, by, digest, evidenceOpened, change } = decision;
  const around = await Surroundings.of(tx.client, [row]);
  const approver = around.assignee(row, needs, new Set([by, ...askersOfRow(row)]));
  const expiresAt = (row.expires_at ?? now).toISOString();
  const data = {
    ...{ actionId, decisionId, by, digest, policyVersion, evidenceOpened, approver, expiresAt },
    ...(change ? { edited: change } : {}),
  };
  const origin = { occurrence: decisionId, cause: decisionId, actor: by };
  await tx.append(actionId, 'any', [gateEvent('SecondApprovalRequested', actionId, data, now, origin)]);
  await tx.client.query(
    `update orchestrator.docket set approver_role = $2, approver_id = $3, first_decision_id = $4, first_by = $5
     where action_id = $1`,
    [actionId, approver.role, approver.personId, decisionId, by],
  );
  return `approved by ${by}, as one of two; ${WHO[needs]} is asked now`;
}

const WHO: Readonly<Record<ApproverRole, string>> = {
  owner: 'the owner, or their manager,',
  manager: 'the manager',
  operations_vp: 'operations',
};

/**
 * A question that stands from before a policy was published is asked of whom that one names, within its time.
 * @returns the question that stands now; null when none stands
 */
export async function askAgain(
  tx: StoreTransaction,
  row: DocketRow,
  history: GateHistory,
  now: Date,
): Promise<Asked | null> {
  if (history.asked === null || row.state !== 'open') return null;
  const { version } = await policyInForce(tx.client);
  const { expiresAt, escalatesAt = null, policyVersion } = history.asked;
  return policyVersion === version ? { expiresAt, escalatesAt } : ask(tx, row, now, history.asked);
}

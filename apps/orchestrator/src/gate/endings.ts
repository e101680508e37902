import { overBy } from '@salesagent/governance';
import type { StoreTransaction } from '@salesagent/event-store';
import type { DocketRow, DocketState } from './docket-rows';
import { gateEvent, readHistory } from './gate-log';
import { Surroundings } from './people';
import { policyInForce } from './policy-store';
import { earnedAutonomy, goneBecause, momentOf, rulingOf } from './rulings';

/** Ends a gate that has not ended, in the log and in the view. */
export async function end(
  tx: StoreTransaction,
  actionId: string,
  state: 'withdrawn' | 'prepared' | 'expired',
  reason: string,
  now: Date,
): Promise<void> {
  const history = readHistory(await tx.read(actionId));
  if (history.ended || (history.approvedBy !== null && state === 'expired')) return;
  const event =
    state === 'expired'
      ? gateEvent('ActionExpired', actionId, { actionId, reason }, now)
      : gateEvent('ActionWithdrawn', actionId, { actionId, reason, outcome: state }, now);
  await tx.append(actionId, 'any', [event]);
  await setState(tx, actionId, state, reason, now);
}

/** The view's state; the log is the truth. */
export async function setState(
  tx: StoreTransaction,
  actionId: string,
  state: DocketState,
  reason: string | null,
  now: Date,
): Promise<void> {
  await tx.client.query(
    `update orchestrator.docket set state = $2, reason = $3, decided_at = $4 where action_id = $1`,
    [actionId, state, reason, now],
  );
}

/** Ends the gate when the ceiling has become P or the facts are gone; null while it may stay open. */
export async function endedByFacts(
  tx: StoreTransaction,
  row: DocketRow,
  now: Date,
): Promise<{ state: 'prepared' | 'withdrawn'; message: string } | null> {
  const around = await Surroundings.of(tx.client, [row]);
  const { policy } = await policyInForce(tx.client);
  const ruling = rulingOf(row, policy, around, await earnedAutonomy(tx.client), await momentOf(tx.client, now));
  const over = overBy(ruling, goneBecause(row, around));
  if (over !== null) await end(tx, row.action_id, over.state, over.message, now);
  return over;
}

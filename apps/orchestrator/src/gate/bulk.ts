import { bulkProblem } from '@salesagent/governance';
import type { EventStore } from '@salesagent/event-store';
import type { Clock } from '@salesagent/platform';
import { DecisionRefused, type RefusalCode } from './decision-refused';
import type { DecidedBy, DecisionAnswer, Decisions } from './decisions';
import { docketRows } from './docket-rows';
import { Surroundings } from './people';
import { openChecks } from '../ladder/known-bad';
import { policyInForce } from './policy-store';
import { earnedAutonomy, momentOf, rulingOf } from './rulings';

/** One of several, with the digest the person was shown of it. */
export interface Chosen {
  actionId: string;
  digest: string;
}

export type BulkAnswer = DecisionAnswer | { actionId: string; code: RefusalCode; message: string };

/**
 * Approves several of one low-risk kind: each is a decision of its own, bound to its own digest, and refused by itself.
 * Nobody has looked into the evidence of each, so none of them counts towards autonomy.
 *
 * @throws DecisionRefused when the policy does not let these be decided together; then none is
 */
export async function approveTogether(
  { store, clock, decisions }: { store: EventStore; clock: Clock; decisions: Decisions },
  chosen: readonly Chosen[],
  who: DecidedBy,
): Promise<BulkAnswer[]> {
  const ids = [...new Set(chosen.map((c) => c.actionId))];
  const rows = await docketRows(store.pool, ids);
  const missing = ids.find((id) => !rows.some((r) => r.action_id === id));
  if (missing !== undefined) throw new DecisionRefused('unknown-action', `There is no proposal ${missing}`);
  const { policy } = await policyInForce(store.pool);
  const around = await Surroundings.of(store.pool, rows);
  const autonomy = await earnedAutonomy(store.pool);
  const moment = await momentOf(store.pool, clock.now());
  const items = rows.map((row) => ({
    action: row.action,
    effect: row.effect,
    ruling: rulingOf(row, policy, around, autonomy, moment),
  }));
  const problem = bulkProblem(items, policy.bulk);
  if (problem !== null) throw new DecisionRefused('bad-request', problem);
  const answers: BulkAnswer[] = [];
  // What is shown wrong on purpose is to be read, which nobody does who approves titles.
  const alone = new Set((await openChecks(store.pool, ids)).map((check) => check.actionId));
  for (const { actionId, digest } of chosen) {
    try {
      if (alone.has(actionId)) throw new DecisionRefused('bad-request', 'Look at this one by itself');
      const request = { actionId, digest, decision: 'approve' as const, evidenceOpened: false };
      answers.push(await decisions.take(request, who));
    } catch (error) {
      if (!(error instanceof DecisionRefused)) throw error;
      answers.push({ actionId, code: error.code, message: error.message });
    }
  }
  return answers;
}

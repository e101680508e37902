import type { EventStore, StoreTransaction } from '@salesagent/event-store';
import type { Clock } from '@salesagent/platform';
import type { GateActivities, Opening } from '@salesagent/workflow/contracts';
import { ask, askAgain } from './asking';
import { authorize } from './authorizing';
import { docketRow } from './docket-rows';
import { end, endedByFacts } from './endings';
import type { DecisionSeal } from './decision-seal';
import { readHistory } from './gate-log';
import type { SignPermit } from './permits';
import { escalate, reassign } from './turns';

/** What the gate's workflow does to the world: ask, authorise, end. Each is one transaction over the gate's stream. */
export function gateActivities(store: EventStore, clock: Clock, sign: SignPermit, seal: DecisionSeal): GateActivities {
  return {
    openGate: ({ actionId }) => store.transact([actionId], (tx) => open(tx, actionId, clock.now())),

    authorize: async ({ actionId, decisionId }) => {
      const now = clock.now();
      const verdict = await store.transact([actionId], (tx) => authorize(tx, actionId, decisionId, now, seal));
      if (!('claims' in verdict)) return verdict;
      return { kind: 'permit', permit: await sign(verdict.claims, now), digest: verdict.claims.digest };
    },

    recheck: ({ actionId }) =>
      store.transact([actionId], async (tx) => {
        const row = await docketRow(tx.client, actionId);
        const history = readHistory(await tx.read(actionId));
        if (!row || history.ended) return { state: history.ended ?? 'withdrawn' };
        const now = clock.now();
        const ended = await endedByFacts(tx, row, now);
        if (ended !== null) return { state: ended.state };
        if (history.approvedBy !== null) return { state: 'open' };
        const asked = await askAgain(tx, row, history, now);
        if (asked === null) return { state: 'open' };
        if (Date.parse(asked.expiresAt) > now.getTime()) {
          // Its workflow's own timer asks later, where a newer question gave less time.
          if (asked.escalatesAt !== null && Date.parse(asked.escalatesAt) <= now.getTime())
            await escalate(tx, row, readHistory(await tx.read(actionId)), now);
          await reassign(tx, row, readHistory(await tx.read(actionId)), now);
          return { state: 'open' };
        }
        await end(tx, actionId, 'expired', 'nobody decided in time', now);
        return { state: 'expired' };
      }),

    escalate: ({ actionId, due }) =>
      store.transact([actionId], async (tx) => {
        const row = await docketRow(tx.client, actionId);
        const history = readHistory(await tx.read(actionId));
        const at = history.asked?.escalatesAt ?? null;
        if (!row || history.ended || history.approvedBy !== null || at === null) return { escalatesAt: null };
        const now = clock.now();
        if (Date.parse(at) > Math.max(Date.parse(due), now.getTime())) return { escalatesAt: at };
        await escalate(tx, row, history, now);
        return { escalatesAt: null };
      }),

    withdraw: ({ actionId, reason }) =>
      store.transact([actionId], (tx) => end(tx, actionId, 'withdrawn', reason, clock.now())),

    expire: ({ actionId }) =>
      store.transact([actionId], (tx) => end(tx, actionId, 'expired', 'nobody decided in time', clock.now())),

    noteOutcome: async ({ actionId, outcome }) => {
      await store.pool.query(
        `update orchestrator.docket set state = $2 where action_id = $1 and state in ('admitted', 'approved')`,
        [actionId, outcome],
      );
    },
  };
}

async function open(tx: StoreTransaction, actionId: string, now: Date): Promise<Opening> {
  const row = await docketRow(tx.client, actionId);
  const history = readHistory(await tx.read(actionId));
  if (!row) return { kind: 'closed', state: 'withdrawn' };
  if (history.ended) return { kind: 'closed', state: history.ended };
  if (history.approvedBy !== null) return { kind: 'closed', state: 'approved' };
  if (history.asked) {
    // A gate made anew after a restore: the question stands.
    await tx.client.query(`update orchestrator.docket set state = 'open' where action_id = $1 and state = 'admitted'`, [
      actionId,
    ]);
    const { expiresAt, escalatesAt = null } = history.asked;
    return { kind: 'open', expiresAt, escalatesAt };
  }
  const ended = await endedByFacts(tx, row, now);
  if (ended) return { kind: 'closed', state: ended.state };
  return { kind: 'open', ...(await ask(tx, row, now)) };
}

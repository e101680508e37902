import { randomUUID } from 'node:crypto';
import { checkBinding, mayDecide, type Decision } from '@salesagent/governance';
import { stricterTier, type Change } from '@salesagent/canon/sales';
import type { EventStore, StoreTransaction } from '@salesagent/event-store';
import type { Clock } from '@salesagent/platform';
import type { Authorization, GateActivities, Opening } from '@salesagent/workflow/contracts';
import { ask, askAgain } from './asking';
import { docketRow, type Db, type DocketRow, type DocketState } from './docket-rows';
import { gateEvent, readHistory } from './gate-log';
import { killState } from './kill-switch';
import { Surroundings } from './people';
import type { SignPermit } from './permits';
import { policyInForce } from './policy-store';
import { earnedAutonomy, goneBecause, momentOf, rulingOf } from './rulings';

/** A decision as it was recorded, with the edited change where there is one. */
export interface RecordedDecision extends Decision {
  change: Change | null;
}

export const decisionStream = (decisionId: string): string => `decision/${decisionId}`;

/** What the gate's workflow does to the world: ask, authorise, end. Each is one transaction over the gate's stream. */
export function gateActivities(store: EventStore, clock: Clock, sign: SignPermit): GateActivities {
  return {
    openGate: ({ actionId }) => store.transact([actionId], (tx) => open(tx, actionId, clock.now())),

    authorize: async ({ actionId, decisionId }) => {
      const now = clock.now();
      const verdict = await store.transact([actionId], (tx) => authorize(tx, actionId, decisionId, now));
      if (!('claims' in verdict)) return verdict;
      return { kind: 'permit', permit: await sign(verdict.claims, now), digest: verdict.claims.digest };
    },

    recheck: ({ actionId }) =>
      store.transact([actionId], async (tx) => {
        const row = await docketRow(tx.client, actionId);
        const history = readHistory(await tx.read(actionId));
        if (!row || history.ended)
          return { state: history.ended === 'prepared' ? ('prepared' as const) : ('withdrawn' as const) };
        const now = clock.now();
        const ended = await endedByFacts(tx, row, now);
        if (ended === null && history.approvedBy === null) await askAgain(tx, row, history, now);
        return { state: ended?.state ?? ('open' as const) };
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

async function setState(
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
async function endedByFacts(
  tx: StoreTransaction,
  row: DocketRow,
  now: Date,
): Promise<{ state: 'prepared' | 'withdrawn'; message: string } | null> {
  const around = await Surroundings.of(tx.client, [row]);
  const { policy } = await policyInForce(tx.client);
  const ruling = rulingOf(row, policy, around, await earnedAutonomy(tx.client), await momentOf(tx.client, now));
  const gone = goneBecause(row, around);
  const state = ruling.mode === 'prepare' ? 'prepared' : gone !== null ? 'withdrawn' : null;
  if (state === null) return null;
  const message = state === 'prepared' ? ruling.why.join('; ') : (gone ?? '');
  await end(tx, row.action_id, state, message, now);
  return { state, message };
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
    return { kind: 'open', expiresAt: history.asked.expiresAt };
  }
  const ended = await endedByFacts(tx, row, now);
  if (ended) return { kind: 'closed', state: ended.state };
  return { kind: 'open', expiresAt: await ask(tx, row, now) };
}

type Claims = Parameters<SignPermit>[0];

/**
 * The last look before an execution: the log of this gate, the decision, policy, both tiers, autonomy, the facts and
 * the kill switch, all read in the transaction that notes the permit.
 */
async function authorize(
  tx: StoreTransaction,
  actionId: string,
  decisionId: string | null,
  now: Date,
): Promise<Exclude<Authorization, { kind: 'permit' }> | { claims: Claims }> {
  const row = await docketRow(tx.client, actionId);
  if (!row) return { kind: 'void', message: `no proposal ${actionId} is known here` };
  const history = readHistory(await tx.read(actionId));
  if (history.ended) return { kind: 'closed', state: history.ended, message: row.reason ?? `already ${history.ended}` };
  const decision = decisionId === null ? null : await recordedDecision(tx, decisionId);
  if (decisionId !== null && decision === null)
    return { kind: 'void', message: 'no such decision is in the log; decisions are made through POST /decisions' };

  const { policy, version } = await policyInForce(tx.client);
  const around = await Surroundings.of(tx.client, [row]);
  const moment = await momentOf(tx.client, now);
  const approved = history.approvedBy !== null;
  if (decision && history.approvedBy !== decisionId) {
    const role = rulingOf(row, policy, around, new Set(), moment).approver.role;
    const verdict = checkBinding(decision, {
      actionId,
      digest: row.digest,
      recordVersion: await factsVersion(tx.client, row.subject),
      policyVersion: version,
      now,
      used: approved,
      mayDecide: mayDecide(role, around.responsible(row), decision),
    });
    if (!verdict.valid) {
      const data = { actionId, decisionId, code: verdict.code, message: verdict.message };
      await tx.append(actionId, 'any', [
        gateEvent('DecisionVoided', actionId, data, now, { occurrence: decision.decisionId }),
      ]);
      return { kind: 'void', message: verdict.message };
    }
    if (decision.decision === 'reject') return reject(tx, row, decision, now);
  }

  const ended = await endedByFacts(tx, row, now);
  if (ended) return { kind: 'closed', ...ended };
  const kill = await killState(tx.client, { agent: row.agent, action: row.action, accountId: row.account_id });
  if (kill.stoppedBy !== null)
    return {
      kind: 'stopped',
      message: `stopped by the kill switch (${kill.stoppedBy}); it goes on when that is lifted`,
    };
  const ruling = rulingOf(row, policy, around, await earnedAutonomy(tx.client), moment);
  if (!approved && !decision && ruling.mode !== 'autonomous') {
    const message = 'this needs a person’s decision';
    await end(tx, actionId, 'withdrawn', message, now);
    return { kind: 'closed', state: 'withdrawn', message };
  }
  if (!approved && decision) await approve(tx, row, decision, version, now);
  const digest = approved ? (history.approvedDigest ?? row.digest) : (decision?.digest ?? row.digest);
  const claims: Claims = {
    permitId: randomUUID(),
    actionId,
    digest,
    killEpoch: kill.epoch,
    tier: stricterTier(row.tier_proposed, around.tier(row)),
    by: decision?.by ?? (approved ? 'signed' : 'policy'),
  };
  await tx.append(actionId, 'any', [
    gateEvent('PermitIssued', actionId, claims, now, { occurrence: claims.permitId, cause: decisionId ?? actionId }),
  ]);
  return { claims };
}

async function approve(
  tx: StoreTransaction,
  row: DocketRow,
  decision: RecordedDecision,
  policyVersion: string,
  now: Date,
): Promise<void> {
  const data = {
    actionId: row.action_id,
    decisionId: decision.decisionId,
    by: decision.by,
    digest: decision.digest,
    policyVersion,
    evidenceOpened: decision.evidenceOpened,
    ...(decision.change ? { edited: decision.change } : {}),
  };
  const origin = { cause: decision.decisionId, actor: decision.by };
  await tx.append(row.action_id, 'any', [gateEvent('ActionApproved', row.action_id, data, now, origin)]);
  await tx.client.query(
    `update orchestrator.docket set state = 'approved', decision_id = $2, decided_at = $3 where action_id = $1`,
    [row.action_id, decision.decisionId, now],
  );
}

async function reject(
  tx: StoreTransaction,
  row: DocketRow,
  decision: RecordedDecision,
  now: Date,
): Promise<Extract<Authorization, { kind: 'closed' }>> {
  const { action_id: actionId } = row;
  const reason = decision.reason ?? '';
  const data = { actionId, decisionId: decision.decisionId, by: decision.by, reason };
  const origin = { cause: decision.decisionId, actor: decision.by };
  await tx.append(actionId, 'any', [gateEvent('ActionRejected', actionId, data, now, origin)]);
  await setState(tx, actionId, 'rejected', reason, now);
  return { kind: 'closed', state: 'rejected', message: reason };
}

async function recordedDecision(tx: StoreTransaction, decisionId: string): Promise<RecordedDecision | null> {
  const [recorded] = await tx.read(decisionStream(decisionId));
  return recorded ? (recorded.data as RecordedDecision) : null;
}

/** Version of the newest fact people own on a record; null when nothing is known of it. */
export async function factsVersion(db: Db, subject: string): Promise<number | null> {
  const { rows } = await db.query<{ version: number }>('select version from orchestrator.facts where record = $1', [
    subject,
  ]);
  return rows[0]?.version ?? null;
}

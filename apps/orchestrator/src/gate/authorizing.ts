import { randomUUID } from 'node:crypto';
import { authorization } from '@salesagent/governance';
import { stricterTier } from '@salesagent/canon/sales';
import type { StoreTransaction } from '@salesagent/event-store';
import type { Authorization } from '@salesagent/workflow/contracts';
import { noteLoneCase, notePersonsCase } from '../ladder/cases';
import { knownBadDigest } from '../ladder/known-bad';
import { ask, askAgain, askSecond } from './asking';
import { askersOfRow, docketRow, type Db, type DocketRow } from './docket-rows';
import { end, setState } from './endings';
import { gateEvent, readHistory } from './gate-log';
import { killState } from './kill-switch';
import { Surroundings } from './people';
import type { DecisionSeal } from './decision-seal';
import type { SignPermit } from './permits';
import { policyInForce } from './policy-store';
import { recordedDecision, type RecordedDecision } from './recorded-decisions';
import { ALL_SIGNED, earnedAutonomy, goneBecause, momentOf, rulingOf } from './rulings';

type Claims = Parameters<SignPermit>[0];

/**
 * The last look before an execution: the log of this gate, the decision, policy, both tiers, autonomy, the facts and
 * the kill switch, all read in the transaction that notes the permit.
 */
export async function authorize(
  tx: StoreTransaction,
  actionId: string,
  decisionId: string | null,
  now: Date,
  seal: DecisionSeal,
): Promise<Exclude<Authorization, { kind: 'permit' }> | { claims: Claims }> {
  const row = await docketRow(tx.client, actionId);
  if (!row) return { kind: 'void', message: `no proposal ${actionId} is known here` };
  const events = await tx.read(actionId);
  const gate = readHistory(events);
  const { decision, flaw } = seal.examine(decisionId === null ? null : await recordedDecision(tx, decisionId));
  const { decision: first, flaw: firstFlaw } = seal.examine(
    gate.first === null ? null : await recordedDecision(tx, gate.first),
  );
  // The switch first and the policy last: a switch that moves meanwhile voids the permit at gateway, a policy does not.
  const kill = await killState(tx.client, { agent: row.agent, action: row.action, accountId: row.account_id });
  const recordVersion = await factsVersion(tx.client, row.subject);
  const around = await Surroundings.of(tx.client, [row]);
  const moment = await momentOf(tx.client, now);
  const earned = await earnedAutonomy(tx.client);
  const { policy, version: policyVersion } = await policyInForce(tx.client);
  const ruling = rulingOf(row, policy, around, earned, moment, decision?.change ?? null);
  const wouldRunAlone = rulingOf(row, policy, around, ALL_SIGNED, moment).mode === 'autonomous';
  const ruled = { tier: ruling.tier, wouldRunAlone };
  const verdict = authorization({
    actionId,
    digest: row.digest,
    gate,
    decisionId,
    decision,
    flaw,
    first,
    firstFlaw,
    askers: askersOfRow(row),
    recordVersion,
    policyVersion,
    ruling,
    people: around.responsible(row),
    gone: goneBecause(row, around),
    stoppedBy: kill.stoppedBy,
    knownBad: await knownBadDigest(tx.client, actionId),
    now,
  });
  switch (verdict.kind) {
    case 'closed':
      return { ...verdict, message: row.reason ?? `already ${verdict.state}` };
    case 'stopped':
      return verdict;
    case 'void':
      if (decision ?? flaw) await noteVoid(tx, actionId, decisionId!, verdict, now);
      if (verdict.firstToo && gate.first) {
        await noteVoid(tx, actionId, gate.first, verdict, now);
        await ask(tx, row, now, gate.asked);
      } else if (flaw !== null) {
        // Asked anew, the same person can say the same again; once, however often that decision is sent.
        const known = events.some((e) => e.type === 'DecisionVoided' && isAbout(e.data, decisionId!));
        if (!known && gate.approvedBy === null && row.state === 'open') await ask(tx, row, now, gate.asked);
      } else if (verdict.code === 'policy-changed') await askAgain(tx, row, gate, now);
      return { kind: 'void', message: verdict.message };
    case 'first':
      return {
        kind: 'first',
        message: await askSecond(tx, row, decision!, verdict.needs, policyVersion, now),
      };
    case 'reject':
      await notePersonsCase(tx.client, row, ruled, decision!, now);
      return reject(tx, row, decision!, now);
    case 'end':
      await end(tx, actionId, verdict.state, verdict.message, now);
      return { kind: 'closed', state: verdict.state, message: verdict.message };
    case 'permit': {
      if (verdict.approves) {
        const together = togetherWith(first, decision!);
        await approve(tx, row, decision!, together, policyVersion, now);
        const evidenceOpened = decision!.evidenceOpened && (together?.evidenceOpened ?? true);
        await notePersonsCase(tx.client, row, ruled, { ...decision!, evidenceOpened }, now);
      } else if (decision === null && gate.approvedBy === null) await noteLoneCase(tx.client, row, ruling.tier, now);
      const by = decision?.by ?? (gate.approvedBy === null ? 'policy' : 'signed');
      const tier = stricterTier(row.tier_proposed, around.tier(row));
      const permitId = randomUUID();
      const { digest } = verdict;
      const claims: Claims = { permitId, actionId, digest, killEpoch: kill.epoch, tier, recordVersion, by };
      const origin = { occurrence: permitId, cause: decisionId ?? actionId };
      await tx.append(actionId, 'any', [gateEvent('PermitIssued', actionId, claims, now, origin)]);
      return { claims };
    }
  }
}

const isAbout = (data: unknown, decisionId: string): boolean =>
  (data as { decisionId?: string }).decisionId === decisionId;

async function noteVoid(
  tx: StoreTransaction,
  actionId: string,
  decisionId: string,
  { code, message }: { code: string; message: string },
  now: Date,
): Promise<void> {
  const data = { actionId, decisionId, code, message };
  await tx.append(actionId, 'any', [gateEvent('DecisionVoided', actionId, data, now, { occurrence: decisionId })]);
}

/** The first of two, where a second person approved just that; an edit stands by itself. */
function togetherWith(first: RecordedDecision | null, decision: RecordedDecision): RecordedDecision | null {
  return first?.decisionId !== decision.decisionId && first?.digest === decision.digest ? first : null;
}

async function approve(
  tx: StoreTransaction,
  row: DocketRow,
  decision: RecordedDecision,
  first: RecordedDecision | null,
  policyVersion: string,
  now: Date,
): Promise<void> {
  const data = {
    actionId: row.action_id,
    decisionId: decision.decisionId,
    by: decision.by,
    digest: decision.digest,
    policyVersion,
    evidenceOpened: decision.evidenceOpened && (first?.evidenceOpened ?? true),
    ...(first ? { first: { decisionId: first.decisionId, by: first.by } } : {}),
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

/** Version of the newest fact people own on a record; null when nothing is known of it. */
export async function factsVersion(db: Db, subject: string): Promise<number | null> {
  const { rows } = await db.query<{ version: number }>('select version from orchestrator.facts where record = $1', [
    subject,
  ]);
  return rows[0]?.version ?? null;
}

import type { Change, Tier } from '@salesagent/canon/sales';
import {
  CHECKS_AFTER,
  isCheck,
  isEarnable,
  knownBad,
  proposalDigest,
  type Policy,
  type Ruling,
} from '@salesagent/governance';
import type { StoreTransaction } from '@salesagent/event-store';
import type { Db, DocketRow } from '../gate/docket-rows';
import { gateEvent } from '../gate/gate-log';

/** A proposal that is first shown made wrong on purpose, and nobody has answered yet. */
export interface OpenCheck {
  actionId: string;
  change: Change;
  digest: string;
}

interface CheckRow extends OpenCheck {
  action: DocketRow['action'];
  tier: Tier;
  kind: string;
  says: string;
}

/**
 * Makes a question wrong on purpose, in the transaction that asks it, for the policy's share of those by which an action
 * earns: it is shown first, the right one after it has been answered. The wrong payload stays with the gate – no event of
 * it leaves the service and gateway never holds it – so nothing can carry it out.
 */
export async function plant(
  tx: StoreTransaction,
  row: DocketRow,
  ruling: Ruling,
  policy: Policy,
  now: Date,
): Promise<void> {
  if (ruling.mode !== 'approve' || ruling.ceiling !== 'M' || !isEarnable(row.effect) || row.change === null) return;
  if (!isCheck(row.action_id, policy.autonomy.seededShare)) return;
  const { action_id: actionId, action, subject } = row;
  const { rows } = await tx.client.query<{ n: number }>(
    `select count(*)::int as n from orchestrator.ladder_case
     where action = $1 and tier = $2 and kind = 'person' and is_person and evidence_opened`,
    [action, ruling.tier],
  );
  if ((rows[0]?.n ?? 0) < CHECKS_AFTER) return;
  const wrong = knownBad(row.change, actionId);
  if (!wrong) return;
  const { kind, says, change } = wrong;
  const digest = proposalDigest({ action, subject, change });
  const { rowCount } = await tx.client.query(
    `insert into orchestrator.known_bad (action_id, action, tier, kind, says, change, digest, planted_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (action_id) do nothing`,
    [actionId, action, ruling.tier, kind, says, JSON.stringify(change), digest, now],
  );
  if (rowCount === 0) return;
  const data = { actionId, action, tier: ruling.tier, kind, says, change, digest };
  await tx.append(actionId, 'any', [gateEvent('KnownBadPlanted', actionId, data, now)]);
}

/** Of these proposals, those whose wrong one is to be shown. */
export async function openChecks(db: Db, actionIds: readonly string[]): Promise<CheckRow[]> {
  const { rows } = await db.query<CheckRow>(
    `select k.action_id as "actionId", k.action, k.tier, k.kind, k.says, k.change, k.digest
     from orchestrator.known_bad k join orchestrator.docket d on d.action_id = k.action_id
     where k.action_id = any($1::text[]) and k.answered_at is null and d.state = 'open'
       and d.first_decision_id is null`,
    [actionIds],
  );
  return rows;
}

/** Notes how it was answered, and not by whom. @returns false when it was answered before */
export async function noteAnswer(tx: StoreTransaction, check: CheckRow, caught: boolean, now: Date): Promise<boolean> {
  const { actionId, action, tier, kind } = check;
  const { rowCount } = await tx.client.query(
    'update orchestrator.known_bad set answered_at = $2, caught = $3 where action_id = $1 and answered_at is null',
    [actionId, now, caught],
  );
  if (rowCount === 0) return false;
  const data = { actionId, action, tier, kind, caught };
  await tx.append(actionId, 'any', [gateEvent('KnownBadAnswered', actionId, data, now)]);
  return true;
}

/** Digest of the wrong payload of an action, answered or not; null when there is none. No permit is given for it. */
export async function knownBadDigest(db: Db, actionId: string): Promise<string | null> {
  const { rows } = await db.query<{ digest: string }>(
    'select digest from orchestrator.known_bad where action_id = $1',
    [actionId],
  );
  return rows[0]?.digest ?? null;
}

import type { Pool, PoolClient } from 'pg';
import type { ActionName, Change, EffectClass, Tier } from '@salesagent/canon/sales';
import type { ApproverRole } from '@salesagent/governance';

export type Db = Pool | PoolClient;

export type DocketState =
  | 'proposed'
  | 'queued'
  | 'admitted'
  | 'open'
  | 'approved'
  | 'executed'
  | 'failed'
  | 'unknown'
  | 'undone'
  | 'rejected'
  | 'expired'
  | 'withdrawn'
  | 'prepared';

/** States in which a proposal still waits for somebody. */
export const WAITING: readonly DocketState[] = ['proposed', 'queued', 'admitted', 'open'];

export interface DocketRow {
  action_id: string;
  action: ActionName;
  agent: string;
  effect: EffectClass;
  subject: string;
  opportunity_id: string | null;
  account_id: string | null;
  owner_id: string | null;
  title: string;
  amount: number;
  fields: string[];
  expected_value: number;
  tier_proposed: Tier;
  digest: string;
  change: Change | null;
  lane: 'person' | 'policy';
  state: DocketState;
  reason: string | null;
  requested: boolean;
  rank: number | null;
  wave: string | null;
  assignee_role: string | null;
  assignee_id: string | null;
  approver_role: ApproverRole | null;
  approver_id: string | null;
  policy_version: string | null;
  expires_at: Date | null;
  decision_id: string | null;
  /** Who asked the agent for it last, and who before, oldest first; of what it supersedes too. */
  requested_by: string | null;
  asked_before: string[];
  /** Action id of the proposal that took its place. */
  superseded_by: string | null;
  /** How often it was asked: more than once when the answers to it had become worthless. */
  asked: number;
  first_decision_id: string | null;
  first_by: string | null;
  escalates_at: Date | null;
  escalated_to: ApproverRole | null;
  proposed_at: Date;
  minutes: number | null;
  business_date: string | null;
  queued_at: Date | null;
  admitted_at: Date | null;
  started_at: Date | null;
  decided_at: Date | null;
}

export type Asked = Pick<DocketRow, 'requested_by' | 'asked_before'>;

/** Everybody who asked for it, oldest first. */
export function askersOfRow({ requested_by, asked_before }: Asked): string[] {
  return requested_by === null ? [] : [...asked_before, requested_by];
}

export async function docketRow(db: Db, actionId: string): Promise<DocketRow | null> {
  const { rows } = await db.query<DocketRow>('select * from orchestrator.docket where action_id = $1', [actionId]);
  return rows[0] ?? null;
}

export async function docketRows(db: Db, actionIds: readonly string[]): Promise<DocketRow[]> {
  const { rows } = await db.query<DocketRow>('select * from orchestrator.docket where action_id = any($1::text[])', [
    actionIds,
  ]);
  return rows;
}

export async function docketIn(
  db: Db,
  states: readonly DocketState[],
  options: { lane?: 'person' | 'policy'; limit?: number } = {},
): Promise<DocketRow[]> {
  const { rows } = await db.query<DocketRow>(
    `select * from orchestrator.docket where state = any($1::text[]) and ($2::text is null or lane = $2)
     order by proposed_at, action_id limit $3`,
    [states, options.lane ?? null, options.limit ?? 1_000_000],
  );
  return rows;
}

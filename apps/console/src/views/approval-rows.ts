import type { Pool } from 'pg';
import type { EffectClass, Tier } from '@salesagent/canon/sales';
import { BULK_EFFECTS } from '@salesagent/governance';
import type { ApprovalRow, ApprovalsQuery, ApprovalState } from '../api/approvals.schema';
import type { Subject } from '../api/reference.schema';
import { accountNames } from './directory';
import { subjectLabels } from './subjects';
import { cannotDecide, visibleTo, type Decidable, type Reader } from './reader';

/** A row of the view `console.approval`, without its long parts. */
export interface ApprovalRecord {
  action_id: string;
  action: string;
  agent: string;
  effect: EffectClass;
  state: ApprovalState;
  title: string;
  why: string;
  subject: string;
  account_id: string | null;
  owner_id: string | null;
  approver: { role: string; personId: string | null } | null;
  assignee: { role: string; personId: string | null } | null;
  tier: Tier;
  expected_value: number;
  wave: string | null;
  rank: number | null;
  proposed_at: string;
  expires_at: string | null;
  state_since: string;
  reason: string | null;
  undoable: boolean;
  first_by: string | null;
  also_asked: { role: string; personId: string | null } | null;
}

/** What of a row says whether a reader may decide it. */
export const decidability = (
  r: Pick<ApprovalRecord, 'state' | 'owner_id' | 'approver' | 'also_asked' | 'first_by'>,
): Decidable => ({
  state: r.state,
  ownerId: r.owner_id,
  approver: r.approver,
  alsoAsked: r.also_asked,
  firstBy: r.first_by,
});

export const ROW_COLUMNS = `a.action_id, a.action, a.agent, a.effect, a.state, a.title, a.why, a.subject, a.account_id,
  a.owner_id, a.approver, a.assignee, a.tier, a.expected_value, a.wave, a.rank, to_jsonb(a.proposed_at) as proposed_at,
  to_jsonb(a.expires_at) as expires_at, to_jsonb(a.state_since) as state_since, a.reason, a.undoable,
  a.first_by, a.also_asked`;

const STATES: Record<ApprovalsQuery['state'], readonly ApprovalState[] | null> = {
  open: ['awaiting'],
  queued: ['proposed', 'queued', 'admitted'],
  done: [
    'approved',
    'executing',
    'executed',
    'undone',
    'failed',
    'outcome-unknown',
    'rejected',
    'expired',
    'withdrawn',
    'prepared',
    'superseded',
  ],
  all: null,
};

/** Copying scores into agent fields asks nobody, so it is no approval; everything else is. */
export const DECIDABLE = `a.effect <> 'insight'`;

/** A person sees a proposal about what they own, and one that is theirs to decide. */
export function visibleApproval(reader: Reader, params: unknown[]): string {
  const owned = visibleTo(reader, 'a.owner_id', params);
  if (reader.principal.personId === null) return owned;
  params.push(reader.principal.personId);
  return `((${owned}) or $${params.length} in (a.approver->>'personId', a.also_asked->>'personId'))`;
}

export async function findApprovals(
  pool: Pool,
  reader: Reader,
  query: Partial<ApprovalsQuery> & { subjects?: readonly string[] },
): Promise<{ total: number; rows: ApprovalRecord[] }> {
  const params: unknown[] = [];
  const conditions = [DECIDABLE, visibleApproval(reader, params)];
  const where = (column: string, value: unknown): void => {
    if (value === undefined) return;
    params.push(value);
    conditions.push(`${column} = $${params.length}`);
  };
  const states = STATES[query.state ?? 'all'];
  if (states) {
    params.push(states);
    conditions.push(`a.state = any($${params.length})`);
  }
  where('a.action', query.action);
  where('a.owner_id', query.owner);
  where('a.subject', query.subject);
  if (query.subjects) {
    params.push(query.subjects);
    conditions.push(`a.subject = any($${params.length})`);
  }
  params.push(query.limit ?? 100, query.offset ?? 0);
  const order =
    query.state === 'open' || query.state === 'queued'
      ? 'a.expected_value desc, a.action_id'
      : 'a.state_since desc, a.action_id';
  const { rows } = await pool.query<ApprovalRecord & { total: number }>(
    `select ${ROW_COLUMNS}, count(*) over ()::int as total from console.approval a
     where ${conditions.join(' and ')} order by ${order} limit $${params.length - 1} offset $${params.length}`,
    params,
  );
  return { total: rows[0]?.total ?? 0, rows };
}

/** Rows as a page shows them: names for ids, and what this reader may do. */
export async function approvalRows(
  pool: Pool,
  reader: Reader,
  records: readonly ApprovalRecord[],
): Promise<ApprovalRow[]> {
  const [accounts, labels] = await Promise.all([
    accountNames(
      pool,
      records.map((r) => r.account_id),
    ),
    subjectLabels(
      pool,
      reader.directory,
      records.map((r) => r.subject),
    ),
  ]);
  return records.map((r) => toApprovalRow(r, reader, accounts, labels));
}

/** What a policy can let be approved several at one stroke; orchestrator asks the policy itself. */
const mayBeBulk = (r: ApprovalRecord): boolean =>
  (BULK_EFFECTS as readonly string[]).includes(r.effect) && r.approver?.role === 'owner' && r.first_by === null;

function toApprovalRow(
  r: ApprovalRecord,
  reader: Reader,
  accounts: ReadonlyMap<string, string | null>,
  labels: ReadonlyMap<string, Subject>,
): ApprovalRow {
  const asked = r.approver ?? r.assignee;
  return {
    actionId: r.action_id,
    action: r.action,
    agent: r.agent,
    effect: r.effect,
    state: r.state,
    title: r.title,
    why: r.why,
    subject: labels.get(r.subject)!,
    account: r.account_id === null ? null : { id: r.account_id, name: accounts.get(r.account_id) ?? null },
    owner: reader.directory.personHere(r.owner_id),
    approver: asked && { role: asked.role, person: reader.directory.person(asked.personId) },
    tier: r.tier,
    expectedValue: r.expected_value,
    wave: r.wave,
    rank: r.rank,
    proposedAt: r.proposed_at,
    expiresAt: r.expires_at,
    stateSince: r.state_since,
    reason: r.reason,
    canDecide: cannotDecide(reader, decidability(r)) === null,
    firstBy: r.first_by === null ? null : { id: r.first_by, name: reader.directory.nameOf(r.first_by) },
    alsoAsked: r.also_asked && { role: r.also_asked.role, person: reader.directory.person(r.also_asked.personId) },
    undoable: r.undoable && r.state === 'executed',
    bulk: mayBeBulk(r) && cannotDecide(reader, decidability(r)) === null,
  };
}

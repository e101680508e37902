import type { Principal } from '@salesagent/auth';
import { ACTIONS, parseRecordRef, type ActionName } from '@salesagent/canon/sales';
import { substanceOf } from '@salesagent/governance';
import { SqlMirror } from '@salesagent/mirror';
import type { Db, DocketRow } from './docket-rows';
import { killState } from './kill-switch';
import { Surroundings } from './people';
import { policyInForce } from './policy-store';
import { earnedAutonomy, momentOf, rulingOf } from './rulings';

/** What policy would say, now, of an action on a record: for people who ask why. */
export async function explainPolicy(
  db: Db,
  action: ActionName,
  record: string,
  now: Date,
): Promise<Record<string, unknown>> {
  const entry = ACTIONS[action];
  const proposed = await lastProposed(db, action, record);
  const place = proposed ?? (await placeOf(db, record));
  const effect = proposed?.effect ?? entry.effects[0];
  const { policy, version, provenance, origin } = await policyInForce(db);
  const around = await Surroundings.of(db, [place]);
  const tierNow = around.tier(place);
  const row: DocketRow = proposed ?? {
    ...BLANK,
    ...place,
    action,
    agent: entry.agent,
    effect,
    subject: record,
    tier_proposed: tierNow ?? 'T1',
    amount: place.amount,
  };
  const ruling = rulingOf(row, policy, around, await earnedAutonomy(db), await momentOf(db, now));
  const people = around.responsible(place);
  const approver = ruling.mode === 'approve' ? around.assignee(row, ruling.approver.role) : null;
  const kill = await killState(db, { agent: entry.agent, action, accountId: place.account_id });
  const may = ruling.approver.role === 'owner' ? [...people.ownerIds, ...people.managerIds] : people.managerIds;
  return {
    action,
    effect,
    record,
    accountId: place.account_id,
    tier: { value: ruling.tier, known: tierNow !== null },
    ceiling: ruling.ceiling,
    mode: ruling.mode,
    approver,
    secondApprover: ruling.secondApprover,
    selfApproval: ruling.selfApproval,
    escalateTo: ruling.escalateTo,
    mayDecide: ruling.mode === 'approve' ? may : [],
    expiresInBusinessDays: ruling.expiresInBusinessDays,
    rule: ruling.rule,
    why: ruling.why.join('; '),
    refinements: ruling.refinements.map((id, i) => ({
      id,
      why: ruling.why[i + 1] ?? null,
      source: provenance[id] ?? null,
    })),
    // What the ruling is about: the newest proposal, or only the action where there is none.
    actionId: proposed?.action_id ?? null,
    ...substanceOf(effect, row.change),
    stopped: kill.stoppedBy !== null,
    policyVersion: version,
    policyOrigin: origin,
  };
}

/** The newest proposal of an action about a record. */
async function lastProposed(db: Db, action: ActionName, record: string): Promise<DocketRow | null> {
  const { rows } = await db.query<DocketRow>(
    'select * from orchestrator.docket where action = $1 and subject = $2 order by proposed_at desc limit 1',
    [action, record],
  );
  return rows[0] ?? null;
}

type Place = Pick<DocketRow, 'account_id' | 'opportunity_id' | 'owner_id' | 'amount'>;

/** Account, deal and owner a record belongs to, from the mirror. */
export async function placeOf(db: Db, record: string): Promise<Place> {
  const nowhere: Place = { account_id: null, opportunity_id: null, owner_id: null, amount: 0 };
  if (!record.includes('/')) return nowhere;
  const { type, id } = parseRecordRef(record);
  const row = await new SqlMirror(db, 'orchestrator').get(type, id);
  const text = (field: string): string | null => {
    const value = row?.fields[field];
    return typeof value === 'string' ? value : null;
  };
  const amount = row?.fields['amount'];
  return {
    account_id: type === 'account' ? id : text('accountId'),
    opportunity_id: type === 'opportunity' ? id : null,
    owner_id: text('ownerId'),
    amount: typeof amount === 'number' ? amount : 0,
  };
}

/** Whether a person sees a record: everything, their own, or their team's. */
export function sees(principal: Principal, owners: readonly string[]): boolean {
  const everything = principal.roles.some(
    (r) => r === 'operations_vp' || r === 'admin' || r === 'auditor' || r === 'service',
  );
  const own = [principal.personId, ...principal.teamIds];
  return everything || owners.some((o) => own.includes(o));
}

const BLANK = {
  action_id: '',
  title: '',
  fields: [],
  expected_value: 0,
  digest: '',
  change: null,
  lane: 'person' as const,
  state: 'queued' as const,
  reason: null,
  requested: false,
  rank: null,
  wave: null,
  assignee_role: null,
  assignee_id: null,
  approver_role: null,
  approver_id: null,
  policy_version: null,
  expires_at: null,
  decision_id: null,
  requested_by: null,
  asked_before: [],
  superseded_by: null,
  asked: 0,
  first_decision_id: null,
  first_by: null,
  escalates_at: null,
  escalated_to: null,
  proposed_at: new Date(0),
  minutes: null,
  business_date: null,
  queued_at: null,
  admitted_at: null,
  started_at: null,
  decided_at: null,
};

import type { PoolClient } from 'pg';
import type { IntegrationEvent } from '@salesagent/canon/events';

/** Topics that say what people are asked and how it ends. */
export const ASKED_TOPICS = ['gate.action', 'execution.action'];

interface Noted {
  action_id: string;
  wave?: string | null;
  rank?: number | null;
  person_id?: string | null;
  digest?: string;
  asked_at?: string;
  expires_at?: string;
  state?: string;
  outcome?: string;
  decided_by?: string;
  reason?: string;
}

/** The shapes of these events laid over one another; each has those of its own type. */
interface Said {
  actionId: string;
  wave?: string | null;
  rank?: number | null;
  approver?: { personId: string | null };
  to?: { personId: string | null };
  digest?: string;
  expiresAt?: string;
  by?: string;
  reason?: string;
}

const OUTCOMES: Readonly<Record<string, string>> = {
  ExecutionStarted: 'started',
  ActionExecuted: 'executed',
  ActionFailed: 'failed',
  ActionOutcomeUnknown: 'unknown',
  ActionUndone: 'undone',
};

/**
 * Notes a batch of events. What the gate says and what executions say are kept in columns of their own, since the two
 * come in any order.
 */
export async function noteAsked(events: readonly IntegrationEvent[], client: PoolClient): Promise<void> {
  const noted = new Map<string, Noted>();
  for (const event of events) {
    const news = newsOf(event);
    if (news) noted.set(news.action_id, { ...noted.get(news.action_id), ...news });
  }
  if (noted.size === 0) return;
  const rows = [...noted.values()].sort((a, b) => (a.action_id < b.action_id ? -1 : 1));
  await client.query(
    `insert into gateway.asked as a
       (action_id, wave, rank, person_id, digest, asked_at, expires_at, state, outcome, decided_by, reason)
     select action_id, wave, rank, person_id, digest, asked_at, expires_at, state, outcome, decided_by, reason
     from jsonb_to_recordset($1::jsonb) as x(action_id text, wave text, rank int, person_id text, digest text,
       asked_at timestamptz, expires_at timestamptz, state text, outcome text, decided_by text, reason text)
     on conflict (action_id) do update set
       wave = coalesce(excluded.wave, a.wave), rank = coalesce(excluded.rank, a.rank),
       person_id = case when excluded.asked_at is null then a.person_id else excluded.person_id end,
       digest = coalesce(excluded.digest, a.digest), asked_at = coalesce(excluded.asked_at, a.asked_at),
       expires_at = coalesce(excluded.expires_at, a.expires_at), state = coalesce(excluded.state, a.state),
       outcome = coalesce(excluded.outcome, a.outcome), decided_by = coalesce(excluded.decided_by, a.decided_by),
       reason = coalesce(excluded.reason, a.reason)`,
    [JSON.stringify(rows)],
  );
  await client.query(
    `update gateway.notice n set changes = changes + 1 from gateway.noticed d
     where d.notice_id = n.notice_id and d.action_id = any($1::text[])`,
    [rows.map((row) => row.action_id)],
  );
}

function newsOf({ type, data, recordedAt }: IntegrationEvent): Noted | null {
  const said = data as Said;
  const action_id = said.actionId;
  const outcome = OUTCOMES[type];
  if (outcome !== undefined)
    return { action_id, outcome, ...(said.reason === undefined ? {} : { reason: said.reason }) };
  const reason = said.reason ?? '';
  switch (type) {
    case 'ActionAdmitted':
      return { action_id, state: 'admitted', wave: said.wave ?? null, rank: said.rank ?? null };
    case 'ApprovalRequested':
    case 'SecondApprovalRequested':
    case 'ApprovalEscalated':
      return {
        ...{ action_id, state: 'asked', asked_at: recordedAt, expires_at: said.expiresAt ?? recordedAt },
        person_id: (said.to ?? said.approver)?.personId ?? null,
        ...(said.digest === undefined ? {} : { digest: said.digest }),
      };
    case 'ApprovalReassigned':
      return { action_id, state: 'asked', asked_at: recordedAt, person_id: said.approver?.personId ?? null };
    case 'ActionApproved':
      return { action_id, state: 'approved', decided_by: said.by ?? '' };
    case 'ActionRejected':
      return { action_id, state: 'rejected', decided_by: said.by ?? '', reason };
    case 'ActionExpired':
      return { action_id, state: 'expired', reason };
    case 'ActionWithdrawn':
      return { action_id, state: 'withdrawn', reason };
    default:
      return null;
  }
}

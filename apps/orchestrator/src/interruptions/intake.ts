import type { PoolClient } from 'pg';
import { RESPONSE_SLA_HOURS } from '@salesagent/canon/kpi';
import type { IntegrationEvent, RecordEventData } from '@salesagent/canon/events';

/** Topics that interruptions follow besides those of the shared mirror. */
export const INTERRUPTION_TOPICS = ['crm.activity'];

const HOUR = 3_600_000;

interface Cause {
  id: string;
  kind: 'hot-inbound' | 'case-escalated';
  subject: string;
  account_id: string | null;
  opportunity_id: string | null;
  owner_id: string | null;
  at: string;
}

interface Reply {
  account_id: string;
  at: string;
}

/**
 * Notes what may interrupt somebody, in the consumer's transaction: a case that escalated, and somebody outside who got
 * in touch. What an import tells of the past interrupts nobody.
 */
export async function noteInterruptions(events: readonly IntegrationEvent[], client: PoolClient): Promise<void> {
  const causes = new Map<string, Cause>();
  const replies: Reply[] = [];
  const closedCases: string[] = [];
  for (const event of events) {
    const { recordType, recordId, recordVersion, set = {}, by } = event.data as RecordEventData;
    if (by === 'import') continue;
    if (event.type === 'CaseClosed') closedCases.push(`case/${recordId}`);
    if (event.type === 'CaseEscalated') {
      const id = `case-escalated/${recordId}@${recordVersion}`;
      const about = { account_id: text(set['accountId']), opportunity_id: null, owner_id: null };
      causes.set(id, { id, kind: 'case-escalated', subject: `case/${recordId}`, ...about, at: event.recordedAt });
    }
    if (event.type !== 'ActivityLogged' || recordType !== 'activity' || set['byAgent'] === true) continue;
    const [account_id, at] = [text(set['accountId']), text(set['happenedAt'])];
    if (account_id === null || at === null) continue;
    if (set['direction'] === 'outbound') replies.push({ account_id, at });
    const age = Date.parse(event.recordedAt) - Date.parse(at);
    // Logged later than it should have been answered it is not hot any more, and a meeting to come is none yet.
    if (set['direction'] !== 'inbound' || age > RESPONSE_SLA_HOURS * HOUR || age < -HOUR) continue;
    // A conversation interrupts once a day.
    const id = `hot-inbound/${account_id}/${at.slice(0, 10)}`;
    const about = { account_id, opportunity_id: text(set['opportunityId']), owner_id: text(set['ownerId']) };
    if (!causes.has(id)) causes.set(id, { id, kind: 'hot-inbound', subject: `activity/${recordId}`, ...about, at });
  }
  await insert([...causes.values()], client);
  await end(replies, closedCases, client);
}

async function insert(causes: readonly Cause[], client: PoolClient): Promise<void> {
  if (causes.length === 0) return;
  await client.query(
    `insert into orchestrator.interruption (interruption_id, kind, subject, account_id, opportunity_id, owner_id, at)
     select c.id, c.kind, c.subject, coalesce(c.account_id, m.fields ->> 'accountId'), c.opportunity_id, c.owner_id, c.at
     from jsonb_to_recordset($1::jsonb) as c(id text, kind text, subject text, account_id text, opportunity_id text,
       owner_id text, at timestamptz)
     left join orchestrator.mirror m on m.record_type = 'case' and 'case/' || m.record_id = c.subject
     on conflict do nothing`,
    [JSON.stringify(causes)],
  );
}

/** Somebody has answered, or the case is closed: there is nothing to interrupt for. */
async function end(replies: readonly Reply[], closedCases: readonly string[], client: PoolClient): Promise<void> {
  if (replies.length > 0)
    await client.query(
      `update orchestrator.interruption i set state = 'over', why = 'somebody has answered', settled_at = now()
       from unnest($1::text[], $2::timestamptz[]) as r(account_id, at)
       where i.kind = 'hot-inbound' and i.state = 'waiting' and i.account_id = r.account_id and i.at <= r.at`,
      [replies.map((r) => r.account_id), replies.map((r) => r.at)],
    );
  if (closedCases.length > 0)
    await client.query(
      `update orchestrator.interruption set state = 'over', why = 'the case is closed', settled_at = now()
       where kind = 'case-escalated' and state = 'waiting' and subject = any($1::text[])`,
      [closedCases],
    );
}

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);

import type { PoolClient } from 'pg';
import type { IntegrationEvent, RecordEventData } from '@salesagent/canon/events';
import type { Touched } from '@salesagent/mirror';

/** Topics the lifecycles follow besides those of the shared mirror. */
export const LIFECYCLE_TOPICS = ['crm.import', 'crm.activity'];

/** More records than this in one batch is a backfill, whoever wrote them: its lifecycles start in the background. */
const BACKFILL_FROM = 50;

/**
 * Notes which lifecycles have something to look at, in the consumer's transaction and set-based. A deal that is
 * closed and has no lifecycle gets none: history needs no workflow.
 */
export async function noteForLifecycles(
  events: readonly IntegrationEvent[],
  touched: readonly Touched[],
  client: PoolClient,
): Promise<void> {
  await noteClock(events, client);
  const activities = await noteActivities(events, client);
  const deals = new Set([...touched.filter((t) => t.type === 'opportunity').map((t) => t.id), ...activities.deals]);
  const accounts = new Set([
    ...touched.filter((t) => t.type === 'account' && isAccountNews(t)).map((t) => t.id),
    ...(await accountsOfContracts(touched, client)),
    ...activities.accounts,
  ]);
  if (deals.size + accounts.size === 0) return;
  const backfill = deals.size + accounts.size > BACKFILL_FROM || isImport(events);
  await client.query(
    `insert into orchestrator.lifecycle as l (kind, id, pending_since, backfill)
     select 'deal', m.record_id, clock_timestamp(), $2::boolean from orchestrator.mirror m
     where m.record_type = 'opportunity' and m.record_id = any($1::text[]) and m.fields ->> 'outcome' is null
     union all
     select 'account', m.record_id, clock_timestamp(), $2::boolean from orchestrator.mirror m
     where m.record_type = 'account' and m.record_id = any($3::text[])
       and coalesce(m.fields ->> 'lifecycle', '') <> 'former'
     on conflict (kind, id) do update set pending_since = coalesce(l.pending_since, excluded.pending_since),
       backfill = case when l.pending_since is null then excluded.backfill else l.backfill and excluded.backfill end`,
    [[...deals], backfill, [...accounts]],
  );
  // Closed, gone or former by this batch: only those that have a lifecycle are told.
  await client.query(
    `update orchestrator.lifecycle l set pending_since = coalesce(l.pending_since, clock_timestamp()), backfill = $2::boolean
     where (l.kind = 'deal' and l.id = any($1::text[]) or l.kind = 'account' and l.id = any($3::text[]))
       and l.ended_at is null and l.pending_since is null`,
    [[...deals], backfill, [...accounts]],
  );
}

/** Time begins to pass: what waits without a date looks again, in the background, and counts its days from there. */
async function noteClock(events: readonly IntegrationEvent[], client: PoolClient): Promise<void> {
  const set = events.findLast((e) => e.type === 'BusinessClockSet');
  if ((set?.data as { mode?: string } | undefined)?.mode !== 'live') return;
  await client.query(
    `update orchestrator.lifecycle set pending_since = clock_timestamp(), backfill = true
     where pending_since is null and started_at is not null and ended_at is null`,
  );
}

interface MeetingRow {
  activity_id: string;
  opportunity_id: string;
  at: string;
}

/** Touches of deals and accounts, and the meetings of deals that lie ahead. */
async function noteActivities(
  events: readonly IntegrationEvent[],
  client: PoolClient,
): Promise<{ deals: string[]; accounts: string[] }> {
  const found = { deals: [] as string[], accounts: [] as string[] };
  const ahead = new Map<string, MeetingRow>();
  const moved = new Map<string, string | null>();
  for (const event of events) {
    const { recordType, recordId, set } = event.data as Partial<RecordEventData>;
    if (recordType !== 'activity' || recordId === undefined) continue;
    const { opportunityId, accountId, type, happenedAt } = (set ?? {}) as Record<string, unknown>;
    const at = typeof happenedAt === 'string' ? happenedAt : null;
    if (event.type === 'RecordDeleted') moved.set(recordId, null);
    else if (event.type !== 'ActivityLogged') {
      if (at !== null) moved.set(recordId, at);
      continue;
    }
    if (typeof accountId === 'string') found.accounts.push(accountId);
    if (typeof opportunityId !== 'string') continue;
    found.deals.push(opportunityId);
    if (type === 'meeting' && at !== null && at > event.recordedAt)
      ahead.set(recordId, { activity_id: recordId, opportunity_id: opportunityId, at });
  }
  return { ...found, deals: [...found.deals, ...(await writeMeetings([...ahead.values()], moved, client))] };
}

/** Meetings that were logged, moved (to when) or deleted (null); the deals of those that were known before. */
async function writeMeetings(
  ahead: readonly MeetingRow[],
  moved: ReadonlyMap<string, string | null>,
  client: PoolClient,
): Promise<string[]> {
  if (ahead.length > 0)
    await client.query(
      `insert into orchestrator.lifecycle_meeting
       select * from jsonb_to_recordset($1::jsonb) as m(activity_id text, opportunity_id text, at timestamptz)
       on conflict (activity_id) do update set opportunity_id = excluded.opportunity_id, at = excluded.at`,
      [JSON.stringify(ahead)],
    );
  if (moved.size === 0) return [];
  const { rows } = await client.query<{ opportunity_id: string }>(
    `with m as (select * from unnest($1::text[], $2::timestamptz[]) as m(id, at)),
       gone as (delete from orchestrator.lifecycle_meeting l using m where l.activity_id = m.id and m.at is null
         returning l.opportunity_id),
       later as (update orchestrator.lifecycle_meeting l set at = m.at from m where l.activity_id = m.id and m.at is not null
         returning l.opportunity_id)
     select opportunity_id from gone union select opportunity_id from later`,
    [[...moved.keys()], [...moved.values()]],
  );
  return rows.map((r) => r.opportunity_id);
}

/** A contract that began, ended or got another date concerns its account. */
async function accountsOfContracts(touched: readonly Touched[], client: PoolClient): Promise<string[]> {
  const contracts = touched.filter((t) => t.type === 'contract').map((t) => t.id);
  if (contracts.length === 0) return [];
  const { rows } = await client.query<{ account: string }>(
    `select distinct fields ->> 'accountId' as account from orchestrator.mirror
     where record_type = 'contract' and record_id = any($1::text[]) and fields ->> 'accountId' is not null`,
    [contracts],
  );
  return rows.map((r) => r.account);
}

/** An import comes in batches of any size; its small ones are background too. */
function isImport(events: readonly IntegrationEvent[]): boolean {
  const records = events.filter((e) => (e.data as Partial<RecordEventData>).recordType !== undefined);
  return records.length > 0 && records.every((e) => (e.data as RecordEventData).by === 'import');
}

function isAccountNews({ fields, deleted }: Touched): boolean {
  return deleted === true || fields.includes('lifecycle') || fields.includes('ownerId') || fields.includes('createdAt');
}

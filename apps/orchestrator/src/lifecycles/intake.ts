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
  const deals = new Set(touched.filter((t) => t.type === 'opportunity').map((t) => t.id));
  const accounts = touched.filter((t) => t.type === 'account' && isAccountNews(t)).map((t) => t.id);
  for (const { type, data } of events) {
    if (type !== 'ActivityLogged') continue;
    const opportunityId = (data as RecordEventData).set['opportunityId'];
    if (typeof opportunityId === 'string') deals.add(opportunityId);
  }
  if (deals.size + accounts.length === 0) return;
  const backfill = deals.size + accounts.length > BACKFILL_FROM || isImport(events);
  await client.query(
    `insert into orchestrator.lifecycle as l (kind, id, pending_since, backfill)
     select 'deal', m.record_id, clock_timestamp(), $2::boolean from orchestrator.mirror m
     where m.record_type = 'opportunity' and m.record_id = any($1::text[]) and m.fields ->> 'outcome' is null
     union all
     select 'account', m.record_id, clock_timestamp(), $2::boolean from orchestrator.mirror m
     where m.record_type = 'account' and m.record_id = any($3::text[])
       and coalesce(m.fields ->> 'lifecycle', '') <> 'former'
     on conflict (kind, id) do update set pending_since = coalesce(l.pending_since, excluded.pending_since),
       backfill = case when l.pending_since is null then excluded.backfill else l.backfill and excluded.backfill end,
       started_at = case when l.ended_at is null then l.started_at end, ended_at = null`,
    [[...deals], backfill, accounts],
  );
  // Closed by this batch: only those that had a lifecycle are told.
  await client.query(
    `update orchestrator.lifecycle l set pending_since = coalesce(l.pending_since, clock_timestamp()), backfill = $2::boolean
     from orchestrator.mirror m
     where l.kind = 'deal' and l.id = any($1::text[]) and l.ended_at is null and m.record_type = 'opportunity'
       and m.record_id = l.id and m.fields ->> 'outcome' is not null`,
    [[...deals], backfill],
  );
}

/** An import comes in batches of any size; its small ones are background too. */
function isImport(events: readonly IntegrationEvent[]): boolean {
  const records = events.filter((e) => (e.data as Partial<RecordEventData>).recordType !== undefined);
  return records.length > 0 && records.every((e) => (e.data as RecordEventData).by === 'import');
}

function isAccountNews({ fields, deleted }: Touched): boolean {
  return deleted === true || fields.includes('lifecycle') || fields.includes('ownerId') || fields.includes('createdAt');
}

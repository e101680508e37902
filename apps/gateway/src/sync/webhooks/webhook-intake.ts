import type { Pool } from 'pg';
import type { CrmConnector, WebhookEvent } from '@salesagent/crm';
import { PEOPLE } from '../../personal-data/fields';
import { WAKE_CHANNEL } from '../wake-channel';

/**
 * Stores events with the records they name, in one statement, and forgets nothing: the sync reads those records, and is
 * woken in whichever instance it runs. People whom the CRM deleted for privacy are noted to be erased. An event that
 * comes again is known by its key. Rows come in one order, so that deliveries side by side do not wait for each other.
 * @returns how many were new
 */
export async function storeEvents(
  pool: Pool,
  connector: CrmConnector,
  events: readonly WebhookEvent[],
): Promise<number> {
  const named = events.flatMap(({ key, object, ids, kind }) =>
    ids.flatMap((each) => (connector.recordsOf?.(object, each) ?? []).map(({ type, id }) => ({ key, type, id, kind }))),
  );
  const toErase = named.filter(({ kind, type }) => kind === 'privacyDeletion' && PEOPLE.some((one) => one === type));
  const { rows } = await pool.query<{ stored: number }>(
    `with stored as (
       insert into gateway.webhook_event (key, object, object_id, occurred_at)
       select * from unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[]) order by 1
       on conflict do nothing returning key
     ), hinted as (
       insert into gateway.sync_hint (record_type, record_id)
       select distinct x.type, x.id from unnest($5::text[], $6::text[], $7::text[]) as x(key, type, id)
       join stored using (key) order by 1, 2
       -- Named again: the row is a new version, so that a reading under way does not take it for done.
       on conflict (record_type, record_id) do update set record_id = excluded.record_id
     ), to_erase as (
       insert into gateway.privacy_deletion (record_type, record_id)
       select distinct x.type, x.id from unnest($8::text[], $9::text[], $10::text[]) as x(key, type, id)
       join stored using (key) order by 1, 2 on conflict do nothing
     )
     select (select count(*)::int from stored) as stored,
            (select pg_notify('${WAKE_CHANNEL}', '') where exists (select from stored))`,
    [
      events.map((e) => e.key),
      events.map((e) => e.object),
      events.map((e) => e.ids[0]!),
      events.map((e) => e.occurredAt),
      named.map((n) => n.key),
      named.map((n) => n.type),
      named.map((n) => n.id),
      toErase.map((e) => e.key),
      toErase.map((e) => e.type),
      toErase.map((e) => e.id),
    ],
  );
  return rows[0]!.stored;
}

/** Events older than any repetition that a CRM makes. */
export async function forgetOldEvents(pool: Pool): Promise<void> {
  await pool.query(`delete from gateway.webhook_event where received_at < now() - interval '30 days'`);
}

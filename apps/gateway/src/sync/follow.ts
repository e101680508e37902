import type { Pool } from 'pg';
import { RECORD_TYPES, type RecordType } from '@salesagent/canon/sales';
import type { CrmConnector } from '@salesagent/crm';
import { inTransaction } from '@salesagent/event-store';
import { applyStates } from './apply-states';
import { missing } from './backfill';
import { countRecords } from './metrics';
import { countPage, databaseNow, type SyncState } from './sync-state';

const HINTS = 200;

interface Hint {
  record_type: RecordType;
  record_id: string;
  /** The transaction that named it last. */
  told: string;
  changed_at: Date | null;
}

/** Reads one page of changes; true when there are more at once. */
export async function followStep(pool: Pool, connector: CrmConnector, state: SyncState): Promise<boolean> {
  const askedAt = await databaseNow(pool);
  const page = await connector.changesSince(state.cursor!);
  await inTransaction(pool, async (client) => {
    const moved = await client.query(
      `update gateway.sync set cursor = $3, caught_up_at = case when $4 then caught_up_at else now() end
       where run = $1 and cursor = $2`,
      [state.run, state.cursor, page.cursor, page.more],
    );
    if (moved.rowCount === 0) throw new Error('another instance reads the CRM; this page is left to it');
    if (page.states.length === 0) return;
    await applyStates(client, page.states, { run: state.run!, cause: `sync:${state.run!}`, askedAt });
    countRecords('follow', await countPage(client, state.run!, page.states.length));
  });
  return page.more;
}

/**
 * Reads records that somebody named: a webhook, or a state that was set aside. They are changes like any other. Those
 * named first come first; one that is set aside again goes to the back.
 */
export async function readHinted(pool: Pool, connector: CrmConnector, run: string): Promise<void> {
  const { rows } = await pool.query<Hint>(
    `select h.record_type, h.record_id, h.xmin::text as told, s.changed_at from gateway.sync_hint h
     left join gateway.synced s using (record_type, record_id) order by h.told_at, 1, 2 limit $1`,
    [HINTS],
  );
  for (const type of RECORD_TYPES) {
    const hints = rows.filter((row) => row.record_type === type);
    if (hints.length === 0) continue;
    const ids = hints.map((hint) => hint.record_id);
    const askedAt = await databaseNow(pool);
    const found = connector.types().includes(type) ? await connector.read(type, ids) : new Map();
    const readAt = await databaseNow(pool);
    const states = hints.map((h) => found.get(h.record_id) ?? missing(type, h.record_id, h.changed_at));
    await inTransaction(pool, async (client) => {
      // Before the states: what is set aside again is named again. What was named once more while it was read, is read
      // once more: this answer may be from before.
      await client.query(
        `delete from gateway.sync_hint h using unnest($2::text[], $3::text[]) as x(id, told)
         where h.record_type = $1 and h.record_id = x.id and h.xmin::text = x.told`,
        [type, ids, hints.map((hint) => hint.told)],
      );
      await applyStates(client, states, { run, cause: `sync:${run}`, askedAt, readAt });
      countRecords('hint', await countPage(client, run, states.length));
    });
  }
}

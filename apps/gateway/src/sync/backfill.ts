import type { ClientBase, Pool } from 'pg';
import type { Clock, RecordType } from '@salesagent/canon/sales';
import { CrmForbidden, tableOf, type CrmConnector, type RecordState } from '@salesagent/crm';
import { inTransaction } from '@salesagent/event-store';
import { applyStates } from './apply-states';
import { countRecords } from './metrics';
import { beginRun, countPage, databaseNow, type SyncState } from './sync-state';

/** Records looked up by id at once, of those that a re-read has not come across. */
const LOOKED_UP = 500;

export interface Reading {
  pool: Pool;
  connector: CrmConnector;
  clock: Clock;
  /** How the CRM is called in imports and status: `salesforce`, `hubspot`. */
  crm: string;
}

/** Takes the position from which changes go on, then plans to read every type from its start. */
export async function beginBackfill({ pool, connector, clock, crm }: Reading, state: SyncState): Promise<void> {
  if (state.phase === 'starting') await mustBeEmpty(pool, connector);
  const cursor = await connector.position();
  const today = clock.now().toISOString().slice(0, 10);
  await inTransaction(pool, async (client) => {
    const run = await beginRun(client, state.firstLoad ? 'backfill' : 're-read');
    const begun = await client.query(
      `update gateway.sync set phase = 'backfill', run = $1, cursor = $2 where run is not distinct from $3`,
      [run, cursor, state.run],
    );
    if (begun.rowCount === 0) throw new Error('another instance began to read the CRM; this one leaves it to it');
    await client.query('delete from gateway.sync_backfill');
    await client.query(
      `insert into gateway.sync_backfill (run, record_type, ordinal)
       select $1, type, n from unnest($2::text[]) with ordinality as x(type, n)`,
      [run, connector.types()],
    );
    if (!state.firstLoad) return;
    await client.query(`update gateway.import set state = 'failed', finished_at = now() where id = $1`, [state.run]);
    await client.query(
      `insert into gateway.import (id, label, state, phase, files, as_of, started_by, live)
       values ($1, $2, 'running', 'backfill', $3, $4, 'sync', true)`,
      [run, crm, JSON.stringify([crm]), today],
    );
    await client.query(`update gateway.clock set mode = 'live', date = null`);
  });
}

/** Tables that a file import or people filled are no copy of a CRM: their ids are others. */
async function mustBeEmpty(pool: Pool, connector: CrmConnector): Promise<void> {
  const some = connector.types().map((type) => `exists (select from ${tableOf(type)})`);
  const { rows } = await pool.query<{ filled: boolean }>(`select ${some.join(' or ')} as filled`);
  if (!rows[0]!.filled) return;
  throw new CrmForbidden(
    'the CRM tables here already hold records that did not come from this CRM',
    'not-empty',
    'a home holds one company and one CRM: start with an empty database (SALESAGENT_HOME=<another folder>)',
  );
}

/** Reads one page, or ends the backfill after the last one. */
export async function backfillStep(reading: Reading, state: SyncState): Promise<void> {
  const { pool, connector } = reading;
  const { rows } = await pool.query<{ record_type: RecordType; cursor: string | null }>(
    'select record_type, cursor from gateway.sync_backfill where run = $1 and not done order by ordinal limit 1',
    [state.run],
  );
  const next = rows[0];
  if (!next) return endBackfill(reading, state);
  const askedAt = await databaseNow(pool);
  const page = await connector.backfill(next.record_type, next.cursor);
  await inTransaction(pool, async (client) => {
    const moved = await client.query(
      `update gateway.sync_backfill set cursor = $4, done = $5, read = read + $6
       where run = $1 and record_type = $2 and cursor is not distinct from $3`,
      [state.run, next.record_type, next.cursor, page.cursor, !page.more, page.states.length],
    );
    if (moved.rowCount === 0) throw new Error('another instance reads the CRM; this page is left to it');
    await applyStates(client, page.states, { ...applying(state), askedAt });
    countRecords(state.firstLoad ? 'backfill' : 're-read', await countPage(client, state.run!, page.states.length));
  });
}

function applying({ run, firstLoad }: SyncState): { run: string; cause: string; importId?: string } {
  return { run: run!, cause: run!, ...(firstLoad ? { importId: run! } : {}) };
}

async function endBackfill(reading: Reading, state: SyncState): Promise<void> {
  await lookForGone(reading, state.run!, 're-read');
  await inTransaction(reading.pool, async (client) => {
    const ended = await client.query(
      `update gateway.sync set phase = 'following', first_load = false where run = $1 and phase = 'backfill'`,
      [state.run],
    );
    if (ended.rowCount === 0) return;
    await client.query('update gateway.sync_run set finished_at = now() where id = $1', [state.run]);
    if (state.firstLoad) await closeImport(client, state.run!);
  });
}

/** The marker after which the import's own events say that all of it is in the log. */
async function closeImport(client: ClientBase, run: string): Promise<void> {
  await client.query(
    `update gateway.import i set phase = 'events', changes = r.created + r.changed + r.deleted, counts = (
       select coalesce(jsonb_object_agg(record_type, read) filter (where read > 0), '{}') from gateway.sync_backfill where run = $1)
     from gateway.sync_run r where i.id = $1 and r.id = $1`,
    [run],
  );
  await client.query(
    `insert into crm.change (record_type, record_id, version, operation, after, "by", cause, import_id)
     values ('import', $1, 0, 'import', '{}', 'import', $1, $1)`,
    [run],
  );
}

/**
 * Records of the copy that a complete reading did not come across: asked for by id, since they may be newer than the
 * page they would have been on. What does not exist was deleted while nobody was told.
 * @returns how many there were, with examples
 */
export async function lookForGone(
  { pool, connector }: Reading,
  run: string,
  kind: 're-read' | 'reconcile',
  dryRun = false,
): Promise<{ record: string }[]> {
  const gone: { record: string }[] = [];
  for (const type of connector.types()) {
    for (let after = ''; ;) {
      const { rows } = await pool.query<{ id: string; changed_at: Date | null }>(
        `select t.id, s.changed_at from ${tableOf(type)} t
         left join gateway.synced s on s.record_type = $1 and s.record_id = t.id
         where not t.deleted and s.run is distinct from $2 and t.id > $3 order by t.id limit $4`,
        [type, run, after, LOOKED_UP],
      );
      if (rows.length === 0) break;
      after = rows.at(-1)!.id;
      const askedAt = await databaseNow(pool);
      const found = await connector.read(
        type,
        rows.map((row) => row.id),
      );
      const readAt = await databaseNow(pool);
      const states = rows.map(({ id, changed_at }) => found.get(id) ?? missing(type, id, changed_at));
      gone.push(...states.filter((s) => s.state !== 'live').map((s) => ({ record: `${type}/${s.id}` })));
      if (dryRun) continue;
      await inTransaction(pool, async (client) => {
        await applyStates(client, states, { run, cause: `${kind}:${run}`, askedAt, readAt });
        countRecords(kind, await countPage(client, run, states.length));
      });
    }
  }
  return gone;
}

/**
 * What the CRM no longer tells anything of: deleted, or only hidden from us, by a permission that was taken away say.
 * Nobody says when, so it stays at the time that is known of it: seen again unchanged, it comes back.
 */
export function missing(type: RecordType, id: string, known: Date | null): RecordState {
  const changedAt = known ?? new Date(0);
  return { type, id, fields: {}, changedAt, by: 'unknown', ours: false, state: 'deleted' };
}

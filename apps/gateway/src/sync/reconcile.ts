import type { Pool } from 'pg';
import type { RecordType } from '@salesagent/canon/sales';
import { readRecords, type FieldValues, type RecordState } from '@salesagent/crm';
import { inTransaction } from '@salesagent/event-store';
import { applyStates } from './apply-states';
import { lookForGone, type Reading } from './backfill';
import { countDrift, countRecords } from './metrics';
import { differingFields } from './drift';
import { withoutErased } from './without-erased';
import { beginRun, countPage, databaseNow, syncState } from './sync-state';

/** Examples kept of each kind. */
const EXAMPLES = 20;

/** What comparing the copy with the CRM found, by type; values are not repeated here. */
export interface TypeReport {
  type: RecordType;
  compared: number;
  /** In the CRM and not here. */
  missingHere: number;
  /** Here and no longer in the CRM. */
  missingThere: number;
  /** Different in at least one field, and how often each field was. */
  differing: number;
  fields: Record<string, number>;
  /** Changed there after the sync had last read all changes: no drift, only not read yet. */
  notReadYet: number;
  examples: { record: string; what: 'missing-here' | 'missing-there' | 'differing'; fields: string[] }[];
}

export interface ReconcileReport {
  run: string;
  dryRun: boolean;
  types: TypeReport[];
}

/** The copy is still being loaded, so that comparing it says nothing. */
export class NotLoadedYet extends Error {
  override readonly name = 'NotLoadedYet';
  constructor() {
    super('The CRM is still being read for the first time (GET /crm/sync says how far); reconcile it after that.');
  }
}

/**
 * Compares every record of the CRM with the copy and enters what differs, as the sync does: nothing older goes over
 * newer, nothing deleted or merged comes back. A dry run only says what it found.
 * @throws NotLoadedYet, and what the connector throws – the next run begins anew
 */
export async function reconcile(reading: Reading, dryRun: boolean): Promise<ReconcileReport> {
  const { pool, connector } = reading;
  const state = await syncState(pool);
  if (state.phase !== 'following') throw new NotLoadedYet();
  const run = await inTransaction(pool, (client) => beginRun(client, 'reconcile'));
  const types: TypeReport[] = [];
  for (const type of connector.types()) {
    const report = emptyReport(type);
    for (let cursor: string | null = null, more = true; more;) {
      const askedAt = await databaseNow(pool);
      const page = await connector.backfill(type, cursor);
      await comparePage(pool, page.states, report, state.caughtUpAt);
      await inTransaction(pool, async (client) => {
        const how = { run, cause: `reconcile:${run}`, askedAt };
        if (dryRun) await markSeen(pool, type, page.states, run);
        else await applyStates(client, page.states, how);
        countRecords('reconcile', await countPage(client, run, page.states.length));
      });
      [cursor, more] = [page.cursor, page.more];
    }
    types.push(report);
  }
  await noteGone(reading, run, types, dryRun);
  const report = { run, dryRun, types };
  await pool.query('update gateway.sync_run set finished_at = now(), report = $2 where id = $1', [run, report]);
  for (const { missingHere, missingThere, differing } of types) countDrift({ missingHere, missingThere, differing });
  return report;
}

/** The last report, of a finished run. */
export async function lastReport(pool: Pool): Promise<(ReconcileReport & { finishedAt: string }) | null> {
  const { rows } = await pool.query<{ report: ReconcileReport; finished_at: Date }>(
    `select report, finished_at from gateway.sync_run where kind = 'reconcile' and finished_at is not null
     order by finished_at desc limit 1`,
  );
  const last = rows[0];
  return last ? { ...last.report, finishedAt: last.finished_at.toISOString() } : null;
}

async function comparePage(
  pool: Pool,
  states: readonly RecordState[],
  report: TypeReport,
  caughtUpAt: Date | null,
): Promise<void> {
  const { type } = report;
  // What an erasure took away here is no difference.
  const kept = await inTransaction(pool, (client) => withoutErased(client, states));
  const live = kept.filter((s) => s.state === 'live');
  const ids = live.map((s) => s.id);
  const here = await readRecords(pool, type, ids);
  const known = await knownTimes(pool, type, ids);
  for (const { id, fields, changedAt } of live) {
    report.compared += 1;
    const record = here.get(id);
    const changed = record ? differingFields(type, record.fields as FieldValues, fields) : [];
    if (record && changed.length === 0) continue;
    const at = known.get(id);
    // What is newer here was entered while the page was on its way. What is gone here was so only if that is news, too:
    // a deletion from before is contradicted by the page.
    if (at && at > changedAt && (record || caughtUpAt === null || at > caughtUpAt)) continue;
    if (caughtUpAt === null || changedAt > caughtUpAt) report.notReadYet += 1;
    else if (record) note(report, 'differing', `${type}/${id}`, changed);
    else note(report, 'missing-here', `${type}/${id}`, []);
  }
}

async function knownTimes(pool: Pool, type: RecordType, ids: readonly string[]): Promise<Map<string, Date>> {
  const { rows } = await pool.query<{ record_id: string; changed_at: Date }>(
    'select record_id, changed_at from gateway.synced where record_type = $1 and record_id = any($2)',
    [type, ids],
  );
  return new Map(rows.map((row) => [row.record_id, row.changed_at]));
}

async function noteGone(reading: Reading, run: string, types: TypeReport[], dryRun: boolean): Promise<void> {
  for (const { record } of await lookForGone(reading, run, 'reconcile', dryRun)) {
    const report = types.find(({ type }) => record.startsWith(`${type}/`))!;
    note(report, 'missing-there', record, []);
  }
}

/** Which records a dry run has come across; of the copy nothing changes. */
async function markSeen(pool: Pool, type: RecordType, states: readonly RecordState[], run: string): Promise<void> {
  await pool.query('update gateway.synced set run = $3 where record_type = $1 and record_id = any($2)', [
    type,
    states.map((s) => s.id),
    run,
  ]);
}

function emptyReport(type: RecordType): TypeReport {
  return {
    ...{ type, compared: 0, missingHere: 0, missingThere: 0, differing: 0, fields: {}, notReadYet: 0, examples: [] },
  };
}

function note(
  report: TypeReport,
  what: TypeReport['examples'][number]['what'],
  record: string,
  fields: string[],
): void {
  const count = { 'missing-here': 'missingHere', 'missing-there': 'missingThere', differing: 'differing' } as const;
  report[count[what]] += 1;
  for (const field of fields) report.fields[field] = (report.fields[field] ?? 0) + 1;
  if (report.examples.length < EXAMPLES) report.examples.push({ record, what, fields });
}

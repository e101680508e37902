import type { PoolClient } from 'pg';
import { fieldSpec, type Change, type RecordType } from '@salesagent/canon/sales';
import {
  changedFields,
  checkFields,
  fromColumns,
  readRecords,
  type CrmRecord,
  type FieldValues,
  type NewRow,
} from '@salesagent/crm';
import type { ChangeContext } from './changes';
import { writtenByNewer } from './newer-batches';

/** Rows of a batch that are still to be written, locked, and why others are not. */
export async function rowsLeft(
  client: PoolClient,
  { type, fields, rows }: Extract<Change, { kind: 'fields-batch' }>,
  { actionId, proposedAt }: ChangeContext,
): Promise<{ news: NewRow[]; current: ReadonlyMap<string, CrmRecord>; note: string | null }> {
  for (const { set } of rows) checkFields(type, pickKnown(set, fields));
  const ids = rows.map((r) => r.id);
  const current = await readRecords(client, type, ids, true);
  const edited = await editedSince(client, type, ids, fields, proposedAt);
  const newer = await writtenByNewer(client, actionId);
  let superseded = 0;
  const news = rows.flatMap(({ id, set }) => {
    if (!current.has(id) || edited.has(id)) return [];
    const still = fields.filter((field) => !newer.get(id)?.has(field));
    const mine = pickKnown(set, still);
    if (Object.keys(mine).length > 0) return [{ id, fields: mine }];
    superseded++;
    return [];
  });
  const gone = rows.length - news.length - edited.size - superseded;
  const notes = [
    edited.size > 0 ? `${edited.size} left alone: a person changed them after this was proposed` : null,
    superseded > 0 ? `${superseded} already carry what the same action found later` : null,
    gone > 0 ? `${gone} no longer exist` : null,
  ].filter((n) => n !== null);
  return { news, current, note: notes.length > 0 ? notes.join('; ') : null };
}

function pickKnown(set: FieldValues, fields: readonly string[]): FieldValues {
  return Object.fromEntries(Object.entries(set).filter(([field]) => fields.includes(field)));
}

/** Records of which a person changed one of these fields after an instant; agents' own fields cannot be. */
async function editedSince(
  client: PoolClient,
  type: RecordType,
  ids: readonly string[],
  fields: readonly string[],
  since: Date,
): Promise<Set<string>> {
  const peoples = fields.filter((field) => !fieldSpec(type, field)?.agent);
  if (peoples.length === 0) return new Set();
  const { rows } = await client.query<{
    record_id: string;
    before: Record<string, unknown>;
    after: Record<string, unknown>;
  }>(
    `select record_id, before, after from crm.change
     where record_type = $1 and record_id = any($2) and changed_at > $3 and operation = 'update'`,
    [type, ids, since],
  );
  const touched = rows.filter((row) => {
    const changed = changedFields(fromColumns(type, row.before), fromColumns(type, row.after));
    return peoples.some((field) => field in changed);
  });
  return new Set(touched.map((row) => row.record_id));
}

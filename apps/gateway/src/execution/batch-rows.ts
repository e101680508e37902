import type { PoolClient } from 'pg';
import { fieldSpec, type Change, type RecordType } from '@salesagent/canon/sales';
import { checkFields, readRecords, type CrmRecord, type FieldValues, type NewRow } from '@salesagent/crm';
import type { ChangeContext } from './changes';
import { writtenByNewer } from './newer-batches';
import { peoplesChanges } from './peoples-changes';

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
  // Most batches are scores: nothing is to be read for them.
  if (fields.every((field) => fieldSpec(type, field)?.agent)) return new Set();
  const changes = await peoplesChanges(client, type, ids, { editedAfter: since });
  const touched = changes.filter((change) => change.fields.some((field) => fields.includes(field)));
  return new Set(touched.map(({ id }) => id));
}

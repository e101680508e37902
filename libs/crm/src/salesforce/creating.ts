import { CrmForbidden } from '../hosted/errors';
import type { HostedWrite, ObjectDescription, Priority } from '../hosted/port';
import { query } from './queries';
import { inList, listParts } from './soql';
import { outcomeOf, type ItemResult, type SaveResult } from './write-outcomes';
import { plain, type WritingContext } from './writing';

/**
 * Creations of one object, as upserts by our external id. What an earlier attempt made is looked for before and left as
 * it is: an upsert would set the first values again over what people changed since. A record that was made and then
 * deleted is not made a second time. Two attempts at the same time meet in the external id, which is unique.
 */
export async function createRecords(
  context: WritingContext,
  writes: readonly HostedWrite[],
  priority: Priority,
): Promise<ItemResult[]> {
  const { session, catalog, externalIdField: key, mayBegin } = context;
  const object = writes[0]!.object;
  const carriesKey = (described: ObjectDescription | null) =>
    described?.fields.some(({ name, unique }) => name === key && unique);
  // Somebody may have added the field since it was looked for.
  if (!carriesKey(await catalog.get(object)) && !carriesKey(await catalog.refresh(object))) {
    throw new CrmForbidden(
      `${object} has no field ${key}: a creation could not be repeated without making a second record`,
      'NO_EXTERNAL_ID_FIELD',
      `add the text field ${key} to ${object}, as external id and unique, and give the integration user access to it`,
    );
  }
  const made = await existing(context, object, writes, priority);
  const open = writes.filter((write) => !made.has(write.key));
  if (open.length > 0) {
    const records = open.map((write) => ({ attributes: { type: object }, ...plain(write.values), [key]: write.key }));
    const { body } = await session.request<SaveResult[]>({
      method: 'PATCH',
      path: `/composite/sobjects/${object}/${key}`,
      body: { allOrNone: false, records },
      priority,
      ...{ changes: true, mayBegin },
    });
    body.forEach((result, index) => made.set(open[index]!.key, outcomeOf(result)));
  }
  return writes.map((write) => made.get(write.key)!);
}

async function existing(
  { session, catalog, externalIdField: key }: WritingContext,
  object: string,
  writes: readonly HostedWrite[],
  priority: Priority,
): Promise<Map<string, ItemResult>> {
  const records = [];
  const fields = ['Id', key, ...(await catalog.stateFieldsOf(object))];
  for (const part of listParts(writes.map((write) => write.key))) {
    const select = { fields, from: object, where: inList(key, part) };
    records.push(...(await query(session, select, priority, 'queryAll')).records);
  }
  const found = new Map<string, ItemResult>();
  for (const record of records) {
    const master = record['MasterRecordId'];
    const gone: ItemResult = { outcome: 'gone', ...(typeof master === 'string' ? { mergedInto: master } : {}) };
    const live = record['IsDeleted'] !== true;
    // Somebody may have undone a deletion by hand: the living one counts.
    if (live || !found.has(String(record[key])))
      found.set(String(record[key]), live ? { outcome: 'written', id: record.Id } : gone);
  }
  return found;
}

import type { HostedRecord, Priority, Selection } from '../hosted/port';
import { addAssociations } from './associations';
import type { HubSpotConnection } from './connection';
import { chunked, mergedIds, OWNERS, propertiesOf, toHostedRecord, type SimpleObject } from './objects';
import { allOwners } from './owners';

/** Records in one batch read. */
export const BATCH = 100;

/** Present states of records by id; of what is not live, what HubSpot tells: deleted, or merged into which. */
export async function readRecords(
  connection: HubSpotConnection,
  selection: Selection,
  ids: readonly string[],
  priority: Priority,
): Promise<HostedRecord[]> {
  if (selection.object === OWNERS) {
    const wanted = new Set(ids);
    return (await allOwners(connection, selection)).filter(({ id }) => wanted.has(id));
  }
  const records: HostedRecord[] = [];
  for (const some of chunked([...new Set(ids)], BATCH))
    records.push(...(await readBatch(connection, selection, some, priority)));
  await addAssociations(
    connection,
    selection,
    records.filter(({ state }) => state === 'live'),
    priority,
  );
  return records;
}

async function readBatch(
  connection: HubSpotConnection,
  selection: Selection,
  ids: readonly string[],
  priority: Priority,
): Promise<HostedRecord[]> {
  const properties = propertiesOf(selection);
  const live = await batchRead(connection, selection.object, { ids, properties }, priority);
  const records: HostedRecord[] = [];
  const missing: string[] = [];
  for (const id of ids) {
    const found = live.find((one) => one.id === id);
    // Asked for a record that was merged, HubSpot answers with the one that goes on.
    const heir = found ?? live.find((one) => mergedIds(one).includes(id));
    if (found) records.push(toHostedRecord(selection, found));
    else if (heir)
      records.push({ ...toHostedRecord(selection, heir), id, values: {}, state: 'merged', mergedInto: heir.id });
    else missing.push(id);
  }
  if (missing.length > 0) {
    const archived = await batchRead(
      connection,
      selection.object,
      { ids: missing, properties, archived: true },
      priority,
    );
    records.push(...archived.map((one) => toHostedRecord(selection, { ...one, archived: true })));
  }
  return records;
}

interface BatchRead {
  ids: readonly string[];
  properties: readonly string[];
  /** The property the ids are values of; else they are HubSpot's own. */
  idProperty?: string;
  archived?: boolean;
  withHistory?: readonly string[];
}

/** One batch read; what is not there is not in the answer. */
export async function batchRead(
  connection: HubSpotConnection,
  object: string,
  { ids, properties, idProperty, archived = false, withHistory = [] }: BatchRead,
  priority: Priority,
): Promise<(SimpleObject & { propertiesWithHistory?: Record<string, History[]> })[]> {
  const input = {
    inputs: ids.map((id) => ({ id })),
    properties: [...properties],
    propertiesWithHistory: [...withHistory],
    ...(idProperty === undefined ? {} : { idProperty }),
  };
  const answer = await connection.request('read', priority, (client) =>
    client.crm.objects.batchApi.readWithHttpInfo(object, input, archived),
  );
  return answer.results;
}

export interface History {
  value: string;
  timestamp: Date;
  sourceType: string;
  sourceId?: string;
  updatedByUserId?: number;
}

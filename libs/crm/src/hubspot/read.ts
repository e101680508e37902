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
  const states = new Map(ids.map((id) => [id, stateIn(selection, id, live)]));
  const missing = ids.filter((id) => !states.get(id));
  if (missing.length > 0) {
    const found = await batchRead(connection, selection.object, { ids: missing, properties, archived: true }, priority);
    const archived = found.map((one) => ({ ...one, archived: true }));
    for (const id of missing) states.set(id, stateIn(selection, id, archived));
  }
  return [...states.values()].filter((state) => state !== undefined);
}

/** Asked for a record that was merged, HubSpot answers with the one that goes on. */
function stateIn(selection: Selection, id: string, found: readonly SimpleObject[]): HostedRecord | undefined {
  const own = found.find((one) => one.id === id);
  if (own) return toHostedRecord(selection, own);
  const heir = found.find((one) => mergedIds(one).includes(id));
  return heir && { ...toHostedRecord(selection, heir), id, values: {}, state: 'merged', mergedInto: heir.id };
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

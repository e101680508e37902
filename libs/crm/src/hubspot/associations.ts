import type { HostedRecord, Priority, Selection } from '../hosted/port';
import type { HubSpotConnection } from './connection';
import { ASSOCIATIONS, associatedObjectsOf, chunked, PRIMARY_COMPANY } from './objects';

/** Records whose associations are read in one request, and pairs that are made in one. */
const PAGE = 1_000;
const PAIRS = 100;

type TypeId = { typeId: number; label?: string | null };
interface Associated {
  toObjectId: string | number;
  associationTypes: readonly TypeId[];
}

/** Fills the fields `associations.*` of these records. */
export async function addAssociations(
  connection: HubSpotConnection,
  selection: Selection,
  records: readonly HostedRecord[],
  priority: Priority,
): Promise<void> {
  if (records.length === 0) return;
  for (const to of associatedObjectsOf(selection)) {
    const ids = await associatedIds(
      connection,
      selection.object,
      to,
      records.map(({ id }) => id),
      priority,
    );
    for (const record of records) record.values[`${ASSOCIATIONS}${to}`] = ids.get(record.id) ?? [];
  }
}

/** Ids of associated records by record, the primary one first; a record without any is absent. */
export async function associatedIds(
  connection: HubSpotConnection,
  from: string,
  to: string,
  ids: readonly string[],
  priority: Priority,
): Promise<Map<string, string[]>> {
  const found = new Map<string, Associated[]>();
  let asked: { id: string; after?: string }[] = ids.map((id) => ({ id }));
  while (asked.length > 0) {
    const next: typeof asked = [];
    for (const inputs of chunked(asked, PAGE)) {
      const answer = await connection.request('read', priority, (client) =>
        client.crm.associations.v4.batchApi.getPageWithHttpInfo(from, to, { inputs }),
      );
      for (const { _from, to: more, paging } of answer.results) {
        found.set(_from.id, [...(found.get(_from.id) ?? []), ...more]);
        if (paging?.next) next.push({ id: _from.id, after: paging.next.after });
      }
    }
    asked = next;
  }
  return new Map([...found].map(([id, associated]) => [id, primaryFirst(from, to, associated)]));
}

/** Makes these the record's associations to `to`: makes what is missing, removes what is too many. */
export async function setAssociations(
  connection: HubSpotConnection,
  record: { object: string; id: string },
  to: string,
  wanted: readonly string[],
  priority: Priority,
): Promise<void> {
  const { object: from, id } = record;
  const present = (await associatedIds(connection, from, to, [id], priority)).get(id) ?? [];
  const [missing, extra] = [
    wanted.filter((one) => !present.includes(one)),
    present.filter((one) => !wanted.includes(one)),
  ];
  for (const ids of chunked(missing, PAIRS)) {
    const inputs = ids.map((one) => ({ _from: { id }, to: { id: one } }));
    await connection.request('write', priority, (client) =>
      client.crm.associations.v4.batchApi.createDefaultWithHttpInfo(from, to, { inputs }),
    );
  }
  const primary = to === 'companies' ? PRIMARY_COMPANY[from] : undefined;
  if (primary !== undefined && wanted[0] !== undefined && wanted[0] !== present[0]) {
    const types = [{ associationCategory: 'HUBSPOT_DEFINED' as never, associationTypeId: primary }];
    await connection.request('write', priority, (client) =>
      client.crm.associations.v4.batchApi.createWithHttpInfo(from, to, {
        inputs: [{ _from: { id }, to: { id: wanted[0]! }, types }],
      }),
    );
  }
  for (const ids of chunked(extra, PAIRS)) {
    const inputs = [{ _from: { id }, to: ids.map((one) => ({ id: one })) }];
    await connection.request('write', priority, (client) =>
      client.crm.associations.v4.batchApi.archiveWithHttpInfo(from, to, { inputs }),
    );
  }
}

function primaryFirst(from: string, to: string, associated: readonly Associated[]): string[] {
  const primary = to === 'companies' ? PRIMARY_COMPANY[from] : undefined;
  const rank = ({ associationTypes }: Associated) =>
    associationTypes.some(({ typeId }) => typeId === primary) ? 0 : 1;
  const ids = [...associated].sort((a, b) => rank(a) - rank(b)).map(({ toObjectId }) => String(toObjectId));
  return [...new Set(ids)];
}

import type { HostedRecord, Priority, Selection } from '../hosted/port';
import type { HubSpotConnection } from './connection';
import { ASSOCIATIONS, associatedObjectsOf, chunked, PRIMARY_COMPANY } from './objects';

/** Records whose associations are read in one request. */
const PAGE = 1_000;

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
export async function associatedIds(...asked: Parameters<typeof associationsOf>): Promise<Map<string, string[]>> {
  return new Map([...(await associationsOf(...asked))].map(([id, { ids }]) => [id, ids]));
}

export interface Associations {
  /** The primary one first. */
  ids: string[];
  /** What is marked as the primary one. */
  primary: string | null;
}

/** The company that is the primary one of such a record has an association type of its own. */
export const primaryType = (from: string, to: string): number | undefined =>
  to === 'companies' ? PRIMARY_COMPANY[from] : undefined;

/** Associations by record; a record without any is absent. */
export async function associationsOf(
  connection: HubSpotConnection,
  from: string,
  to: string,
  ids: readonly string[],
  priority: Priority,
): Promise<Map<string, Associations>> {
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

function primaryFirst(from: string, to: string, associated: readonly Associated[]): Associations {
  const type = primaryType(from, to);
  const marked = associated.find(({ associationTypes }) => associationTypes.some(({ typeId }) => typeId === type));
  const primary = marked ? String(marked.toObjectId) : null;
  const ids = associated.map(({ toObjectId }) => String(toObjectId));
  return { ids: [...new Set(primary === null ? ids : [primary, ...ids])], primary };
}

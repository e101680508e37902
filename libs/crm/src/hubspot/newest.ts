import type { HostedRecord, Selection } from '../hosted/port';
import { presentStates } from './changed-records';
import type { HubSpotConnection } from './connection';
import { modifiedProperty, OWNERS } from './objects';
import { allOwners } from './owners';

/** Results of one search, and of all its pages. */
const PAGE = 200;
const CAP = 10_000;

interface Found {
  results: { id: string }[];
  paging?: { next?: { after: string } };
}

/**
 * The records that were changed last: the search says which, in descending order, their values are read from the
 * records themselves. Owners cannot be searched; all are read, those who left as well.
 */
export async function newestRecords(
  connection: HubSpotConnection,
  selection: Selection,
  most: number,
): Promise<HostedRecord[]> {
  if (selection.object === OWNERS) return (await allOwners(connection, selection)).slice(0, most);
  const modified = modifiedProperty(selection.object);
  const ids = new Set<string>();
  const wanted = Math.min(most, CAP);
  let after: string | undefined = '0';
  while (after !== undefined && ids.size < wanted) {
    const request = {
      sorts: [{ propertyName: modified, direction: 'DESCENDING' }] as never,
      properties: [modified],
      limit: Math.min(PAGE, wanted - Number(after)),
      after,
    };
    const page: Found = await connection.request('search', 'background', (client) =>
      client.crm.objects.searchApi.doSearchWithHttpInfo(selection.object, request),
    );
    for (const { id } of page.results) ids.add(id);
    after = page.paging?.next?.after;
    if (Number(after) >= wanted) after = undefined;
  }
  const found = await presentStates(connection, selection, [...ids]);
  // What was deleted or merged since it was indexed is no sample of anything.
  return found.filter(({ state }) => state === 'live');
}

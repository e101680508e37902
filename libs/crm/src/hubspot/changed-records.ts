import type { HostedRecord, Selection } from '../hosted/port';
import { addAssociations } from './associations';
import type { HubSpotConnection } from './connection';
import type { ObjectCursor } from './change-cursor';
import { chunked, mergedInto, modifiedProperty, propertiesOf, toHostedRecord } from './objects';
import { BATCH, batchRead } from './read';

/** Results of one search; the most there are. */
const PAGE = 200;

type Operator = 'GTE' | 'EQ' | 'GT';

/**
 * The next page of changed records by the search API, and how far it went; `done` when there are no more now.
 *
 * A search is always begun anew from the last stamp and never paged: a record that changes meanwhile moves to the
 * end, and an offset would skip the one that takes its place; and no search goes past 10,000 results. Stamps are
 * asked for from, not after, the last one, since several records may have it; where more than a page has it, they are
 * read by id. The index lags, so each round begins `overlapMs` before the one before it began, however far that went;
 * and it is only asked which records changed: their values are read from the records, which are never behind.
 */
export async function changedPage(
  connection: HubSpotConnection,
  selection: Selection,
  at: ObjectCursor,
  overlapMs: number,
): Promise<{ records: HostedRecord[]; at: ObjectCursor; done: boolean }> {
  const settled = at.settled ?? Math.max(at.since, connection.now().getTime() - overlapMs);
  const found = await search(connection, selection.object, at);
  const records = await presentStates(
    connection,
    selection,
    found.map(({ id }) => id),
  );
  return { records, ...advanced({ ...at, settled }, found) };
}

interface Found {
  id: string;
  stamp: number;
}

function advanced(
  { settled, equal, ...rest }: ObjectCursor & { settled: number },
  found: readonly Found[],
): { at: ObjectCursor; done: boolean } {
  const last = found.at(-1);
  const full = last !== undefined && found.length === PAGE;
  const goOn = (progress: Pick<ObjectCursor, 'since' | 'equal'>) => ({
    at: { ...rest, settled, ...progress },
    done: false,
  });
  if (equal && full) return goOn({ since: rest.since, equal: { ...equal, afterId: last.id } });
  if (equal) return goOn({ since: equal.stamp + 1 });
  if (!full) return { at: { ...rest, since: settled }, done: true };
  if (last.stamp > found[0]!.stamp) return goOn({ since: last.stamp });
  return goOn({ since: rest.since, equal: { stamp: last.stamp, afterId: '0' } });
}

async function search(connection: HubSpotConnection, object: string, at: ObjectCursor): Promise<Found[]> {
  const modified = modifiedProperty(object);
  const filter = (propertyName: string, operator: Operator, value: string | number) => ({
    propertyName,
    operator: operator as never,
    value: String(value),
  });
  const filters = at.equal
    ? [filter(modified, 'EQ', at.equal.stamp), filter('hs_object_id', 'GT', at.equal.afterId)]
    : [filter(modified, 'GTE', at.since)];
  const answer = await connection.request('search', 'background', (client) =>
    client.crm.objects.searchApi.doSearchWithHttpInfo(object, {
      filterGroups: [{ filters }],
      sorts: [{ propertyName: at.equal ? 'hs_object_id' : modified, direction: 'ASCENDING' }] as never,
      properties: [modified],
      limit: PAGE,
    }),
  );
  return answer.results.map(({ id, properties, updatedAt }) => ({
    id,
    stamp: new Date(properties[modified] ?? updatedAt).getTime(),
  }));
}

/** What was deleted or merged since it was indexed is absent: the sweep, or the record that goes on, tells of it. */
export async function presentStates(
  connection: HubSpotConnection,
  selection: Selection,
  ids: readonly string[],
): Promise<HostedRecord[]> {
  const records: HostedRecord[] = [];
  const merged: HostedRecord[] = [];
  for (const some of chunked(ids, BATCH)) {
    const found = await batchRead(
      connection,
      selection.object,
      { ids: some, properties: propertiesOf(selection) },
      'background',
    );
    records.push(...found.map((one) => toHostedRecord(selection, one)));
    merged.push(...found.flatMap((one) => mergedInto(selection.object, one)));
  }
  await addAssociations(connection, selection, records, 'background');
  return [...records, ...merged];
}

import type { HostedPage, HostedRecord, Selection } from '../hosted/port';
import { associatedIds } from './associations';
import type { HubSpotConnection } from './connection';
import {
  ASSOCIATIONS,
  associatedObjectsOf,
  mergedInto,
  OWNERS,
  PRIMARY_COMPANY,
  propertiesOf,
  toHostedRecord,
  type SimpleObject,
} from './objects';
import { ownersPage } from './owners';
import { readRecords } from './read';

/** Records in one answer of the list API. */
const PAGE = 100;

/** Longer lists of properties do not fit into a URI (414), and are read with a second request. */
const LONGEST_QUERY = 6_000;

/** One page of all live records. The cursor is HubSpot's own `after`, which stays good: a backfill goes on from it. */
export async function backfillPage(
  connection: HubSpotConnection,
  selection: Selection,
  cursor: string | null,
): Promise<HostedPage> {
  if (selection.object === OWNERS) {
    const { records, after } = await ownersPage(connection, selection, cursor, false);
    return { records, cursor: after ?? cursor ?? '', more: after !== null };
  }
  const properties = propertiesOf(selection);
  const fits = properties.join().length <= LONGEST_QUERY;
  const answer = await connection.request('read', 'background', (client) =>
    client.crm.objects.basicApi.getPageWithHttpInfo(
      selection.object,
      PAGE,
      cursor || undefined,
      fits ? properties : undefined,
      undefined,
      fits ? associatedObjectsOf(selection) : undefined,
      false,
    ),
  );
  const after = answer.paging?.next?.after ?? null;
  const records = fits
    ? await recordsOf(connection, selection, answer.results)
    : await readRecords(
        connection,
        selection,
        answer.results.map(({ id }) => id),
        'background',
      );
  return { records, cursor: after ?? cursor ?? '', more: after !== null };
}

type Listed = SimpleObject & {
  associations?: Record<string, { results: { id: string; type: string }[]; paging?: { next?: unknown } }>;
};

async function recordsOf(
  connection: HubSpotConnection,
  selection: Selection,
  listed: readonly Listed[],
): Promise<HostedRecord[]> {
  const records = listed.map((one) => toHostedRecord(selection, one));
  const live = new Map(records.map((record) => [record.id, record]));
  for (const to of associatedObjectsOf(selection)) {
    const incomplete: string[] = [];
    for (const one of listed) {
      const told = one.associations?.[to] ?? one.associations?.[to.replace('_', ' ')];
      live.get(one.id)!.values[`${ASSOCIATIONS}${to}`] = inOrder(selection.object, to, told?.results ?? []);
      if (told?.paging?.next) incomplete.push(one.id);
    }
    if (incomplete.length === 0) continue;
    const complete = await associatedIds(connection, selection.object, to, incomplete, 'background');
    for (const id of incomplete) live.get(id)!.values[`${ASSOCIATIONS}${to}`] = complete.get(id) ?? [];
  }
  return [...records, ...listed.flatMap((one) => mergedInto(selection.object, one))];
}

/** In lists, a record associated in two ways is there twice; the primary type is the one without `_unlabeled`. */
function inOrder(from: string, to: string, told: readonly { id: string; type: string }[]): string[] {
  const hasPrimary = to === 'companies' && PRIMARY_COMPANY[from] !== undefined;
  const rank = ({ type }: { type: string }) => (hasPrimary && !type.endsWith('_unlabeled') ? 0 : 1);
  return [...new Set([...told].sort((a, b) => rank(a) - rank(b)).map(({ id }) => id))];
}

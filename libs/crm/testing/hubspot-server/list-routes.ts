import type { Account } from './account';
import { invalid, type Answer } from './answers';
import { shown, type StoredRecord } from './records';
import { listed, objectScope, type ApiRequest, type Route } from './request';

const MOST = 100;
/** With the history of properties. */
const MOST_WITH_HISTORY = 50;

/** List records (Objects, https://developers.hubspot.com/docs/api/crm/understanding-the-crm): live or archived ones, in the order of their ids. */
export const LIST: Route = {
  method: 'GET',
  path: /^\/crm\/v3\/objects\/([^/]+)$/,
  scopes: objectScope('read'),
  handle: list,
};

function list(account: Account, { query }: ApiRequest, object: string): Answer {
  const known = account.names(object);
  const history = listed(query, 'propertiesWithHistory');
  const most = history.length > 0 ? MOST_WITH_HISTORY : MOST;
  const limit = Number(query.get('limit') ?? 10);
  if (!(limit >= 1 && limit <= most)) throw invalid(`Invalid limit ${limit}: it must be between 1 and ${most}`);
  const archived = query.get('archived') === 'true';
  const from = BigInt(query.get('after') ?? 0);
  const found: StoredRecord[] = [];
  for (const record of account.records.from(object, from)) {
    const wanted = record.mergedInto === null && (record.archivedAt !== null) === archived;
    if (wanted) found.push(record);
    if (found.length > limit) break;
  }
  const page = found.slice(0, limit);
  const results = page.map((record) => ({
    ...shown(record, listed(query, 'properties'), known, history),
    ...associationsOf(account, record, listed(query, 'associations')),
  }));
  const next = found[limit];
  // `after` is opaque to callers: here it is the id of the next record, archived meanwhile or not.
  const paging = next ? { paging: { next: { after: next.id, link: `?after=${next.id}` } } } : {};
  return { status: 200, body: { results, ...paging } };
}

/** In lists an association is told once for each of its types, the plain one of two with `_unlabeled`. */
function associationsOf(account: Account, record: StoredRecord, objects: readonly string[]): object {
  const associations = objects.flatMap((to) => {
    const primary = account.associations.typesOf(record.object, to)?.primary;
    const name = `${singular(record.object)}_to_${singular(to)}`;
    const results = account.associations
      .of(record.object, record.id, to)
      .filter(({ toObjectId }) => account.live(to, toObjectId))
      .flatMap(({ toObjectId, typeIds }) =>
        typeIds.map((typeId) => ({
          id: toObjectId,
          type: primary === undefined || typeId === primary ? name : `${name}_unlabeled`,
        })),
      );
    return results.length > 0 ? [[to, { results }] as const] : [];
  });
  return associations.length > 0 ? { associations: Object.fromEntries(associations) } : {};
}

const singular = (object: string) => (object === 'companies' ? 'company' : object.replace(/s$/, ''));

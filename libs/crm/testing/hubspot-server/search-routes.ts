import type { Account } from './account';
import { invalid, type Answer } from './answers';
import { shown } from './records';
import { objectScope, type ApiRequest, type Route } from './request';

const MOST = 200;
/** "The search endpoints are limited to 10,000 total results for any given query." */
const CAP = 10_000;

interface Filter {
  propertyName: string;
  operator: string;
  value?: string;
  highValue?: string;
  values?: string[];
}

type Values = ReadonlyMap<string, string>;

/** CRM search, https://developers.hubspot.com/docs/api/crm/search: what the index holds, which lags behind the records. */
export const SEARCH: Route = {
  method: 'POST',
  path: /^\/crm\/v3\/objects\/([^/]+)\/search$/,
  search: true,
  scopes: objectScope('read'),
  handle: search,
};

function search(account: Account, { body }: ApiRequest, object: string): Answer {
  const known = account.names(object);
  const groups = (body.filterGroups ?? []) as { filters: Filter[] }[];
  checkGroups(groups, known);
  const limit = Number(body.limit ?? 10);
  if (!(limit >= 1 && limit <= MOST)) throw invalid(`Invalid limit ${limit}: it must be between 1 and ${MOST}`);
  const after = Number(body.after ?? 0);
  if (after + limit > CAP) throw invalid(`Paging to ${after + limit} is beyond the ${CAP} results of a search`);
  const type = (name: string) => account.definition(object, name)?.type ?? 'string';
  const matching = account
    .index(object)
    .all()
    .filter(
      ({ properties }) =>
        groups.length === 0 ||
        groups.some(({ filters }) => filters.every((filter) => matches(filter, properties, type))),
    );
  const sorts = (body.sorts ?? []) as { propertyName: string; direction: string }[];
  if (sorts.length > 1) throw invalid('Only one sort is supported');
  const sort = sorts[0] ?? { propertyName: 'createdate', direction: 'ASCENDING' };
  const sign = sort.direction === 'DESCENDING' ? -1 : 1;
  // What is equal is in no order that may be relied on: newest first shows who relies on one.
  const keyed = matching.map((one) => ({
    ...one,
    key: keyOf(one.properties.get(sort.propertyName) ?? '', type(sort.propertyName)),
  }));
  keyed.sort((a, b) => sign * inOrder(a.key, b.key) || Number(b.id) - Number(a.id));
  const results = keyed.slice(after, after + limit).map(({ id, properties }) => {
    const record = account.records.find(object, id)!;
    return shown(
      { ...record, properties: new Map(properties), archivedAt: null },
      (body.properties ?? []) as string[],
      known,
    );
  });
  const end = after + results.length;
  const paging = end < matching.length ? { paging: { next: { after: String(end) } } } : {};
  return { status: 200, body: { total: matching.length, results, ...paging } };
}

/** At most 5 groups, 6 filters in each and 18 in all. */
function checkGroups(groups: readonly { filters: Filter[] }[], known: ReadonlySet<string>): void {
  const filters = groups.flatMap((group) => group.filters);
  if (groups.length > 5 || filters.length > 18 || groups.some((group) => group.filters.length > 6))
    throw invalid('Too many filters or filter groups');
  const unknown = filters.find(({ propertyName }) => !known.has(propertyName));
  if (unknown) throw invalid(`There was a problem with the request: property "${unknown.propertyName}" does not exist`);
}

function matches(filter: Filter, properties: Values, type: (name: string) => string): boolean {
  const { propertyName, operator, value = '', highValue = '', values = [] } = filter;
  const own = properties.get(propertyName) ?? '';
  const kind = type(propertyName);
  const against = (other: string) => inOrder(keyOf(own, kind), keyOf(other, kind));
  switch (operator) {
    case 'HAS_PROPERTY':
      return own !== '';
    case 'NOT_HAS_PROPERTY':
      return own === '';
    case 'IN':
      return values.includes(own);
    case 'NOT_IN':
      return !values.includes(own);
    case 'CONTAINS_TOKEN':
      return own.split(/[\s;]+/).includes(value);
    case 'EQ':
      return own !== '' && against(value) === 0;
    case 'NEQ':
      return own !== '' && against(value) !== 0;
    case 'GT':
      return own !== '' && against(value) > 0;
    case 'GTE':
      return own !== '' && against(value) >= 0;
    case 'LT':
      return own !== '' && against(value) < 0;
    case 'LTE':
      return own !== '' && against(value) <= 0;
    case 'BETWEEN':
      return own !== '' && against(value) >= 0 && against(highValue) <= 0;
    default:
      throw invalid(`Unknown operator ${operator}`);
  }
}

/** A value as it is compared: numbers and times by size, the rest as text. */
function keyOf(value: string, type: string): string | number {
  if (type === 'number') return Number(value);
  return type === 'datetime' || type === 'date' ? time(value) : value;
}

function inOrder(a: string | number, b: string | number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function time(value: string): number {
  return /^-?\d+$/.test(value) ? Number(value) : Date.parse(value);
}

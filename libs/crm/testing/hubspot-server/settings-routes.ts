import type { Account } from './account';
import { ApiError, invalid, notFound, type Answer } from './answers';
import { property, type PropertyDefinition } from './properties';
import type { ApiRequest, Route } from './request';
import { PORTAL_ID } from './sign-in';

const OWNERS_PAGE = 500;
/** "You can have up to ten unique ID properties per object." */
const MOST_UNIQUE = 10;

type Option = Pick<PropertyDefinition['options'][number], 'label' | 'value'>;

const schema = (access: 'read' | 'write') => (object: string) => {
  const named = ['contacts', 'companies', 'deals'].includes(object) ? object : 'contacts';
  return object === 'tickets'
    ? ['tickets']
    : [`crm.schemas.${named}.${access}`, ...(access === 'read' ? [`crm.objects.${named}.read`] : [])];
};

export const SETTINGS: readonly Route[] = [
  // Properties, https://developers.hubspot.com/docs/api/crm/properties
  { method: 'GET', path: /^\/crm\/v3\/properties\/([^/]+)$/, scopes: schema('read'), handle: listProperties },
  { method: 'GET', path: /^\/crm\/v3\/properties\/([^/]+)\/([^/]+)$/, scopes: schema('read'), handle: oneProperty },
  {
    method: 'POST',
    path: /^\/crm\/v3\/properties\/([^/]+)$/,
    scopes: schema('write'),
    writes: true,
    handle: createProperty,
  },
  {
    method: 'POST',
    path: /^\/crm\/v3\/properties\/([^/]+)\/groups$/,
    scopes: schema('write'),
    writes: true,
    handle: createGroup,
  },
  // Pipelines, https://developers.hubspot.com/docs/api/crm/pipelines
  { method: 'GET', path: /^\/crm\/v3\/pipelines\/([^/]+)$/, scopes: schema('read'), handle: listPipelines },
  // Owners, https://developers.hubspot.com/docs/api/crm/owners
  { method: 'GET', path: /^\/crm\/v3\/owners\/?$/, scopes: () => ['crm.objects.owners.read'], handle: listOwners },
  // Account information, https://developers.hubspot.com/docs/api-reference/legacy/account/account-information/guide
  { method: 'GET', path: /^\/account-info\/v3\/details$/, handle: accountDetails },
];

/** For every app: it needs no scope but the one of signing in. */
function accountDetails(account: Account): Answer {
  const time = { timeZone: 'Europe/Vienna', utcOffset: '+01:00', utcOffsetMilliseconds: 3_600_000 };
  const money = { companyCurrency: 'EUR', additionalCurrencies: [] };
  const place = { uiDomain: 'app-eu1.hubspot.com', dataHostingLocation: 'eu1' };
  return { status: 200, body: { portalId: PORTAL_ID, accountType: account.accountType, ...time, ...money, ...place } };
}

function listProperties(account: Account, _: ApiRequest, object: string): Answer {
  return { status: 200, body: { results: [...account.propertiesOf(object).values()] } };
}

function oneProperty(account: Account, _: ApiRequest, object: string, name: string): Answer {
  const found = account.definition(object, name);
  if (!found) throw notFound(`Property "${name}" of ${object} does not exist`);
  return { status: 200, body: found };
}

function createProperty(account: Account, { body }: ApiRequest, object: string): Answer {
  const {
    name,
    label,
    type,
    fieldType,
    groupName,
    description = '',
    options = [],
    hasUniqueValue = false,
  } = body as Record<string, string> & { hasUniqueValue?: boolean; options?: Option[] };
  if (!name || !label || !type || !fieldType || !groupName)
    throw invalid('name, label, type, fieldType and groupName are required');
  if (!account.groups(object).has(groupName)) throw invalid(`Property group "${groupName}" does not exist`);
  if (type === 'enumeration' && !options.every(({ label, value }) => label && value !== undefined))
    throw invalid('Each option needs a label and a value');
  if (account.definition(object, name)) throw new ApiError(409, 'CONFLICT', `Property "${name}" already exists`);
  const unique = [...account.propertiesOf(object).values()].filter((one) => one.hasUniqueValue);
  if (hasUniqueValue && unique.length >= MOST_UNIQUE)
    throw invalid(`${object} already has ${MOST_UNIQUE} unique properties`);
  const offered = options.map((option, i) => ({ displayOrder: i, hidden: false, ...option }));
  const more = { label, description, groupName, hasUniqueValue, options: offered, hubspotDefined: false };
  const made = property(name, type, fieldType, more);
  account.define(object, made);
  return { status: 201, body: made };
}

/** The same page, "Property groups". */
function createGroup(account: Account, { body }: ApiRequest, object: string): Answer {
  const { name, label, displayOrder = -1 } = body as Record<string, string>;
  if (!name || !label) throw invalid('name and label are required');
  if (account.groups(object).has(name)) throw new ApiError(409, 'CONFLICT', `Property group "${name}" already exists`);
  account.groups(object).add(name);
  return { status: 201, body: { name, label, displayOrder, archived: false } };
}

function listPipelines(account: Account, _: ApiRequest, object: string): Answer {
  account.propertiesOf(object);
  return { status: 200, body: { results: account.pipelines[object] ?? [] } };
}

function listOwners(account: Account, { query }: ApiRequest): Answer {
  const limit = Number(query.get('limit') ?? 100);
  if (!(limit >= 1 && limit <= OWNERS_PAGE)) throw invalid(`Invalid limit ${limit}`);
  const archived = query.get('archived') === 'true';
  const from = Number(query.get('after') ?? 0);
  const found = account.owners.filter(
    (owner) => owner.archived === archived && (query.get('email') ?? owner.email) === owner.email,
  );
  const results = found.slice(from, from + limit);
  const paging = from + limit < found.length ? { paging: { next: { after: String(from + limit) } } } : {};
  return { status: 200, body: { results, ...paging } };
}

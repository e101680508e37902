import type { FakeRequest, FakeResponse } from '../hosted/fake-http';
import { actorOf } from './call-options';
import { composite } from './composite';
import { deleteCollection, retrieveCollection, updateCollection, upsertCollection } from './collections';
import { describeGlobal, describeObject } from './describing';
import type { Actor, Org } from './org';
import type { QueryJobs } from './query-jobs';
import type { QueryResource } from './querying';
import type { RequestLimits } from './request-limits';
import { SalesforceError } from './rows';
import { createCustomField, createFieldPermissions, type SetupRights } from './setup';
import { createRow, singleRow } from './single-rows';
import { toolingQuery } from './tooling';

/** What the resources work on. */
export interface RestParts {
  org: Org;
  limits: RequestLimits;
  queries: QueryResource;
  jobs: QueryJobs;
  version: string;
  rights: SetupRights;
}

type Handle = (parts: RestParts, request: FakeRequest, actor: Actor, ...named: string[]) => FakeResponse;

const row: Handle = ({ org, version }, request, actor, object, id) =>
  singleRow(org, request, actor, version, object!, id!);

const many: Handle = ({ org, version }, request, { userId }) =>
  composite(request, `/services/data/v${version}`, (subrequest, [, object, id]) =>
    singleRow(org, subrequest, actorOf(userId, version, subrequest), version, object!, id!),
  );

/** Resources below `/services/data/vXX.X`; each handler names the page of the reference that it follows. */
const RESOURCES: readonly (readonly [method: string, path: string, handle: Handle])[] = [
  ['GET', '/limits', ({ limits }) => ({ status: 200, body: limits.resource() })],
  ['GET', '/sobjects', ({ org }) => ({ status: 200, body: describeGlobal(org.schema) })],
  [
    'GET',
    '/sobjects/{object}/describe',
    ({ org }, _request, _actor, name) => ({ status: 200, body: describeObject(org.schema, org.object(name!)) }),
  ],
  ['GET', '/query', ({ queries }, request) => queries.first(request, false)],
  ['GET', '/queryAll', ({ queries }, request) => queries.first(request, true)],
  ['GET', '/query/{locator}', ({ queries }, _request, _actor, locator) => queries.next(locator!)],
  ['GET', '/tooling/query', ({ org }, { query }) => toolingQuery(org.schema, query.get('q') ?? '')],
  ['POST', '/tooling/sobjects/CustomField', ({ org, rights }, request) => createCustomField(org, request, rights)],
  ['POST', '/jobs/query', ({ jobs }, request) => jobs.create(request)],
  ['GET', '/jobs/query/{id}', ({ jobs }, _request, _actor, id) => jobs.info(id!)],
  ['GET', '/jobs/query/{id}/results', ({ jobs }, request, _actor, id) => jobs.results(request, id!)],
  ['POST', '/composite', many],
  ['PATCH', '/composite/sobjects', ({ org }, request, actor) => updateCollection(org, request, actor)],
  ['DELETE', '/composite/sobjects', ({ org }, request, actor) => deleteCollection(org, request, actor)],
  [
    'PATCH',
    '/composite/sobjects/{object}/{externalIdField}',
    ({ org }, request, actor, object, key) => upsertCollection(org, request, actor, object!, key!),
  ],
  [
    'POST',
    '/composite/sobjects/{object}',
    ({ org, version }, request, _actor, object) => retrieveCollection(org, request, version, object!),
  ],
  [
    'POST',
    '/sobjects/FieldPermissions',
    ({ org, rights }, request, actor) => createFieldPermissions(org, request, actor, rights),
  ],
  ['POST', '/sobjects/{object}', ({ org }, request, actor, object) => createRow(org, request, actor, object!)],
  ['GET', '/sobjects/{object}/{id}', row],
  ['PATCH', '/sobjects/{object}/{id}', row],
  ['DELETE', '/sobjects/{object}/{id}', row],
];

const ROUTES = RESOURCES.map(([method, path, handle]) => ({
  ...{ method, handle },
  path: new RegExp(`^${path.replace(/\{\w+\}/g, '([^/]+)')}/?$`),
}));

/** Every resource that is played, as `GET /sobjects/{object}/describe`. */
export const REST_RESOURCES: readonly string[] = RESOURCES.map(([method, path]) => `${method} ${path}`);

/** @param path Below the version. @throws SalesforceError, also for what is not played */
export function answerRest(parts: RestParts, request: FakeRequest, path: string, actor: Actor): FakeResponse {
  const there = ROUTES.filter((route) => route.path.test(path));
  const route = there.find(({ method }) => method === request.method);
  if (route) return route.handle(parts, request, actor, ...route.path.exec(path)!.slice(1));
  if (there.length > 0)
    throw new SalesforceError('METHOD_NOT_ALLOWED', `HTTP Method '${request.method}' not allowed.`, [], 405);
  throw new SalesforceError('NOT_FOUND', 'The requested resource does not exist', [], 404);
}

/** An error of the REST API: a list with one item. */
export function failure(
  errorCode: string,
  message: string,
  status: number,
  fields: readonly string[] = [],
): FakeResponse {
  return { status, body: [{ errorCode, message, ...(fields.length > 0 ? { fields } : {}) }] };
}

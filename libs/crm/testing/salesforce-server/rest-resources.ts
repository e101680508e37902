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
import { singleRow } from './single-rows';
import { toolingQuery } from './tooling';

/** The resources below `/services/data/vXX.X` that are played; everything else is not found. */
export class RestResources {
  constructor(
    private readonly org: Org,
    private readonly limits: RequestLimits,
    private readonly queries: QueryResource,
    private readonly jobs: QueryJobs,
    private readonly version: string,
    private readonly rights: SetupRights,
  ) {}

  /** @throws SalesforceError */
  answer(request: FakeRequest, path: readonly string[], actor: Actor): FakeResponse {
    const { version } = this;
    const [first, second, third, fourth] = path;
    const { method } = request;
    const on = (verb: string, ...parts: string[]) =>
      method === verb &&
      parts.length === path.length &&
      parts.every((part, index) => part === '*' || part === path[index]);
    if (on('GET', 'limits')) return { status: 200, body: this.limits.resource() };
    if (on('GET', 'sobjects')) return { status: 200, body: describeGlobal(this.org.schema) };
    if (on('GET', 'sobjects', '*', 'describe')) {
      return { status: 200, body: describeObject(this.org.schema, this.org.object(second!)) };
    }
    if (on('GET', 'query')) return this.queries.first(request, false);
    if (on('GET', 'queryAll')) return this.queries.first(request, true);
    if (on('GET', 'query', '*')) return this.queries.next(second!);
    if (on('GET', 'tooling', 'query')) return toolingQuery(this.org.schema, request.query.get('q') ?? '');
    if (on('POST', 'tooling', 'sobjects', 'CustomField')) return createCustomField(this.org, request, this.rights);
    if (on('POST', 'sobjects', 'FieldPermissions'))
      return createFieldPermissions(this.org, request, actor, this.rights);
    if (on('POST', 'jobs', 'query')) return this.jobs.create(request);
    if (on('GET', 'jobs', 'query', '*')) return this.jobs.info(third!);
    if (on('GET', 'jobs', 'query', '*', 'results')) return this.jobs.results(request, third!);
    if (on('POST', 'composite')) {
      const rows = (subrequest: FakeRequest, [, object, id]: readonly string[]) =>
        singleRow(this.org, subrequest, actorOf(actor.userId, version, subrequest), version, object!, id!);
      return composite(request, `/services/data/v${version}`, rows);
    }
    if (on('PATCH', 'composite', 'sobjects')) return updateCollection(this.org, request, actor);
    if (on('DELETE', 'composite', 'sobjects')) return deleteCollection(this.org, request, actor);
    if (on('PATCH', 'composite', 'sobjects', '*', '*'))
      return upsertCollection(this.org, request, actor, third!, fourth!);
    if (on('POST', 'composite', 'sobjects', '*')) return retrieveCollection(this.org, request, version, third!);
    if (first === 'sobjects' && path.length === 3) return singleRow(this.org, request, actor, version, second!, third!);
    throw new SalesforceError('NOT_FOUND', 'The requested resource does not exist', [], 404);
  }
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

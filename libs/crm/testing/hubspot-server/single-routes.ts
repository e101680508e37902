import type { Account } from './account';
import { invalid, notFound, type Answer } from './answers';
import { normalised } from './batch-routes';
import { People } from './people';
import { shown, type StoredRecord } from './records';
import { objectScope, type ApiRequest, type Route } from './request';
import { refuseTaken, validate } from './validation';

/**
 * Endpoints of one record that others than our connector use (Objects, "Create records" and "Merge records",
 * https://developers.hubspot.com/docs/api/crm/understanding-the-crm). Reading, updating and archiving go by batch.
 */
export const SINGLE: readonly Route[] = [
  {
    ...{ method: 'POST', path: /^\/crm\/v3\/objects\/([^/]+)$/ },
    ...{ scopes: objectScope('write'), writes: true, handle: create },
  },
  {
    ...{ method: 'POST', path: /^\/crm\/v3\/objects\/([^/]+)\/merge$/ },
    ...{ scopes: objectScope('write'), writes: true, handle: merge },
  },
];

function create(account: Account, { body, source }: ApiRequest, object: string): Answer {
  const { properties = {}, associations = [] } = body as {
    properties?: Record<string, string>;
    associations?: unknown[];
  };
  if (associations.length > 0) throw invalid('associations of a record that is created are not played here');
  validate(account, object, properties);
  refuseTaken(account, object, null, properties);
  const record = account.create(object, normalised(account, object, properties), source);
  return { status: 201, body: asShown(account, record, Object.keys(properties)) };
}

/** `objectIdToMerge` goes into `primaryObjectId`; the answer is the record that goes on. */
function merge(account: Account, { body, source }: ApiRequest, object: string): Answer {
  const { primaryObjectId, objectIdToMerge } = body as Record<string, string>;
  for (const id of [primaryObjectId, objectIdToMerge]) {
    if (!id) throw invalid('primaryObjectId and objectIdToMerge are required');
    if (!account.live(object, id)) throw notFound(`Could not find ${object} ${id}`);
  }
  const kept = new People(account).mergeBy(source, object, primaryObjectId!, objectIdToMerge!);
  return { status: 200, body: asShown(account, kept, []) };
}

function asShown(account: Account, record: StoredRecord, properties: readonly string[]): object {
  return shown(record, properties, account.names(record.object));
}

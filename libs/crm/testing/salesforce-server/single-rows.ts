import { createHash } from 'node:crypto';
import type { FakeRequest, FakeResponse } from '../hosted/fake-http';
import type { Actor, Org } from './org';
import { asRest, pick } from './querying';
import { SalesforceError, type Row } from './rows';
import type { SalesforceObject } from './schema';

/**
 * REST API Developer Guide, "sObject Rows": `GET|PATCH|DELETE /sobjects/{object}/{id}`, with "Conditional Request
 * Headers": If-Match for accounts only, If-Unmodified-Since for all (whole seconds, of the last modified date), none
 * for DELETE.
 */
export function singleRow(
  org: Org,
  request: FakeRequest,
  actor: Actor,
  version: string,
  name: string,
  id: string,
): FakeResponse {
  const object = org.object(name);
  switch (request.method) {
    case 'GET': {
      const row = org.live(object, id);
      const fields = request.query.get('fields')?.split(',');
      const all = [...org.schema.fieldsOf(object).values()].map((field) => field.name);
      const body = asRest(org, object, pick(row, ['Id', ...(fields ?? all)]), version);
      return { status: 200, headers: object.name === 'Account' ? { etag: etag(row) } : {}, body };
    }
    case 'PATCH': {
      const row = org.live(object, id);
      if (!holds(object, row, request)) {
        return { status: 412, body: [{ errorCode: 'PRECONDITION_FAILED', message: 'Precondition Failed' }] };
      }
      org.update(name, id, JSON.parse(request.body) as Row, actor);
      return { status: 204 };
    }
    default: // DELETE
      org.delete(name, id, actor);
      return { status: 204 };
  }
}

/** "sObject Basic Information": `POST /sobjects/{object}`, and the example "Create a Record". */
export function createRow(org: Org, request: FakeRequest, actor: Actor, name: string): FakeResponse {
  const values = JSON.parse(request.body) as Row;
  if (Object.keys(values).some((field) => field.toLowerCase() === 'id'))
    throw new SalesforceError('INVALID_FIELD', 'The Id field should not be specified in the sobject data.');
  const id = org.insert(name, values, actor)['Id'];
  return { status: 201, body: { id, success: true, errors: [] } };
}

function etag(row: Row): string {
  return `"${createHash('sha1').update(JSON.stringify(row)).digest('base64')}"`;
}

function holds(object: SalesforceObject, row: Row, request: FakeRequest): boolean {
  const match = request.headers['if-match'];
  if (match && object.name === 'Account' && !match.split(/,\s*/).includes(etag(row))) return false;
  const since = request.headers['if-unmodified-since'];
  if (!since) return true;
  const at = Date.parse(since);
  if (Number.isNaN(at)) throw new SalesforceError('INVALID_HEADER', 'Invalid value for the If-Unmodified-Since header');
  return Date.parse(String(row['LastModifiedDate'])) <= at;
}

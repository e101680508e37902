import type { FakeRequest, FakeResponse } from '../hosted/fake-http';
import type { Actor, Org } from './org';
import { asRest, pick } from './querying';
import { SalesforceError, type Row } from './rows';

type Listed = Record<string, unknown> & { attributes?: { type?: string }; id?: string; Id?: string };

const MAX = 200;

function failure(error: unknown, id?: string): object {
  if (!(error instanceof SalesforceError)) throw error;
  const told = { statusCode: error.code, message: error.message, fields: error.fields };
  return { ...(id ? { id } : {}), success: false, errors: [told] };
}

function records(request: FakeRequest): Listed[] {
  const body = JSON.parse(request.body) as { allOrNone?: boolean; records?: Listed[] };
  if (!Array.isArray(body.records))
    throw new SalesforceError('JSON_PARSER_ERROR', 'The Records parameter is required.');
  if (body.allOrNone) throw new SalesforceError('INVALID_INPUT', 'allOrNone=true is not played here');
  if (body.records.length > MAX) {
    throw new SalesforceError(
      'LIMIT_EXCEEDED',
      `record limit reached. cannot submit more than ${MAX} records in this call`,
    );
  }
  const wrong = body.records.find((record) => !record.attributes?.type);
  if (wrong) throw new SalesforceError('INVALID_INPUT', 'The attributes map with a type is required for every record.');
  return body.records;
}

function values(record: Listed, without: readonly string[]): Row {
  return Object.fromEntries(
    Object.entries(record).filter(([name]) => name !== 'attributes' && !without.includes(name.toLowerCase())),
  ) as Row;
}

/** REST API Developer Guide, "Update Records Using sObject Collections": `PATCH /composite/sobjects`. */
export function updateCollection(org: Org, request: FakeRequest, actor: Actor): FakeResponse {
  const seen = new Set<string>();
  const results = records(request).map((record) => {
    const id = record.id ?? record.Id ?? '';
    try {
      if (seen.has(id)) throw new SalesforceError('DUPLICATE_VALUE', `duplicate id specified: ${id}`);
      seen.add(id);
      org.update(record.attributes!.type!, id, values(record, ['id']), actor);
      return { id, success: true, errors: [] };
    } catch (error) {
      return failure(notFound(error, org, record.attributes!.type!, id), id);
    }
  });
  return { status: 200, body: results };
}

/** In a collection a record that is not there is an item's error, with another code than for a row of its own. */
function notFound(error: unknown, org: Org, type: string, id: string): unknown {
  if (!(error instanceof SalesforceError) || error.code !== 'NOT_FOUND') return error;
  if (!org.schema.object(type)) return new SalesforceError('INVALID_TYPE', `sObject type '${type}' is not supported.`);
  return new SalesforceError('INVALID_CROSS_REFERENCE_KEY', `invalid cross reference id ${id}`);
}

/** "Upsert Records Using sObject Collections": `PATCH /composite/sobjects/{object}/{externalIdField}`. */
export function upsertCollection(
  org: Org,
  request: FakeRequest,
  actor: Actor,
  type: string,
  key: string,
): FakeResponse {
  const object = org.object(type);
  const field = org.schema.field(object, key);
  if (!field?.externalId) {
    throw new SalesforceError(
      'NOT_FOUND',
      `Provided external ID field does not exist or is not accessible: ${key}`,
      [],
      404,
    );
  }
  const results = records(request).map((record) => {
    try {
      const value = Object.entries(record).find(([name]) => name.toLowerCase() === key.toLowerCase())?.[1];
      const found = [...org.table(object).values()].find(
        (row) => row[field.name] === value && row['IsDeleted'] !== true,
      );
      const row = found
        ? org.update(type, String(found['Id']), values(record, [key.toLowerCase()]), actor)
        : org.insert(type, values(record, []), actor);
      return { id: row['Id'], success: true, errors: [], created: !found };
    } catch (error) {
      return failure(error);
    }
  });
  return { status: 200, body: results };
}

/** "Delete Records Using sObject Collections": `DELETE /composite/sobjects?ids=a,b&allOrNone=false`. */
export function deleteCollection(org: Org, request: FakeRequest, actor: Actor): FakeResponse {
  const ids = (request.query.get('ids') ?? '').split(',').filter(Boolean);
  if (ids.length > MAX)
    throw new SalesforceError('LIMIT_EXCEEDED', `cannot delete more than ${MAX} records in this call`);
  const results = ids.map((id) => {
    const type = org.schema.byPrefix(id)?.name ?? '';
    try {
      org.delete(type, id, actor);
      return { id, success: true, errors: [] };
    } catch (error) {
      return failure(notFound(error, org, type, id), id);
    }
  });
  return { status: 200, body: results };
}

/** "Get Records With a Request Body Using sObject Collections": `POST /composite/sobjects/{object}`, `null` for none. */
export function retrieveCollection(org: Org, request: FakeRequest, version: string, type: string): FakeResponse {
  const object = org.object(type);
  const { ids, fields } = JSON.parse(request.body) as { ids: string[]; fields: string[] };
  if (ids.length > 2000)
    throw new SalesforceError('LIMIT_EXCEEDED', 'cannot retrieve more than 2000 records in this call');
  const named = fields.map((name) => {
    const field = org.schema.field(object, name);
    if (!field) throw new SalesforceError('INVALID_FIELD', `No such column '${name}' on entity '${type}'.`);
    return field.name;
  });
  const found = ids.map((id) => {
    const row = org.table(object).get(id);
    return row && row['IsDeleted'] !== true ? asRest(org, object, pick(row, ['Id', ...named]), version) : null;
  });
  return { status: 200, body: found };
}

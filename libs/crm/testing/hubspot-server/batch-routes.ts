import type { Account } from './account';
import { ApiError, batchAnswer, invalid, notFound, type Answer } from './answers';
import { archiveRecord } from './people';
import { shown, type StoredRecord } from './records';
import { objectScope, type ApiRequest, type Route } from './request';
import { refuseTaken, validate } from './validation';

const MOST = 100;
const MOST_WITH_HISTORY = 50;

interface Input {
  id: string;
  idProperty?: string;
  properties: Record<string, string>;
  objectWriteTraceId?: string;
}

/** Batch endpoints of objects (Objects, "Batch", https://developers.hubspot.com/docs/api/crm/understanding-the-crm). */
export const BATCH: readonly Route[] = [
  { method: 'POST', path: path('read'), scopes: objectScope('read'), handle: read },
  { method: 'POST', path: path('update'), scopes: objectScope('write'), writes: true, handle: update },
  { method: 'POST', path: path('upsert'), scopes: objectScope('write'), writes: true, handle: upsert },
  { method: 'POST', path: path('archive'), scopes: objectScope('write'), writes: true, handle: archive },
];

function path(operation: string): RegExp {
  return new RegExp(`^/crm/v3/objects/([^/]+)/batch/${operation}$`);
}

/** Asked for a merged record it answers with the one that goes on; what is not there is in `errors`. */
function read(account: Account, { body, query }: ApiRequest, object: string): Answer {
  const history = (body.propertiesWithHistory ?? []) as string[];
  const inputs = inputsOf(body, history.length > 0 ? MOST_WITH_HISTORY : MOST);
  const idProperty = body.idProperty as string | undefined;
  if (idProperty !== undefined) mustBeUnique(account, object, idProperty);
  const archived = query.get('archived') === 'true';
  const found = new Map<string, StoredRecord>();
  const missing: string[] = [];
  for (const { id } of inputs) {
    const record =
      idProperty === undefined
        ? account.records.resolve(object, id)
        : account.records.everByUnique(object, idProperty, id);
    if (record && record.mergedInto === null && (record.archivedAt !== null) === archived) found.set(record.id, record);
    else missing.push(id);
  }
  const known = account.names(object);
  const results = [...found.values()].map((record) =>
    shown(record, (body.properties ?? []) as string[], known, history),
  );
  const errors =
    missing.length > 0
      ? [notFound('Could not get some objects, they may be deleted or not exist.').entry({ ids: missing })]
      : [];
  return batchAnswer(account.clock.now(), results, errors);
}

function update(account: Account, { body, source }: ApiRequest, object: string): Answer {
  const inputs = inputsOf(body, MOST);
  for (const { properties } of inputs) validate(account, object, properties);
  for (const { id, properties } of inputs) refuseTaken(account, object, id, properties);
  const results: object[] = [];
  const errors: object[] = [];
  for (const { id, properties, objectWriteTraceId } of inputs) {
    const record = account.live(object, id);
    if (!record) {
      errors.push(
        notFound('Could not get some objects, they may be deleted or not exist.').entry({
          ids: [id],
          ...traced(objectWriteTraceId),
        }),
      );
      continue;
    }
    account.write(record, normalised(account, object, properties), source);
    results.push(result(account, record, properties, objectWriteTraceId));
  }
  return batchAnswer(account.clock.now(), results, errors);
}

/** Creates or updates by a unique property. */
function upsert(account: Account, { body, source }: ApiRequest, object: string): Answer {
  const inputs = inputsOf(body, MOST);
  for (const { idProperty } of inputs) mustBeUnique(account, object, idProperty ?? 'hs_object_id');
  for (const { properties } of inputs) validate(account, object, properties);
  const results: object[] = [];
  const errors: object[] = [];
  for (const { id, idProperty, properties, objectWriteTraceId } of inputs) {
    const existing = account.records.byUnique(object, idProperty!, id);
    try {
      refuseTaken(account, object, existing?.id ?? null, properties);
    } catch (thrown) {
      if (!(thrown instanceof ApiError)) throw thrown;
      errors.push(thrown.entry(traced(objectWriteTraceId)));
      continue;
    }
    const values = { ...normalised(account, object, properties), [idProperty!]: id };
    const record = existing ?? account.create(object, values, source);
    if (existing) account.write(existing, values, source);
    results.push({ ...result(account, record, values, objectWriteTraceId), new: existing === undefined });
  }
  return batchAnswer(account.clock.now(), results, errors);
}

/** 204 whether or not the records were there. */
function archive(account: Account, { body, source }: ApiRequest, object: string): Answer {
  account.propertiesOf(object);
  for (const { id } of inputsOf(body, MOST)) {
    const record = account.live(object, id);
    if (record) archiveRecord(account, record, source);
  }
  return { status: 204 };
}

function inputsOf(body: Record<string, unknown>, most: number): Input[] {
  const inputs = body.inputs;
  if (!Array.isArray(inputs)) throw invalid('Invalid input JSON: "inputs" is missing');
  if (inputs.length > most) throw invalid(`The maximum number of inputs is ${most}, but was ${inputs.length}`);
  const ids = inputs.map(({ id }: Input) => id);
  if (new Set(ids).size !== ids.length) throw invalid('Duplicate IDs found in batch input');
  return inputs as Input[];
}

function mustBeUnique(account: Account, object: string, name: string): void {
  if (account.isUnique(object, name)) return;
  throw invalid(`"${name}" is not a unique identifier property of ${object}`);
}

/** Times are kept in one form, however they were given. */
export function normalised(
  account: Account,
  object: string,
  properties: Record<string, string>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(properties).map(([name, value]) => {
      const isTime = account.definition(object, name)?.type === 'datetime' && value !== '';
      return [name, isTime ? new Date(/^-?\d+$/.test(value) ? Number(value) : value).toISOString() : value];
    }),
  );
}

function result(
  account: Account,
  record: StoredRecord,
  properties: Record<string, string>,
  trace: string | undefined,
): object {
  return {
    ...shown(record, Object.keys(properties), account.names(record.object)),
    ...(trace === undefined ? {} : { objectWriteTraceId: trace }),
  };
}

function traced(trace: string | undefined): Record<string, string[]> {
  return trace === undefined ? {} : { objectWriteTraceId: [trace] };
}

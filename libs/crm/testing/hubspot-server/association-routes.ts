import type { Account } from './account';
import { batchAnswer, invalid, notFound, type Answer } from './answers';
import { associate, dissociate } from './people';
import { objectScope, type ApiRequest, type Route } from './request';

const MOST_READ = 1_000;
const MOST_WRITTEN = 2_000;
/** Associated records of one record in one answer. */
const PAGE = 500;

type End = { id: string };

/** Associations v4, batch endpoints (https://developers.hubspot.com/docs/api/crm/associations). */
export const ASSOCIATIONS: readonly Route[] = [
  { method: 'POST', path: path('read'), scopes: objectScope('read'), handle: read },
  {
    method: 'POST',
    path: path('associate/default'),
    scopes: objectScope('write'),
    writes: true,
    handle: createDefault,
  },
  { method: 'POST', path: path('create'), scopes: objectScope('write'), writes: true, handle: create },
  { method: 'POST', path: path('archive'), scopes: objectScope('write'), writes: true, handle: archive },
];

function path(operation: string): RegExp {
  return new RegExp(`^/crm/v4/associations/([^/]+)/([^/]+)/batch/${operation}$`);
}

/** Of a merged record, asked for by its old id, nothing is told. */
function read(account: Account, { body }: ApiRequest, from: string, to: string): Answer {
  const inputs = inputsOf<{ id: string; after?: string }>(body, MOST_READ);
  const primary = account.associations.typesOf(from, to)?.primary;
  const results: object[] = [];
  const without: string[] = [];
  for (const { id, after = '0' } of inputs) {
    const live = account.associations.of(from, id, to).filter(({ toObjectId }) => account.live(to, toObjectId));
    if (live.length === 0 || !account.live(from, id)) {
      without.push(id);
      continue;
    }
    const end = Number(after) + PAGE;
    results.push({
      from: { id },
      to: live.slice(Number(after), end).map(({ toObjectId, typeIds }) => ({
        toObjectId: Number(toObjectId),
        associationTypes: typeIds.map((typeId) => ({
          category: 'HUBSPOT_DEFINED',
          typeId,
          label: typeId === primary ? 'Primary' : null,
        })),
      })),
      ...(end < live.length ? { paging: { next: { after: String(end) } } } : {}),
    });
  }
  const errors = without.map((id) => ({
    status: 'error',
    category: 'OBJECT_NOT_FOUND',
    subCategory: 'crm.associations.NO_ASSOCIATIONS_FOUND',
    message: `No ${to} is associated with ${from} ${id}.`,
    context: { fromObjectId: [id] },
  }));
  return batchAnswer(account.clock.now(), results, errors);
}

function createDefault(account: Account, { body, source }: ApiRequest, from: string, to: string): Answer {
  const inputs = inputsOf<{ from: End; to: End }>(body, MOST_WRITTEN);
  mustExist(account, from, to, inputs);
  for (const one of inputs) associate(account, [from, one.from.id], [to, one.to.id], false, source);
  const typeId = account.associations.typesOf(from, to)!.plain;
  const results = inputs.map((one) => ({
    from: one.from,
    to: one.to,
    associationSpec: { associationCategory: 'HUBSPOT_DEFINED', associationTypeId: typeId },
  }));
  return batchAnswer(account.clock.now(), results);
}

function create(account: Account, { body, source }: ApiRequest, from: string, to: string): Answer {
  const inputs = inputsOf<{ from: End; to: End; types: { associationCategory: string; associationTypeId: number }[] }>(
    body,
    MOST_WRITTEN,
  );
  const types = mustExist(account, from, to, inputs);
  for (const one of inputs) {
    const unknown = one.types.find(
      ({ associationTypeId }) => associationTypeId !== types.plain && associationTypeId !== types.primary,
    );
    if (unknown) throw invalid(`Association type ${unknown.associationTypeId} is not between ${from} and ${to}`);
    const asPrimary = one.types.some(({ associationTypeId }) => associationTypeId === types.primary);
    associate(account, [from, one.from.id], [to, one.to.id], asPrimary, source);
  }
  const results = inputs.map((one) => ({
    fromObjectId: Number(one.from.id),
    fromObjectTypeId: from,
    toObjectId: Number(one.to.id),
    toObjectTypeId: to,
    labels: [],
  }));
  const answer = batchAnswer(account.clock.now(), results);
  return { ...answer, status: 201 };
}

function archive(account: Account, { body, source }: ApiRequest, from: string, to: string): Answer {
  for (const one of inputsOf<{ from: End; to: End[] }>(body, MOST_WRITTEN)) {
    for (const { id } of one.to) dissociate(account, [from, one.from.id], [to, id], source);
  }
  return { status: 204 };
}

function inputsOf<T>(body: Record<string, unknown>, most: number): T[] {
  if (!Array.isArray(body.inputs)) throw invalid('Invalid input JSON: "inputs" is missing');
  if (body.inputs.length > most)
    throw invalid(`The maximum number of inputs is ${most}, but was ${body.inputs.length}`);
  return body.inputs as T[];
}

function mustExist(account: Account, from: string, to: string, inputs: readonly { from: End; to: End }[]) {
  const types = account.associations.typesOf(from, to);
  if (!types) throw invalid(`${from} and ${to} cannot be associated`);
  for (const one of inputs) {
    const missing = !account.live(from, one.from.id)
      ? one.from.id
      : !account.live(to, one.to.id)
        ? one.to.id
        : undefined;
    if (missing !== undefined) throw notFound(`Object ${missing} does not exist`);
  }
  return types;
}

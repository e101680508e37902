import type { FakeRequest, FakeResponse } from '../hosted/fake-http';
import type { Org } from './org';
import { SalesforceError, type Row } from './rows';
import type { SalesforceObject } from './schema';
import { parseSoql, type Condition, type SoqlQuery } from './soql';
import { compareValues, meets } from './soql-conditions';

/** Rows that a query gives, in its order, with the fields it asks for. */
export interface QueryRows {
  object: SalesforceObject;
  fields: readonly string[];
  rows: Row[];
  /** Only their number was asked for. */
  count: boolean;
}

/** Runs a query; deleted records only where `all` asks for them. @throws SalesforceError */
export function runQuery(org: Org, soql: string, all: boolean): QueryRows {
  const query = resolved(org, parseSoql(soql));
  const object = org.schema.object(query.from)!;
  let rows = [...org.table(object).values()].filter(
    (row) => (all || row['IsDeleted'] !== true) && (!query.where || meets(row, query.where)),
  );
  if (query.orderBy.length > 0) {
    rows.sort((a, b) => {
      for (const { field, descending } of query.orderBy) {
        const order = compareValues(a[field] ?? null, b[field] ?? null);
        if (order !== 0) return descending ? -order : order;
      }
      return 0;
    });
  }
  if (query.limit !== null) rows = rows.slice(0, query.limit);
  const { fields, count } = query;
  return { object, fields, count, rows: rows.map((row) => pick(row, fields)) };
}

function resolved(org: Org, query: SoqlQuery): SoqlQuery {
  const object = org.schema.object(query.from);
  if (!object) {
    throw new SalesforceError('INVALID_TYPE', `sObject type '${query.from}' is not supported.`);
  }
  const named = (name: string) => {
    const field = org.schema.field(object, name);
    if (!field) {
      throw new SalesforceError('INVALID_FIELD', `No such column '${name}' on entity '${object.name}'.`);
    }
    return field.name;
  };
  const condition = (part: Condition): Condition => {
    if ('all' in part) return { ...part, all: part.all.map(condition) };
    return { ...part, field: named(part.field) };
  };
  return {
    ...query,
    fields: query.fields.map(named),
    where: query.where && condition(query.where),
    orderBy: query.orderBy.map((order) => ({ ...order, field: named(order.field) })),
  };
}

export function pick(row: Row, fields: readonly string[]): Row {
  return Object.fromEntries(fields.map((field) => [field, row[field] ?? null]));
}

/** A record as REST tells it: times with `+0000`. */
export function asRest(org: Org, object: SalesforceObject, row: Row, version: string): object {
  const values = Object.entries(row).map(([name, value]) => {
    const instant = org.schema.field(object, name)?.type === 'datetime' && typeof value === 'string';
    return [name, instant ? value.replace('Z', '+0000') : value];
  });
  const id = row['Id'] ?? '';
  return {
    attributes: { type: object.name, url: `/services/data/v${version}/sobjects/${object.name}/${String(id)}` },
    ...Object.fromEntries(values),
  };
}

/**
 * REST API Developer Guide, "Query" and "QueryAll": `GET /query?q=`, `GET /queryAll?q=`, and "Query More Results":
 * `GET /query/{locator}`. A locator is good for two days, and a page holds at most 2,000 records.
 */
export class QueryResource {
  private readonly open = new Map<string, { found: QueryRows; at: number }>();
  private last = 0;

  constructor(
    private readonly org: Org,
    private readonly version: string,
    private readonly pageSize: number,
  ) {}

  first(request: FakeRequest, all: boolean): FakeResponse {
    const found = runQuery(this.org, request.query.get('q') ?? '', all);
    if (found.count) return { status: 200, body: { totalSize: found.rows.length, done: true, records: [] } };
    const wanted = Number(/batchSize=(\d+)/.exec(request.headers['sforce-query-options'] ?? '')?.[1] ?? this.pageSize);
    return this.page(found, 0, Math.min(this.pageSize, Math.max(200, wanted)), null);
  }

  next(locator: string): FakeResponse {
    const [id = '', from = ''] = locator.split('-');
    const kept = this.open.get(id);
    if (!kept || this.org.now().getTime() - kept.at > 2 * 24 * 3_600_000) {
      throw new SalesforceError('INVALID_QUERY_LOCATOR', 'invalid query locator');
    }
    return this.page(kept.found, Number(from), this.pageSize, id);
  }

  private page(found: QueryRows, from: number, size: number, id: string | null): FakeResponse {
    const rows = found.rows.slice(from, from + size);
    const done = from + rows.length >= found.rows.length;
    let more = {};
    if (!done) {
      const locator = id ?? `01g5e00000${String((this.last += 1)).padStart(8, '0')}`;
      if (!id) this.open.set(locator, { found, at: this.org.now().getTime() });
      more = { nextRecordsUrl: `/services/data/v${this.version}/query/${locator}-${from + rows.length}` };
    }
    const records = rows.map((row) => asRest(this.org, found.object, row, this.version));
    return { status: 200, body: { totalSize: found.rows.length, done, ...more, records } };
  }
}

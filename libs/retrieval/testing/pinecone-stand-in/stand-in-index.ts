import { nearest, Namespace } from './namespace';
import { invalid, Refused } from './refused';
import {
  deleteRequest,
  fetchRequest,
  listRequest,
  queryRequest,
  read,
  statsRequest,
  upsertRequest,
  type StoredRecord,
} from './requests';

export interface StandInAnswer {
  body: object;
  headers?: Record<string, string>;
}

/** The paths of the data plane that the index uses; every other is refused. */
export class StandInIndex {
  private readonly namespaces = new Map<string, Namespace>();
  private readonly routes: Record<string, (url: URL, body: string) => StandInAnswer> = {
    'POST /describe_index_stats': (_, body) => this.stats(body),
    'POST /vectors/upsert': (_, body) => this.upsert(body),
    'POST /vectors/delete': (_, body) => this.delete(body),
    'POST /query': (_, body) => this.query(body),
    'GET /vectors/list': (url) => this.list(url),
    'GET /vectors/fetch': (url) => this.fetch(url),
  };

  constructor(
    private readonly dimension: number,
    private readonly metric: string,
    private readonly lagReads: number,
  ) {}

  answer(name: string, url: URL, body: string): StandInAnswer {
    const route = this.routes[name];
    if (!route) throw new Refused(404, `${name} is not spoken here`);
    return route(url, body);
  }

  private stats(body: string): StandInAnswer {
    read(statsRequest, jsonOf(body));
    // Counts may lag behind, the description says: none is told.
    return { body: { namespaces: {}, dimension: this.dimension, metric: this.metric, vectorType: 'dense' } };
  }

  private upsert(body: string): StandInAnswer {
    const { namespace, vectors } = read(upsertRequest, jsonOf(body));
    for (const { values } of vectors) this.check(values);
    const held = this.namespaces.get(namespace) ?? new Namespace(this.lagReads);
    this.namespaces.set(namespace, held);
    return written({ upsertedCount: vectors.length }, held.upsert(vectors));
  }

  private delete(body: string): StandInAnswer {
    const { namespace, ids } = read(deleteRequest, jsonOf(body));
    const held = this.namespaces.get(namespace);
    if (!held) throw new Refused(404, 'Namespace not found');
    return written({}, held.delete(ids));
  }

  private query(body: string): StandInAnswer {
    const { namespace, vector, filter, topK, includeMetadata, includeValues } = read(queryRequest, jsonOf(body));
    if (includeValues) throw invalid('values are read by nobody here');
    this.check(vector);
    const { records, lsn } = this.seen(namespace);
    const matches = nearest(records.values(), vector, filter, topK).map(({ metadata, ...match }) =>
      includeMetadata ? { ...match, metadata } : match,
    );
    const headers = { 'x-pinecone-max-indexed-lsn': String(lsn) };
    return { body: { matches, namespace, usage: { readUnits: 1 } }, headers };
  }

  /** In the order of the ids, byte by byte. */
  private list(url: URL): StandInAnswer {
    const { namespace, limit, paginationToken } = read(listRequest, parametersOf(url));
    const { records } = this.seen(namespace[0]!);
    const after = paginationToken ? Buffer.from(paginationToken[0]!, 'base64').toString() : '';
    const rest = [...records.keys()].sort().filter((id) => id > after);
    const ids = rest.slice(0, Number(limit?.[0] ?? 100));
    const next = rest.length > ids.length ? { next: Buffer.from(ids.at(-1)!).toString('base64') } : undefined;
    const page = { vectors: ids.map((id) => ({ id })), namespace: namespace[0], usage: { readUnits: 1 } };
    return { body: next ? { ...page, pagination: next } : page };
  }

  private fetch(url: URL): StandInAnswer {
    const { namespace, ids } = read(fetchRequest, parametersOf(url));
    const { records } = this.seen(namespace[0]!);
    const found = ids.flatMap((id) => records.get(id) ?? []);
    const vectors = Object.fromEntries(found.map((record) => [record.id, record]));
    return { body: { vectors, namespace: namespace[0], usage: { readUnits: 1 } } };
  }

  private seen(namespace: string): { records: ReadonlyMap<string, StoredRecord>; lsn: number } {
    return this.namespaces.get(namespace)?.read() ?? { records: new Map(), lsn: 0 };
  }

  private check(values: readonly number[]): void {
    if (values.length === this.dimension) return;
    throw invalid(`Vector dimension ${values.length} does not match the dimension of the index ${this.dimension}`);
  }
}

const written = (body: object, lsn: number): StandInAnswer => ({
  ...{ body, headers: { 'x-pinecone-request-lsn': String(lsn) } },
});

function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw invalid('the body is no JSON');
  }
}

const parametersOf = (url: URL): Record<string, string[]> =>
  Object.fromEntries([...new Set(url.searchParams.keys())].map((name) => [name, url.searchParams.getAll(name)]));

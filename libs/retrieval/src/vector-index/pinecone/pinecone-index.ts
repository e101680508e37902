import type { PassageKey } from '../../store';
import { batchesOf } from '../batches';
import { fieldsOf, modelSlug, pointId } from '../fields';
import { JsonStore } from '../http/json-store';
import { numbersOf } from '../numbers';
import { passageKey } from '../point';
import type { NearPassage, VectorIndex, VectorPoint, VectorQuery } from '../port';
import { untilFound, writtenAt } from './freshness';
import { deleteAnswer, fetchAnswer, listAnswer, queryAnswer, statsAnswer, upsertAnswer } from './pinecone-answers';
import { pineconeFilter, type PineconeFilter } from './pinecone-filter';

export interface PineconeSettings {
  /** Of the index, as its console shows it: `https://passages-abc.svc.aped-4627-b74a.pinecone.io`. */
  url: string;
  apiKey: string;
  /** Begins the names of its namespaces, one a model and deployment: letters, digits, `-` and `_`. */
  collection: string;
  /** The deployment whose points these are; others may share the index. */
  owner: string;
  /** Until what was written can be found, ms; 60 s when absent. */
  freshMs?: number;
  /** Of one request with its repetitions, ms; 60 s when absent. */
  timeoutMs?: number;
  /** Of one attempt, ms; 10 s when absent. */
  attemptMs?: number;
  /** Attempts at most, the first included; 4 when absent. */
  maxAttempts?: number;
  /** Upper bound of the wait after the first failed attempt, ms; 500 when absent. */
  firstWaitMs?: number;
}

const API_VERSION = '2026-07';
/** An upsert takes 1,000 records and 2 MB; the rest is for what stands around them. */
const UPSERTED = { count: 1_000, bytes: 1_900_000 } as const;
/** Ids of one deletion, or of one search for given points. */
const IDS = { count: 1_000, bytes: 1_000_000 } as const;
/** Ids of a page; fetched with one request, they stand in its address, which should stay below 8 KB. */
const PAGE = 100;
const MOST_RESULTS = 10_000;

/** Vectors in an index of Pinecone (serverless, dense, by cosine): a namespace a deployment and model. */
export class PineconeIndex implements VectorIndex {
  private readonly store: JsonStore;
  private dimensions: number | null = null;

  /** @throws VectorIndexError where a setting cannot be used */
  constructor(private readonly settings: PineconeSettings) {
    this.store = new JsonStore({
      ...{ ...settings, store: 'Pinecone', key: { header: 'Api-Key', value: settings.apiKey } },
      headers: { 'X-Pinecone-Api-Version': API_VERSION },
      remedies: {
        400: 'see docs/playbook-search.md for what is needed of it',
        404: 'set VECTOR_STORE_URL to the host of the index, as the console shows it',
      },
    });
    if (![settings.collection, settings.owner].every((name) => /^[\w.-]{1,120}$/.test(name))) {
      throw this.store.invalid('needs a VECTOR_STORE_COLLECTION and a company of letters, digits, -, _ and . alone.');
    }
  }

  async held(model: string): Promise<ReadonlyMap<string, string>> {
    await this.size();
    const held = new Map<string, string>();
    let token: string | undefined;
    do {
      const query = new URLSearchParams({ namespace: this.namespaceOf(model), limit: String(PAGE) });
      if (token !== undefined) query.set('paginationToken', token);
      const path = `/vectors/list?${query.toString()}`;
      const page = await this.store.send({ method: 'GET', path, answer: listAnswer, absent: [404] });
      const ids = page?.value.vectors.map(({ id }) => id) ?? [];
      for (const [key, hash] of await this.fetched(model, ids)) held.set(key, hash);
      token = page?.value.pagination?.next;
    } while (token);
    return held;
  }

  async put(model: string, points: readonly VectorPoint[]): Promise<void> {
    if (points.length === 0) return;
    const dimensions = await this.size();
    const namespace = this.namespaceOf(model);
    const entries = points.map((point) => {
      const id = pointId(this.settings.owner, model, point);
      const values = numbersOf(point.values, dimensions, this.store);
      return { id, values, metadata: { point: id, ...fieldsOf(point) } };
    });
    let written = 0n;
    for (const vectors of batchesOf(entries, UPSERTED)) {
      const body = { namespace, vectors };
      const done = await this.store.send({ method: 'POST', path: '/vectors/upsert', body, answer: upsertAnswer });
      if (done!.value.upsertedCount !== vectors.length) {
        throw this.store.invalid(`took ${done!.value.upsertedCount} of ${vectors.length} points; index again.`);
      }
      written = writtenAt(done!.headers, this.store);
    }
    await this.untilFound(namespace, written);
  }

  async remove(model: string, keys: readonly PassageKey[]): Promise<void> {
    if (keys.length === 0) return;
    await this.size();
    const namespace = this.namespaceOf(model);
    const all = keys.map((key) => pointId(this.settings.owner, model, key));
    let written: bigint | null = null;
    for (const ids of batchesOf(all, IDS)) {
      const body = { namespace, ids };
      const path = '/vectors/delete';
      // A namespace that does not exist holds nothing that could be taken out.
      const done = await this.store.send({ method: 'POST', path, body, answer: deleteAnswer, absent: [404] });
      if (done) written = writtenAt(done.headers, this.store);
    }
    if (written !== null) await this.untilFound(namespace, written);
  }

  nearest({ model, values, language, filter, limit }: VectorQuery): Promise<NearPassage[]> {
    return this.query(model, values, pineconeFilter(language, filter), Math.min(limit, MOST_RESULTS));
  }

  async similarities(model: string, values: Float32Array, keys: readonly PassageKey[]): Promise<NearPassage[]> {
    const all = keys.map((key) => pointId(this.settings.owner, model, key));
    const found: NearPassage[] = [];
    for (const ids of batchesOf(all, IDS)) {
      found.push(...(await this.query(model, values, { point: { $in: ids } }, ids.length)));
    }
    return found;
  }

  close(): Promise<void> {
    this.store.close();
    return Promise.resolve();
  }

  private async query(
    model: string,
    values: Float32Array,
    filter: PineconeFilter,
    topK: number,
  ): Promise<NearPassage[]> {
    const vector = numbersOf(values, await this.size(), this.store);
    const body = {
      ...{ namespace: this.namespaceOf(model), vector, filter, topK },
      ...{ includeMetadata: true, includeValues: false },
    };
    const found = await this.store.send({ method: 'POST', path: '/query', body, answer: queryAnswer, absent: [404] });
    return (found?.value.matches ?? []).map(({ score, metadata }) => ({ ...metadata, similarity: score }));
  }

  private async fetched(model: string, ids: readonly string[]): Promise<[string, string][]> {
    if (ids.length === 0) return [];
    const query = new URLSearchParams({ namespace: this.namespaceOf(model) });
    for (const id of ids) query.append('ids', id);
    const path = `/vectors/fetch?${query.toString()}`;
    const found = await this.store.send({ method: 'GET', path, answer: fetchAnswer, absent: [404] });
    return Object.values(found?.value.vectors ?? {}).map(({ metadata }) => [passageKey(metadata), metadata.hash]);
  }

  /** Numbers of a vector of the index, which must measure by cosine; asked once. */
  private async size(): Promise<number> {
    if (this.dimensions !== null) return this.dimensions;
    const path = '/describe_index_stats';
    const stats = await this.store.send({ method: 'POST', path, body: {}, answer: statsAnswer });
    const { dimension, metric } = stats!.value;
    // Of vectors of length 1 the product is the cosine. What is not told is taken to be right.
    if (dimension === undefined || !['cosine', 'dotproduct'].includes(metric ?? 'cosine')) {
      const is = dimension === undefined ? 'holds no dense vectors' : `measures by ${metric}`;
      throw this.store.invalid(
        `${is}; make a serverless index of dense vectors by cosine and set VECTOR_STORE_URL to it.`,
      );
    }
    this.dimensions = dimension;
    return dimension;
  }

  private async untilFound(namespace: string, written: bigint): Promise<void> {
    const { freshMs = 60_000, firstWaitMs = 500 } = this.settings;
    await untilFound(this.store, namespace, await this.size(), written, { limitMs: freshMs, firstMs: firstWaitMs / 5 });
  }

  private namespaceOf(model: string): string {
    return `${this.settings.collection}.${this.settings.owner}.${modelSlug(model)}`;
  }
}

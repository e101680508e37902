import { batchesOf } from '../batches';
import { fieldsOf, modelSlug, pointId } from '../fields';
import { JsonStore } from '../http/json-store';
import { numbersOf } from '../numbers';
import { passageKey } from '../point';
import { VectorIndexError, type NearPassage, type VectorIndex, type VectorPoint, type VectorQuery } from '../port';
import type { PassageKey } from '../../store';
import { queryAnswer, scrollAnswer, updateAnswer } from './qdrant-answers';
import { ensureCollection, readCollection, type QdrantCollection } from './qdrant-collection';
import { ownedBy, qdrantFilter, type QdrantFilter } from './qdrant-filter';

export interface QdrantSettings {
  /** `https://xyz.cloud.qdrant.io:6333`. */
  url: string;
  /** Absent for a server of our own that asks for none. */
  apiKey?: string;
  /** Begins the names of its collections, one a model: letters, digits, `-` and `_`. */
  collection: string;
  /** The deployment whose points these are; others may share the collections. */
  owner: string;
  /** Of one request with its repetitions, ms; 60 s when absent. */
  timeoutMs?: number;
  /** Of one attempt, ms; 10 s when absent. */
  attemptMs?: number;
  /** Attempts at most, the first included; 4 when absent. */
  maxAttempts?: number;
  /** Upper bound of the wait after the first failed attempt, ms; 500 when absent. */
  firstWaitMs?: number;
}

/** Far below the 32 MB that a server takes by default. */
const TOGETHER = { count: 1_000, bytes: 4_000_000 } as const;
const PAGE = 1_000;

/** Vectors in Qdrant: a collection a model, every search over all vectors that the filter admits, none left out. */
export class QdrantIndex implements VectorIndex {
  private readonly store: JsonStore;
  /** Collections that were there when last looked, by model, and the models whose this process made sure of. */
  private readonly known = new Map<string, QdrantCollection>();
  private readonly ensured = new Set<string>();

  /** @throws VectorIndexError where a setting cannot be used */
  constructor(private readonly settings: QdrantSettings) {
    const { apiKey } = settings;
    const remedies = { 400: 'see docs/playbook-search.md for what is needed of it' };
    this.store = new JsonStore({
      ...{ ...settings, store: 'Qdrant', remedies },
      ...(apiKey === undefined ? {} : { key: { header: 'api-key', value: apiKey } }),
    });
    if (!/^[\w-]{1,120}$/.test(settings.collection)) {
      throw this.store.invalid('needs a VECTOR_STORE_COLLECTION of letters, digits, - and _ alone.');
    }
  }

  async held(model: string): Promise<ReadonlyMap<string, string>> {
    const held = new Map<string, string>();
    let offset: string | number | undefined;
    do {
      const found = await this.store.send({
        ...{ method: 'POST', path: `/collections/${this.nameOf(model)}/points/scroll`, answer: scrollAnswer },
        body: {
          ...{ filter: this.all(), limit: PAGE, with_payload: ['source', 'id', 'hash'], with_vector: false },
          ...(offset === undefined ? {} : { offset }),
        },
        absent: [404],
      });
      if (!found) return this.gone(model, new Map());
      const { points, next_page_offset } = found.value.result;
      for (const { payload } of points) held.set(passageKey(payload), payload.hash);
      offset = next_page_offset ?? undefined;
    } while (offset !== undefined);
    return held;
  }

  async put(model: string, points: readonly VectorPoint[]): Promise<void> {
    const [first] = points;
    if (!first) return;
    const { name, dimensions } = await this.prepared(model, first.values.length);
    const { owner } = this.settings;
    const entries = points.map((point) => ({
      id: pointId(owner, model, point),
      vector: numbersOf(point.values, dimensions, this.store),
      payload: { owner, ...fieldsOf(point) },
    }));
    for (const lot of batchesOf(entries, TOGETHER)) {
      const path = `/collections/${name}/points?wait=true`;
      if (await this.update(model, 'PUT', path, { points: lot })) continue;
      throw this.store.invalid(`lost the collection ${name} while points were put; index again.`);
    }
  }

  async remove(model: string, keys: readonly PassageKey[]): Promise<void> {
    if (keys.length === 0 || !(await this.found(model))) return;
    const ids = keys.map((key) => pointId(this.settings.owner, model, key));
    const path = `/collections/${this.nameOf(model)}/points/delete?wait=true`;
    for (const lot of batchesOf(ids, TOGETHER)) await this.update(model, 'POST', path, { points: lot });
  }

  nearest({ model, values, language, filter, limit }: VectorQuery): Promise<NearPassage[]> {
    return this.query(model, values, qdrantFilter(this.settings.owner, language, filter), limit);
  }

  async similarities(model: string, values: Float32Array, keys: readonly PassageKey[]): Promise<NearPassage[]> {
    if (keys.length === 0) return [];
    const has_id = keys.map((key) => pointId(this.settings.owner, model, key));
    return this.query(model, values, { must: [...this.all().must, { has_id }] }, keys.length);
  }

  close(): Promise<void> {
    this.store.close();
    return Promise.resolve();
  }

  /** A model without a collection has no points. */
  private async query(
    model: string,
    values: Float32Array,
    filter: QdrantFilter,
    limit: number,
  ): Promise<NearPassage[]> {
    const collection = await this.found(model);
    if (!collection) return [];
    const found = await this.store.send({
      ...{ method: 'POST', path: `/collections/${collection.name}/points/query`, answer: queryAnswer, absent: [404] },
      body: {
        ...{ query: numbersOf(values, collection.dimensions, this.store), filter, limit },
        ...{ params: { exact: true }, with_payload: ['source', 'id'], with_vector: false },
      },
    });
    if (!found) return this.gone(model, []);
    return found.value.result.points.map(({ score, payload }) => ({ ...payload, similarity: score }));
  }

  /** False where the model has no collection. */
  private async update(model: string, method: 'PUT' | 'POST', path: string, body: unknown): Promise<boolean> {
    const done = await this.store.send({ method, path, body, answer: updateAnswer, absent: [404] });
    if (!done) return this.gone(model, false);
    const { status } = done.value.result;
    if (status !== 'completed') {
      const { store, address } = this.store.names;
      const what = `took a change and did not say that it can be found (${status})`;
      throw new VectorIndexError('unreachable', `${store} at ${address} ${what}; index again when it is less busy.`);
    }
    return true;
  }

  private async prepared(model: string, dimensions: number): Promise<QdrantCollection> {
    const known = this.known.get(model);
    if (known && this.ensured.has(model)) return known;
    const made = await ensureCollection(this.store, this.nameOf(model), dimensions);
    this.known.set(model, made);
    this.ensured.add(model);
    return made;
  }

  private async found(model: string): Promise<QdrantCollection | null> {
    const known = this.known.get(model);
    if (known) return known;
    const found = await readCollection(this.store, this.nameOf(model));
    if (found) this.known.set(model, found);
    return found;
  }

  /** A collection that somebody took away is made again by the next `put`. */
  private gone<T>(model: string, result: T): T {
    this.known.delete(model);
    return result;
  }

  private all(): QdrantFilter {
    return { must: [ownedBy(this.settings.owner)] };
  }

  private nameOf(model: string): string {
    return `${this.settings.collection}-${modelSlug(model)}`;
  }
}

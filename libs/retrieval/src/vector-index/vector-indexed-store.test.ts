import { testDatabase, type TestDatabase } from '@salesagent/servers/testing';
import { MemoryVectorIndex, MemoryVectorServer } from '../../testing/memory-vector-index';
import { aDocument, passageStoreContract } from '../../testing/store-contract';
import { embedPassages } from '../embedding/embed-passages';
import type { Embedder } from '../embedding/embedder';
import type { PassageFilter } from '../passage';
import { Retriever } from '../retriever';
import { RETRIEVAL_TABLES, VECTOR_INDEX_TABLES } from '../stores/postgres-schema';
import { weighDocument } from '../weights';
import { VectorIndexError, type VectorIndex } from './port';
import { VectorIndexSync } from './vector-index-sync';
import { VectorIndexedStore } from './vector-indexed-store';

const EMPTY = `
  truncate retrieval_document, retrieval_passage, retrieval_vector, retrieval_vector_index;
  update retrieval_version set version = version + 1`;
const MODEL = 'a-model';

/** East is one way, everything else the other. */
const embedder: Embedder = {
  ...{ model: MODEL, dimensions: 2 },
  embed: (texts) =>
    Promise.resolve(texts.map((text) => Float32Array.from(text.toLowerCase().includes('east') ? [1, 0] : [0, 1]))),
};

describe('passages in PostgreSQL, their vectors in an index elsewhere', () => {
  let database: TestDatabase;
  let server: MemoryVectorServer;
  beforeAll(async () => {
    database = await testDatabase();
    await database.pool.query(RETRIEVAL_TABLES + VECTOR_INDEX_TABLES);
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    server = new MemoryVectorServer();
    await database.pool.query(EMPTY);
  });

  const behind: VectorIndexError[] = [];
  const storeOf = (index: VectorIndex = new MemoryVectorIndex(server)) =>
    new VectorIndexedStore(database.pool, index, { name: 'memory:1', onBehind: (error) => behind.push(error) });
  const put = (
    store: VectorIndexedStore,
    id: string,
    passages: Record<string, string>,
    company: string | null = null,
  ) => store.replace('docs', [weighDocument(aDocument(id, passages, { scope: { company } }))], []);
  const asked = async (store: VectorIndexedStore, company?: string) => {
    const answer = await new Retriever(store, {}, embedder).search('east', { filter: company ? { company } : {} });
    return { vectors: answer.vectors, ids: answer.hits.map(({ passage }) => passage.id).sort() };
  };
  const points = () => [...(server.points.get(`company ${MODEL}`)?.values() ?? [])].map(({ id }) => id).sort();

  passageStoreContract(() => Promise.resolve(storeOf()));

  it('puts only what differs, and takes out what went', async () => {
    const store = storeOf();
    await put(store, 'one', { East: 'price', North: 'churn' });
    await put(store, 'two', { East: 'term' });
    await embedPassages(store, embedder);
    expect(server.puts).toBe(3);
    await put(store, 'one', { East: 'price', North: 'churn and more' });
    await embedPassages(store, embedder);
    expect([server.puts, points()]).toEqual([4, ['one#east', 'one#north', 'two#east']]);
    await store.replace('docs', [], ['one']);
    expect([server.puts, points()]).toEqual([4, ['two#east']]);
    expect(await store.sync()).toEqual({ put: 0, removed: 0 });
    expect(await asked(store)).toEqual({ vectors: { used: true, model: MODEL }, ids: ['two#east'] });
  });

  it('moves a passage to the company that it now is of, without another vector', async () => {
    const store = storeOf();
    await put(store, 'one', { East: 'price' });
    await put(store, 'two', { East: 'term' });
    await embedPassages(store, embedder);
    await put(store, 'one', { East: 'price' }, 'acme');
    expect(await store.unembedded(MODEL, 9)).toEqual([]);
    expect((await asked(store)).ids).toEqual(['two#east']);
    expect(await asked(store, 'acme')).toEqual({
      vectors: { used: true, model: MODEL },
      ids: ['one#east', 'two#east'],
    });
  });

  it('lets nothing confidential take the place of what an assistant may be shown', async () => {
    const store = storeOf();
    const near = aDocument('near', { East: 'price', Far: 'more east', Farther: 'most east' });
    const others = aDocument('others', { North: 'churn', South: 'term', West: 'hours' });
    await store.replace('docs', [weighDocument({ ...near, confidential: true }), weighDocument(others)], []);
    await embedPassages(store, embedder);
    const vector = { model: MODEL, values: Float32Array.from([1, 0]) };
    const query = { language: 'en', documentShare: 0.3, limit: 2, weights: new Map<string, number>(), vector };
    const sources = async (filter: PassageFilter) =>
      (await store.candidates({ ...query, filter })).map(({ id }) => id.split('#')[0]);
    expect(await sources({})).toEqual(['near', 'near']);
    expect(await sources({ forModel: true })).toEqual(['others', 'others']);
  });

  it('makes an index that is empty anew, and one that somebody else changed right', async () => {
    const store = storeOf();
    await put(store, 'one', { East: 'price', North: 'churn' });
    await embedPassages(store, embedder);
    const other = new MemoryVectorServer();
    expect(await storeOf(new MemoryVectorIndex(other)).sync({ anew: true })).toEqual({ put: 2, removed: 0 });
    server.points.clear();
    const kept = new MemoryVectorIndex(server);
    const scope = { company: null, stage: null, personas: [], effectiveFrom: null, effectiveTo: null };
    const stray = { source: 'docs', id: 'stray', textHash: 'x', language: 'en', scope };
    await kept.put(MODEL, [{ ...stray, values: Float32Array.from([1, 0]) }]);
    expect(await store.sync({ anew: true })).toEqual({ put: 2, removed: 1 });
    expect(points()).toEqual(['one#east', 'one#north']);
  });

  it('answers by words while the index is behind, says why, and catches up by itself', async () => {
    const store = storeOf();
    await put(store, 'one', { East: 'price' });
    await embedPassages(store, embedder);
    server.down = true;
    await put(store, 'two', { East: 'term' });
    await embedPassages(store, embedder);
    expect(behind.at(-1)?.kind).toBe('unreachable');
    expect(await asked(store)).toEqual({
      vectors: {
        used: false,
        why: expect.stringMatching(/memory:1 are not yet complete: .*does not answer/) as string,
      },
      ids: ['one#east', 'two#east'],
    });
    server.down = false;
    expect((await asked(storeOf())).vectors).toMatchObject({ used: false });
    await put(store, 'three', { North: 'churn' });
    await embedPassages(store, embedder);
    expect((await asked(storeOf())).vectors).toEqual({ used: true, model: MODEL });
    expect(points()).toEqual(['one#east', 'three#north', 'two#east']);
  });

  it('answers by words when the index goes away between two questions', async () => {
    const store = storeOf();
    await put(store, 'one', { East: 'price' });
    await embedPassages(store, embedder);
    server.down = true;
    expect(await asked(store)).toEqual({
      vectors: { used: false, why: expect.stringContaining('does not answer') as string },
      ids: ['one#east'],
    });
  });

  it('notices that points are missing, and brings them back', async () => {
    const store = storeOf();
    await put(store, 'one', { East: 'price', North: 'churn' });
    await embedPassages(store, embedder);
    server.points.get(`company ${MODEL}`)!.clear();
    expect((await asked(store)).vectors).toEqual({
      used: false,
      why: expect.stringContaining('has lost vectors') as string,
    });
    expect((await asked(storeOf())).vectors).toEqual({ used: false, why: expect.stringContaining('not yet complete') as string }); // prettier-ignore
    expect(await store.sync()).toEqual({ put: 2, removed: 0 });
    expect((await asked(store)).vectors).toEqual({ used: true, model: MODEL });
  });

  it('tells of an index that is down or was emptied although nothing changed, and fills it', async () => {
    const store = storeOf();
    await put(store, 'one', { East: 'price', North: 'churn' });
    await embedPassages(store, embedder);
    server.down = true;
    await embedPassages(store, embedder);
    expect(store.lag).toBe('memory:1 does not answer');
    server.down = false;
    server.points.clear();
    await embedPassages(store, embedder);
    expect([store.lag, points()]).toEqual([null, ['one#east', 'one#north']]);
  });

  it('asks for all that the index holds when somebody doubts it, and every hour', async () => {
    const store = storeOf();
    const passages = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`East ${i}`, `price ${i}`]));
    await put(store, 'one', passages);
    await embedPassages(store, embedder);
    // One of so many: asking for some of them need not show it.
    const losesOne = () => {
      const held = server.points.get(`company ${MODEL}`)!;
      expect(held.delete([...held.keys()][7]!)).toBe(true);
    };
    losesOne();
    store.doubt();
    await embedPassages(store, embedder);
    expect(points()).toHaveLength(200);
    let now = 0;
    const sync = new VectorIndexSync(database.pool, new MemoryVectorIndex(server), 'memory:1', () => now);
    expect(await sync.run()).toEqual({ put: 0, removed: 0 });
    losesOne();
    now = 3_600_000;
    expect(await sync.run()).toEqual({ put: 1, removed: 0 });
  });

  it('leaves an index that did not answer alone for a while', async () => {
    const store = storeOf();
    await put(store, 'one', { East: 'price' });
    await embedPassages(store, embedder);
    server.down = true;
    expect((await asked(store)).vectors.used).toBe(false);
    server.down = false;
    expect((await asked(store)).vectors).toEqual({ used: false, why: 'memory:1 does not answer' });
    await store.sync();
    expect((await asked(store)).vectors.used).toBe(true);
  });

  it('lets no question wait for an index that is slow', async () => {
    const store = storeOf(
      new (class extends MemoryVectorIndex {
        override nearest = () => new Promise<never>(() => undefined);
      })(server),
    );
    await put(store, 'one', { East: 'price' });
    await embedPassages(store, embedder);
    const vectors = { used: false, why: expect.stringMatching(/^memory:1 did not answer within/) as string };
    expect(await asked(store)).toEqual({ vectors, ids: ['one#east'] });
  });

  it('follows once after many vectors, not after each lot of them', async () => {
    let compared = 0;
    const store = storeOf(
      new (class extends MemoryVectorIndex {
        override put(...given: Parameters<VectorIndex['put']>): Promise<void> {
          compared += 1;
          return super.put(...given);
        }
      })(server),
    );
    await put(store, 'one', Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`East ${i}`, `price ${i}`])));
    await embedPassages(store, embedder);
    expect([compared, points().length]).toEqual([1, 300]);
  });

  it.each([0, 1, 2])('mends what a process left that ended after %i of its steps', async (steps) => {
    const first = storeOf();
    await put(first, 'one', { East: 'price', North: 'churn' });
    await embedPassages(first, embedder);
    // A process that ends: from some step on nothing of it reaches the index, and it writes nothing down.
    const ending = new (class extends MemoryVectorIndex {
      private left = steps;
      override async remove(...given: Parameters<VectorIndex['remove']>): Promise<void> {
        if (this.left-- <= 0) throw new Error('ended');
        await super.remove(...given);
      }
      override async put(...given: Parameters<VectorIndex['put']>): Promise<void> {
        if (this.left-- <= 0) throw new Error('ended');
        await super.put(...given);
        throw new Error('ended');
      }
    })(server);
    await expect(put(storeOf(ending), 'one', { East: 'price', West: 'churn' }, 'acme')).rejects.toThrow('ended');
    const next = storeOf();
    expect((await asked(next, 'acme')).vectors.used).toBe(false);
    await embedPassages(next, embedder);
    expect(points()).toEqual(['one#east', 'one#west']);
    expect(await asked(next, 'acme')).toEqual({ vectors: { used: true, model: MODEL }, ids: ['one#east', 'one#west'] });
  });

  it('comes to one state when several processes write at once', async () => {
    const stores = [storeOf(), storeOf(), storeOf()];
    await Promise.all(
      stores.map(async (store, i) => {
        for (let n = 0; n < 3; n++) await put(store, `d${i}${n}`, { East: `price ${i} ${n}` });
        await embedPassages(store, embedder);
      }),
    );
    expect(points()).toHaveLength(9);
    for (const store of stores) expect((await asked(store)).vectors).toEqual({ used: true, model: MODEL });
  });

  it('takes out the points of a model that is no longer used', async () => {
    const store = storeOf();
    await put(store, 'one', { East: 'price' });
    await embedPassages(store, embedder);
    await embedPassages(store, { ...embedder, model: 'another' });
    expect([points(), server.points.get('company another')?.size]).toEqual([[], 1]);
    await store.replace('docs', [], ['one']);
    expect(server.points.get('company another')?.size).toBe(0);
  });

  it('holds no vector in memory', async () => {
    const store = storeOf();
    await put(store, 'one', { East: 'price' });
    await embedPassages(store, embedder);
    await asked(store);
    const copy = Reflect.get(Reflect.get(store, 'kept') as object, 'copy') as {
      held: { vectors: ReadonlyMap<string, unknown> };
    };
    expect(copy.held.vectors.size).toBe(0);
  });
});

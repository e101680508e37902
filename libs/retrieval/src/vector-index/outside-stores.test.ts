import { describeWith, testDatabase, type TestDatabase } from '@salesagent/servers/testing';
import { startFaultyWay, type FaultyWay } from '../../testing/faulty-way';
import { startPineconeStandIn, type PineconeStandIn } from '../../testing/pinecone-stand-in/server';
import { qdrantEngineLacks, startQdrantEngine, type QdrantEngine } from '../../testing/qdrant-engine/qdrant-engine';
import { aDocument, passageStoreContract } from '../../testing/store-contract';
import { embedPassages } from '../embedding/embed-passages';
import type { Embedder } from '../embedding/embedder';
import { Retriever } from '../retriever';
import { RETRIEVAL_TABLES, VECTOR_INDEX_TABLES } from '../stores/postgres-schema';
import { weighDocument } from '../weights';
import { PineconeIndex } from './pinecone/pinecone-index';
import type { VectorIndex } from './port';
import { QdrantIndex } from './qdrant/qdrant-index';
import { VectorIndexedStore } from './vector-indexed-store';

const KEY = 'a-key-that-nobody-may-read';
const MODEL = 'a-model';
const settings = { apiKey: KEY, collection: 'passages', firstWaitMs: 1 };

/** East is one way, everything else the other. */
const embedder: Embedder = {
  ...{ model: MODEL, dimensions: 2 },
  embed: (texts) =>
    Promise.resolve(texts.map((text) => Float32Array.from(text.toLowerCase().includes('east') ? [1, 0] : [0, 1]))),
};

/** Passages in PostgreSQL with their vectors in a store outside, which can fail on the way there. */
function passagesWithVectorsOutside(target: () => string, indexAt: (url: string, owner: string) => VectorIndex): void {
  let database: TestDatabase;
  let way: FaultyWay;
  let owners = 0;
  const opened: VectorIndex[] = [];
  beforeAll(async () => {
    database = await testDatabase();
    await database.pool.query(RETRIEVAL_TABLES + VECTOR_INDEX_TABLES);
    way = await startFaultyWay(target());
  });
  afterEach(() => Promise.all(opened.splice(0).map((index) => index.close())));
  afterAll(async () => {
    await way.close();
    await database.drop();
  });
  const open = async (): Promise<VectorIndexedStore> => {
    await database.pool.query(`
      truncate retrieval_document, retrieval_passage, retrieval_vector, retrieval_vector_index;
      update retrieval_version set version = version + 1`);
    way.become(() => null);
    const owner = `company-${owners++}`;
    const index = indexAt(way.url, owner);
    opened.push(index);
    return new VectorIndexedStore(database.pool, index, { name: owner });
  };

  passageStoreContract(open);

  it('answers by words, and says why, while nobody answers there or an answer lacks what was put', async () => {
    const store = await open();
    await store.replace('docs', [weighDocument(aDocument('one', { East: 'price', West: 'churn' }))], []);
    await embedPassages(store, embedder);
    const asked = async () => {
      const { hits, vectors } = await new Retriever(store, {}, embedder).search('east');
      expect(hits[0]?.passage.id).toBe('one#east');
      return vectors.used ? 'vectors' : vectors.why;
    };
    expect(await asked()).toBe('vectors');
    way.become(() => ({ status: 503 }));
    expect(await asked()).toContain(`${way.url} has a fault of its own (503)`);
    // Left alone for a while after that, unless somebody wants to know.
    way.become(() => ({ status: 404 }));
    expect(await asked()).toContain(`${way.url} has a fault of its own (503)`);
    store.doubt();
    expect(await asked()).toContain('has lost vectors that it held');
    way.become(() => null);
    store.doubt();
    await embedPassages(store, embedder);
    expect(await asked()).toBe('vectors');
  });
}

describe('passages in PostgreSQL, their vectors in Pinecone', () => {
  let server: PineconeStandIn;
  beforeAll(async () => {
    server = await startPineconeStandIn({ apiKey: KEY, dimension: 2 });
  });
  afterAll(() => server.close());
  passagesWithVectorsOutside(
    () => server.url,
    (url, owner) => new PineconeIndex({ ...settings, url, owner }),
  );
});

const lacks = qdrantEngineLacks();
describeWith(
  { name: lacks ?? 'the engine of Qdrant', met: lacks === null },
  'passages in PostgreSQL, their vectors in Qdrant',
  () => {
    let engine: QdrantEngine;
    beforeAll(async () => {
      engine = await startQdrantEngine(KEY);
    });
    afterAll(() => engine.kill());
    passagesWithVectorsOutside(
      () => engine.url,
      (url, owner) => new QdrantIndex({ ...settings, url, owner }),
    );
  },
);

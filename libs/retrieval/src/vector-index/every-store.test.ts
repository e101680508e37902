import { describeWith, describeWithPgvector, pgvectorDatabase, testDatabase } from '@salesagent/servers/testing';
import type { TestDatabase } from '@salesagent/servers/testing';
import { startPineconeStandIn, type PineconeStandIn } from '../../testing/pinecone-stand-in/server';
import { qdrantEngineLacks, startQdrantEngine, type QdrantEngine } from '../../testing/qdrant-engine/qdrant-engine';
import { passageStoreContract } from '../../testing/store-contract';
import { RETRIEVAL_TABLES, VECTOR_INDEX_TABLES } from '../stores/postgres-schema';
import { openVectorIndex, type OpenedVectorIndex } from './open-vector-index';
import { preparePgVector } from './pgvector/pgvector-schema';
import { VectorIndexedStore } from './vector-indexed-store';

const EMPTY = `
  truncate retrieval_document, retrieval_passage, retrieval_vector, retrieval_vector_index;
  update retrieval_version set version = version + 1`;
const KEY = 'a-key';
const qdrantLacks = qdrantEngineLacks();

/** What every store of passages does, done with the vectors in one of the stores that may be configured. */
function withVectorsIn(databaseOf: () => Promise<TestDatabase>, open: (owner: string) => OpenedVectorIndex): void {
  const opened: OpenedVectorIndex[] = [];
  let database: TestDatabase;
  let owners = 0;
  beforeAll(async () => {
    database = await databaseOf();
    await database.pool.query(RETRIEVAL_TABLES + VECTOR_INDEX_TABLES);
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map(({ index }) => index.close()));
  });
  afterAll(() => database.drop());

  passageStoreContract(async () => {
    await database.pool.query(EMPTY);
    const vectors = open(`company-${++owners}`);
    opened.push(vectors);
    return new VectorIndexedStore(database.pool, vectors.index, { name: vectors.name });
  });
}

describeWithPgvector('passages in PostgreSQL, their vectors in pgvector', () => {
  let url: string;
  withVectorsIn(
    async () => {
      const database = await pgvectorDatabase();
      url = database.connectionString;
      for (const model of ['a-model', 'another'])
        await preparePgVector({ url, schema: 'vectors' }, { model, dimensions: 2 });
      return database;
    },
    (owner) => openVectorIndex({ store: 'pgvector', url, collection: 'vectors', owner })!,
  );
});

describeWith(
  { name: qdrantLacks ?? 'Qdrant', met: qdrantLacks === null },
  'passages in PostgreSQL, their vectors in Qdrant',
  () => {
    let engine: QdrantEngine;
    withVectorsIn(
      async () => {
        engine = await startQdrantEngine(KEY);
        return testDatabase();
      },
      (owner) => openVectorIndex({ store: 'qdrant', url: engine.url, apiKey: KEY, collection: 'passages', owner })!,
    );
    afterAll(() => engine.kill());
  },
);

describe('passages in PostgreSQL, their vectors in Pinecone', () => {
  let server: PineconeStandIn;
  withVectorsIn(
    async () => {
      server = await startPineconeStandIn({ apiKey: KEY, dimension: 2 });
      return testDatabase();
    },
    (owner) => openVectorIndex({ store: 'pinecone', url: server.url, apiKey: KEY, collection: 'passages', owner })!,
  );
  afterAll(() => server.close());
});

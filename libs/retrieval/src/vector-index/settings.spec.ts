import { loadVariables, VARIABLES } from '@salesagent/platform/config';
import { openVectorIndex } from './open-vector-index';
import { vectorIndexSettings } from './settings';

const read = (environment: Record<string, string>) => {
  const { company, vectorStore } = VARIABLES;
  return vectorIndexSettings(loadVariables({ company, vectorStore }, { SALESAGENT_COMPANY: 'acme', ...environment }));
};
const PGVECTOR = 'postgresql://someone:sec%20ret@db.example.org:6543/company?sslmode=require';

describe('where vectors are searched', () => {
  it('is the process itself when nothing is said', () => {
    expect(read({})).toEqual({ store: 'none' });
    expect(openVectorIndex({ store: 'none' })).toBeNull();
  });

  it('is the store that is named, with the company as its owner', () => {
    expect(read({ VECTOR_STORE: 'pgvector', VECTOR_STORE_URL: PGVECTOR })).toEqual({
      ...{ store: 'pgvector', url: PGVECTOR, collection: 'salesagent_vectors', owner: 'acme' },
    });
    const own = { VECTOR_STORE_URL: 'https://q.example.org:6333', VECTOR_STORE_COLLECTION: 'ours' };
    const qdrant = { store: 'qdrant', url: 'https://q.example.org:6333', collection: 'ours', owner: 'acme' };
    expect(read({ VECTOR_STORE: 'qdrant', ...own })).toEqual(qdrant);
    expect(read({ VECTOR_STORE: 'qdrant', ...own, VECTOR_STORE_API_KEY: 'k' })).toEqual({ ...qdrant, apiKey: 'k' });
  });

  it.each<[Record<string, string>, RegExp]>([
    [{ VECTOR_STORE: 'pgvector' }, /VECTOR_STORE=pgvector needs VECTOR_STORE_URL/],
    [{ VECTOR_STORE: 'pinecone' }, /needs VECTOR_STORE_URL; .*needs VECTOR_STORE_API_KEY/],
    [{ VECTOR_STORE_URL: PGVECTOR }, /VECTOR_STORE does not say what is there/],
    [{ VECTOR_STORE: 'qdrant', VECTOR_STORE_URL: PGVECTOR }, /begins with http:\/\/ or https:\/\/ for qdrant/],
    [{ VECTOR_STORE: 'pgvector', VECTOR_STORE_URL: 'https://x.example.org' }, /begins with postgres:\/\//],
    [{ VECTOR_STORE: 'pgvector', VECTOR_STORE_URL: PGVECTOR, VECTOR_STORE_API_KEY: 'k' }, /is not for pgvector/],
    [{ VECTOR_STORE: 'faiss' }, /VECTOR_STORE: /],
    [{ VECTOR_STORE_COLLECTION: 'a b' }, /VECTOR_STORE_COLLECTION: /],
  ])('is refused where it does not go together: %j', (environment, message) => {
    expect(() => read(environment)).toThrow(message);
    expect(() => read(environment)).not.toThrow(/sec(%20| )ret/);
  });

  it('is named without a secret', async () => {
    const opened = openVectorIndex({ store: 'pgvector', url: PGVECTOR, collection: 'ours', owner: 'acme' });
    expect(opened?.name).toBe('pgvector db.example.org:6543/company/ours of acme');
    await opened?.index.close();
  });
});

import { embeddingsEnvironment, readingEnvironment } from './environment';

describe('how the services of a stack are told to make vectors', () => {
  const KEY = { OPENAI_API_KEY: 'k', OPENAI_BASE_URL: 'https://models.example/v1' };

  it('is not at all unless somebody decided it', () => {
    expect(embeddingsEnvironment('orchestrator', KEY)).toEqual({});
    expect(embeddingsEnvironment('gateway', { ...KEY, EMBEDDINGS: 'openai' })).toEqual({});
  });

  it('gives a key for words as one for vectors, so that no agent takes it for leave to ask for words', () => {
    const given = { EMBEDDINGS: 'openai', EMBEDDING_API_KEY: 'k', EMBEDDING_BASE_URL: KEY.OPENAI_BASE_URL };
    for (const service of ['orchestrator', 'console']) {
      expect(embeddingsEnvironment(service, { ...KEY, EMBEDDINGS: 'openai' })).toEqual(given);
    }
    expect(embeddingsEnvironment('lead-gen', { ...KEY, EMBEDDINGS: 'openai' })).toEqual({});
    const budget = { MODEL_BUDGET_USD_PER_DAY: '2', XDG_CACHE_HOME: '/cache' };
    expect(embeddingsEnvironment('console', { ...KEY, ...budget, EMBEDDINGS: 'minilm' })).toEqual({
      ...{ EMBEDDINGS: 'minilm', ...budget },
    });
  });

  it('tells who searches by vector where they are, and agents not', () => {
    const store = { EMBEDDINGS: 'minilm', VECTOR_STORE: 'qdrant', VECTOR_STORE_API_KEY: 'q' };
    for (const service of ['orchestrator', 'console']) expect(embeddingsEnvironment(service, store)).toEqual(store);
    expect(embeddingsEnvironment('deal', store)).toEqual({});
  });

  it('shows the key of one server to no other', () => {
    const own = { EMBEDDINGS: 'openai', EMBEDDING_BASE_URL: 'https://vectors.example/v1' };
    expect(embeddingsEnvironment('console', { ...KEY, ...own })).toEqual(own);
  });
});

describe('how the services of a stack are told to have passages read', () => {
  const KEY = { OPENAI_API_KEY: 'k', OPENAI_MODEL: 'm', MODEL_BUDGET_USD_PER_DAY: '2' };

  it('is told to console alone, and the key with it only where a model is to read', () => {
    const told = { PASSAGES_READ_BY: 'model', ...KEY };
    expect(readingEnvironment('console', { ...told, HOME: '/home' })).toEqual(told);
    expect(readingEnvironment('deal', told)).toEqual({});
    expect(readingEnvironment('console', KEY)).toEqual({});
    expect(readingEnvironment('console', { ...KEY, PASSAGES_READ_BY: 'none' })).toEqual({});
  });
});

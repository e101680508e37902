import { openVectorIndex } from './open-vector-index';
import { PineconeIndex } from './pinecone/pinecone-index';
import { QdrantIndex } from './qdrant/qdrant-index';

describe('the store of vectors that is configured', () => {
  const place = { apiKey: 'a-key', collection: 'ours', owner: 'acme' };

  it.each([
    [{ store: 'qdrant', url: 'https://host:6333/', ...place } as const, QdrantIndex, 'Qdrant host:6333/ours of acme'],
    [{ store: 'pinecone', url: 'https://host', ...place } as const, PineconeIndex, 'Pinecone host/ours of acme'],
  ])('is opened by its name, and told from others by address, collection and company', (settings, adapter, name) => {
    const opened = openVectorIndex(settings)!;
    expect(opened.index).toBeInstanceOf(adapter);
    expect(opened.name).toBe(name);
  });

  it('may be a Qdrant that asks for no key', () => {
    const { apiKey: _, ...open } = place;
    expect(openVectorIndex({ store: 'qdrant', url: 'http://127.0.0.1:6333', ...open })?.index).toBeInstanceOf(
      QdrantIndex,
    );
  });
});

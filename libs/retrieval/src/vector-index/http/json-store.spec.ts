import { QdrantIndex } from '../qdrant/qdrant-index';
import { PineconeIndex } from '../pinecone/pinecone-index';
import { readText, ResponseTooLarge } from './read-text';

describe('a store behind HTTP', () => {
  const settings = { apiKey: 'a-key', collection: 'passages', owner: 'company' };

  it.each([
    ['no address', { url: 'sk-secret' }, /^The address of Qdrant is none; set VECTOR_STORE_URL to http/],
    ['another protocol', { url: 'postgres://u:secret@host/x' }, /^The address of Qdrant is none/],
    [
      'a password in it',
      { url: 'https://user:secret@host' },
      /at host holds a password; put the key into VECTOR_STORE/,
    ],
    ['a collection of odd letters', { url: 'http://host:1', collection: 'a/b' }, /needs a VECTOR_STORE_COLLECTION/],
  ])('refuses %s, and says what to set', (_, given, message) => {
    const open = () => new QdrantIndex({ ...settings, ...given });
    expect(open).toThrow(message);
    expect(open).not.toThrow(/secret/);
  });

  it('refuses a company that cannot be part of the name of a namespace', () => {
    const open = () => new PineconeIndex({ ...settings, url: 'https://host', owner: 'a company' });
    expect(open).toThrow('Pinecone at https://host needs a VECTOR_STORE_COLLECTION and a company of letters');
  });

  it('reads no more of an answer than its limit', async () => {
    let sent = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        sent++;
        controller.enqueue(new Uint8Array(1_000));
      },
    });
    await expect(readText(new Response(endless), 10_000)).rejects.toThrow(ResponseTooLarge);
    expect(sent).toBeLessThan(20);
    expect(await readText(new Response('zürich'), 10_000)).toBe('zürich');
  });
});

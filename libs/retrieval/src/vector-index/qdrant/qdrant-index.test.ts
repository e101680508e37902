import { describeWith } from '@salesagent/servers/testing';
import { qdrantEngineLacks, startQdrantEngine, type QdrantEngine } from '../../../testing/qdrant-engine/qdrant-engine';
import { vectorIndexContract } from '../../../testing/vector-index-contract';
import { vectorIndexFaults } from '../../../testing/vector-index-faults';
import { aPoint, at, MODELS, nearTo } from '../../../testing/vector-points';
import { QdrantIndex, type QdrantSettings } from './qdrant-index';

const lacks = qdrantEngineLacks();
const KEY = 'a-key-that-nobody-may-read';

describeWith({ name: lacks ?? 'the engine of Qdrant', met: lacks === null }, 'vectors in Qdrant', () => {
  const started: QdrantEngine[] = [];
  const start = async (): Promise<QdrantEngine> => {
    const engine = await startQdrantEngine(KEY);
    started.push(engine);
    return engine;
  };
  let shared: QdrantEngine;
  beforeAll(async () => {
    shared = await start();
  });
  afterAll(() => Promise.all(started.map((engine) => engine.kill())));

  const indexOf = (url: string, owner: string, more: Partial<QdrantSettings> = {}): QdrantIndex =>
    new QdrantIndex({ url, apiKey: KEY, owner, collection: 'passages', firstWaitMs: 1, ...more });

  vectorIndexContract({
    open: (owner) => Promise.resolve(indexOf(shared.url, owner)),
    severed: async (owner) => {
      const own = await start();
      return { index: indexOf(own.url, owner), kill: () => own.kill(), address: own.url, secrets: [KEY] };
    },
  });

  describe('behind a way that fails', () => {
    let owners = 0;
    vectorIndexFaults({
      target: () => shared.url,
      key: KEY,
      open: (address, attemptMs) => indexOf(address, `way-${owners++}`, { attemptMs }),
      puts: (request) => /^PUT .*\/points$/.test(request),
    });
  });

  const [MODEL] = MODELS;

  it('leaves nothing but numbers, hashes, ids and scopes there', async () => {
    const index = indexOf(shared.url, 'what-leaves');
    await index.put(MODEL, [aPoint('one', { scope: { company: 'acme', stage: 3, personas: ['finance'] } })]);
    const body = JSON.stringify({
      ...{ limit: 1, filter: { must: [{ key: 'owner', match: { value: 'what-leaves' } }] } },
    });
    const headers = { 'api-key': KEY, 'content-type': 'application/json' };
    const [name] = [...(await collections(shared.url))].filter((one) => one.startsWith('passages-a-model-'));
    const answer = await fetch(`${shared.url}/collections/${name}/points/scroll`, { method: 'POST', headers, body });
    const { result } = (await answer.json()) as { result: { points: { payload: object }[] } };
    expect(result.points[0]!.payload).toEqual({
      ...{ owner: 'what-leaves', source: 'docs', id: 'one', hash: expect.stringMatching(/^[\w-]{27}$/) as string },
      ...{ language: 'en', company: 'acme', stage: 3, personas: ['finance'], from: 0, to: 99_999_999 },
    });
    await index.close();
  });

  it('holds nothing where a collection was taken away, and makes it again when something is put', async () => {
    const { url } = await start();
    const index = indexOf(url, 'company');
    expect(await index.nearest(nearTo(at(0)))).toEqual([]);
    await index.put(MODEL, [aPoint('one')]);
    const [name] = await collections(url);
    await fetch(`${url}/collections/${name}`, { method: 'DELETE', headers: { 'api-key': KEY } });
    expect(await index.nearest(nearTo(at(0)))).toEqual([]);
    expect(await index.held(MODEL)).toEqual(new Map());
    await index.put(MODEL, [aPoint('two')]);
    expect((await index.nearest(nearTo(at(0)))).map(({ id }) => id)).toEqual(['two']);
    await index.close();
  });

  it('does not take the names that people write for the word that means all', async () => {
    const index = indexOf(shared.url, 'stars');
    await index.put(MODEL, [aPoint('star', { scope: { personas: ['*'] } }), aPoint('all')]);
    const found = async (persona: string) =>
      (await index.nearest(nearTo(at(0), { filter: { persona } }))).map((p) => p.id);
    expect(await found('sales')).toEqual(['all']);
    expect((await found('*')).sort()).toEqual(['all', 'star']);
    await index.close();
  });

  it('says what to do about a wrong key', async () => {
    const index = indexOf(shared.url, 'company', { apiKey: 'wrong' });
    await expect(index.held(MODEL)).rejects.toMatchObject({
      kind: 'rejected',
      message: expect.stringMatching(/does not accept the request \(401.*VECTOR_STORE_API_KEY/) as string,
    });
    await index.close();
  });
});

/** Names of the collections there are. */
async function collections(url: string): Promise<string[]> {
  const answer = await fetch(`${url}/collections`, { headers: { 'api-key': KEY } });
  const { result } = (await answer.json()) as { result: { collections: { name: string }[] } };
  return result.collections.map(({ name }) => name);
}

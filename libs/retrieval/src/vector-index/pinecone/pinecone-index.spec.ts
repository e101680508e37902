import { startPineconeStandIn, type PineconeStandIn } from '../../../testing/pinecone-stand-in/server';
import { vectorIndexContract } from '../../../testing/vector-index-contract';
import { vectorIndexFaults } from '../../../testing/vector-index-faults';
import { aPoint, at, DIMENSIONS, directions, MODELS, nearTo } from '../../../testing/vector-points';
import { PineconeIndex, type PineconeSettings } from './pinecone-index';

jest.setTimeout(60_000);

const KEY = 'a-key-that-nobody-may-read';
const [MODEL] = MODELS;

describe('vectors in Pinecone', () => {
  const started: PineconeStandIn[] = [];
  const start = async (more: { metric?: string; lagReads?: number; dimension?: number } = {}): Promise<string> => {
    const server = await startPineconeStandIn({ apiKey: KEY, dimension: DIMENSIONS, ...more });
    started.push(server);
    return server.url;
  };
  let url: string;
  beforeAll(async () => {
    url = await start();
  });
  afterAll(() => Promise.all(started.map((server) => server.close())));

  const indexAt = (address: string, more: Partial<PineconeSettings> = {}): PineconeIndex =>
    new PineconeIndex({ url: address, apiKey: KEY, owner: 'company', collection: 'passages', firstWaitMs: 1, ...more });

  vectorIndexContract({
    open: (owner) => Promise.resolve(indexAt(url, { owner })),
    severed: async (owner) => {
      const address = await start();
      const server = started.at(-1)!;
      return { index: indexAt(address, { owner }), kill: () => server.close(), address, secrets: [KEY] };
    },
  });

  describe('behind a way that fails', () => {
    let owners = 0;
    vectorIndexFaults({
      target: () => url,
      key: KEY,
      open: (address, attemptMs) => indexAt(address, { owner: `way-${owners++}`, attemptMs }),
      puts: (request) => request === 'POST /vectors/upsert',
    });
  });

  it('answers a write only when searches see it, and says so when they do not in time', async () => {
    const slow = indexAt(await start({ lagReads: 1_000_000 }), { freshMs: 150 });
    await expect(slow.put(MODEL, [aPoint('one')])).rejects.toMatchObject({
      kind: 'unreachable',
      message: expect.stringContaining('did not show what was written within 150 ms; index again') as string,
    });
    expect(await slow.held(MODEL)).toEqual(new Map());
  });

  it('cuts what it puts into requests that are taken, however long the vectors are', async () => {
    const dimension = 3_072;
    const long = indexAt(await start({ dimension }));
    const points = directions(120, 3, dimension).map((values, i) => aPoint(`p${i}`, { values }));
    await long.put(MODEL, points);
    expect((await long.held(MODEL)).size).toBe(120);
    const [near] = await long.nearest(nearTo(points[7]!.values, { limit: 1 }));
    expect(near).toMatchObject({ id: 'p7', similarity: expect.closeTo(1, 5) as number });
  });

  it.each([
    ['a wrong key', { apiKey: 'wrong' }, {}, 'rejected', /\(401\); set VECTOR_STORE_API_KEY/],
    ['an index by distance', {}, { metric: 'euclidean' }, 'invalid', /measures by euclidean; make a serverless index/],
    [
      'an index of other vectors',
      {},
      { dimension: 4 },
      'invalid',
      /holds vectors of 4 numbers and was given one of 16/,
    ],
  ])('says what to do about %s', async (_, settings, server, kind, message) => {
    const index = indexAt(await start(server), settings);
    const failed = { kind, message: expect.stringMatching(message) as string };
    await expect(index.put(MODEL, [aPoint('one')])).rejects.toMatchObject(failed);
    await expect(index.nearest(nearTo(at(0)))).rejects.toMatchObject(failed);
  });
});

import { describeWith } from '@salesagent/servers/testing';
import { pineconeClient, pineconeClientLacks, type PineconeClient } from '../../../testing/pinecone-client';
import { startPineconeStandIn, type PineconeStandIn } from '../../../testing/pinecone-stand-in/server';
import { vectorIndexContract } from '../../../testing/vector-index-contract';
import { aPoint, at, DIMENSIONS, MODELS } from '../../../testing/vector-points';
import { modelSlug } from '../fields';
import { PineconeIndex } from './pinecone-index';

const lacks = pineconeClientLacks();
const KEY = 'a-key-that-nobody-may-read';
const [MODEL] = MODELS;

describeWith(
  { name: lacks ?? 'the client of Pinecone', met: lacks === null },
  'vectors in Pinecone and its own client',
  () => {
    const started: PineconeStandIn[] = [];
    let client: PineconeClient;
    const start = async (): Promise<PineconeStandIn> => {
      const vendor = await pineconeClient();
      client = vendor.client(KEY);
      const server = await startPineconeStandIn({ apiKey: KEY, dimension: DIMENSIONS, check: vendor.check });
      started.push(server);
      return server;
    };
    let shared: PineconeStandIn;
    beforeAll(async () => {
      shared = await start();
    });
    afterAll(() => Promise.all(started.map((server) => server.close())));

    const indexAt = (url: string, owner: string): PineconeIndex =>
      new PineconeIndex({ url, apiKey: KEY, owner, collection: 'passages', firstWaitMs: 1 });

    describe('every request of which the vendor’s description knows', () =>
      vectorIndexContract({
        open: (owner) => Promise.resolve(indexAt(shared.url, owner)),
        severed: async (owner) => {
          const own = await start();
          return { index: indexAt(own.url, owner), kill: () => own.close(), address: own.url, secrets: [KEY] };
        },
      }));

    it('writes what the client reads', async () => {
      const index = indexAt(shared.url, 'read');
      const points = Array.from({ length: 130 }, (_, i) => aPoint(`p${i}`, { values: at(i), scope: { stage: 3 } }));
      await index.put(MODEL, points);
      const theirs = client.index({ host: shared.url, namespace: `passages.read.${modelSlug(MODEL)}` });
      expect(await theirs.describeIndexStats()).toMatchObject({ dimension: DIMENSIONS });
      const first = await theirs.listPaginated({ limit: 100 });
      const second = await theirs.listPaginated({ limit: 100, paginationToken: first.pagination!.next! });
      expect([first.vectors?.length, second.vectors?.length, second.pagination]).toEqual([100, 30, undefined]);
      const filter = { stage: { $in: [3] } };
      const { matches } = await theirs.query({ vector: [...at(7)], topK: 1, includeMetadata: true, filter });
      expect(matches).toHaveLength(1);
      const { records } = await theirs.fetch({ ids: [matches[0]!.id] });
      expect(records[matches[0]!.id]!.metadata).toEqual({
        ...{ point: matches[0]!.id, source: 'docs', id: 'p7', hash: expect.stringMatching(/^[\w-]{27}$/) as string },
        ...{ language: 'en', company: '*', stage: 3, personas: ['*'], from: 0, to: 99_999_999 },
      });
      await theirs.deleteMany({ ids: [matches[0]!.id] });
      await index.remove(MODEL, [aPoint('p8')]); // waits until searches see both
      expect((await index.held(MODEL)).size).toBe(128);
    });
  },
);

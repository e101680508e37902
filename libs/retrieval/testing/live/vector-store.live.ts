import { PineconeIndex } from '../../src/vector-index/pinecone/pinecone-index';
import { passageOfKey } from '../../src/vector-index/point';
import type { VectorIndex } from '../../src/vector-index/port';
import { QdrantIndex } from '../../src/vector-index/qdrant/qdrant-index';
import { startFaultyWay } from '../faulty-way';
import { vectorIndexContract } from '../vector-index-contract';
import { DIMENSIONS, MODELS } from '../vector-points';

// `VECTOR_STORE_LIVE=qdrant npm run test:live`, as docs/playbook-search.md tells; never in the everyday run.
jest.setTimeout(600_000);

const OPEN: Record<
  string,
  (settings: { url: string; apiKey: string; collection: string; owner: string }) => VectorIndex
> = {
  qdrant: (settings) => new QdrantIndex(settings),
  pinecone: (settings) => new PineconeIndex(settings),
};

const { VECTOR_STORE_LIVE: kind = '', VECTOR_STORE_URL: url, VECTOR_STORE_API_KEY: apiKey } = process.env;
const open = OPEN[kind];
if (!open) throw new Error(`VECTOR_STORE_LIVE is "${kind}": set it to ${Object.keys(OPEN).join(' or ')}`);
if (!url || !apiKey) {
  const needed = kind === 'pinecone' ? `, of an index of ${DIMENSIONS} dimensions by cosine` : '';
  throw new Error(`VECTOR_STORE_LIVE=${kind} needs VECTOR_STORE_URL${needed}, and VECTOR_STORE_API_KEY`);
}

describe(`vectors in ${kind}, a real one`, () => {
  const owners = new Set<string>();
  const indexOf = (address: string, owner: string): VectorIndex => {
    owners.add(owner);
    return open({ url: address, apiKey, collection: 'salesagent-live', owner });
  };

  vectorIndexContract({
    open: (owner) => Promise.resolve(indexOf(url, owner)),
    severed: async (owner) => {
      const way = await startFaultyWay(url.replace(/\/$/, ''));
      return { index: indexOf(way.url, owner), kill: () => way.close(), address: way.url, secrets: [apiKey] };
    },
  });

  // Nothing of the run stays but empty collections or namespaces.
  afterAll(async () => {
    for (const owner of owners) {
      const index = indexOf(url, owner);
      for (const model of MODELS) await index.remove(model, [...(await index.held(model)).keys()].map(passageOfKey));
      await index.close();
    }
  });
});

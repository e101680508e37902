import type { Config } from '@salesagent/platform';
import { addressOf } from './pgvector/pgvector-names';
import { PgVectorIndex } from './pgvector/pgvector-index';
import { PineconeIndex } from './pinecone/pinecone-index';
import { VectorIndexError, type VectorIndex } from './port';
import { QdrantIndex } from './qdrant/qdrant-index';
import { vectorIndexSettings, type VectorIndexSettings } from './settings';

export interface OpenedVectorIndex {
  index: VectorIndex;
  /** Of store, address and deployment, without secrets: for `VectorIndexedStore`. */
  name: string;
}

type Store = Exclude<VectorIndexSettings['store'], 'none'>;
type Of<S extends Store> = Extract<VectorIndexSettings, { store: S }>;

/** An adapter a store; each connects when it is first asked something. */
const ADAPTERS: { [S in Store]: (settings: Of<S>) => OpenedVectorIndex } = {
  pgvector: ({ url, collection: schema, owner }) => ({
    index: new PgVectorIndex({ url, schema, owner }),
    name: `pgvector ${addressOf({ url, schema })}/${schema} of ${owner}`,
  }),
  qdrant: (settings) => ({ index: new QdrantIndex(settings), name: nameOf('Qdrant', settings) }),
  pinecone: (settings) => ({ index: new PineconeIndex(settings), name: nameOf('Pinecone', settings) }),
};

const nameOf = (store: string, { url, collection, owner }: Of<Store>): string =>
  `${store} ${new URL(url).host}/${collection} of ${owner}`;

/**
 * The index of vectors that is configured; null where passages are searched in the process.
 *
 * @throws VectorIndexError when the settings cannot be used
 */
export function openVectorIndex(settings: VectorIndexSettings): OpenedVectorIndex | null {
  if (settings.store === 'none') return null;
  const open = ADAPTERS[settings.store] as (given: VectorIndexSettings) => OpenedVectorIndex;
  return open(settings);
}

/**
 * The same of a configuration. One that cannot be used keeps no service from starting: vectors are kept in PostgreSQL in
 * any case, and then searched in the process.
 *
 * @returns with it, why there is none although one is wanted
 */
export function configuredVectorIndex(config: Pick<Config, 'company' | 'vectorStore'>): {
  vectors: OpenedVectorIndex | null;
  why: string | null;
} {
  try {
    return { vectors: openVectorIndex(vectorIndexSettings(config)), why: null };
  } catch (error) {
    if (!(error instanceof VectorIndexError)) throw error;
    return { vectors: null, why: error.message };
  }
}

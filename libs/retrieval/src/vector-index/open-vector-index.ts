import { addressOf } from './pgvector/pgvector-names';
import { PgVectorIndex } from './pgvector/pgvector-index';
import { VectorIndexError, type VectorIndex } from './port';
import type { VectorIndexSettings } from './settings';

export interface OpenedVectorIndex {
  index: VectorIndex;
  /** Of store, address and deployment, without secrets: for `VectorIndexedStore`. */
  name: string;
}

type Store = Exclude<VectorIndexSettings['store'], 'none'>;
type Of<S extends Store> = Extract<VectorIndexSettings, { store: S }>;

/** An adapter a store; each connects when it is first asked something. */
const ADAPTERS: { [S in Store]?: (settings: Of<S>) => OpenedVectorIndex } = {
  pgvector: ({ url, collection: schema, owner }) => ({
    index: new PgVectorIndex({ url, schema, owner }),
    name: `pgvector ${addressOf({ url, schema })}/${schema} of ${owner}`,
  }),
};

/**
 * The index of vectors that is configured; null where passages are searched in the process.
 *
 * @throws VectorIndexError when the settings cannot be used
 */
export function openVectorIndex(settings: VectorIndexSettings): OpenedVectorIndex | null {
  if (settings.store === 'none') return null;
  const open = ADAPTERS[settings.store] as ((given: VectorIndexSettings) => OpenedVectorIndex) | undefined;
  if (open) return open(settings);
  const known = ['none', ...Object.keys(ADAPTERS)].join(', ');
  throw new VectorIndexError('invalid', `VECTOR_STORE=${settings.store}: this version knows ${known}.`);
}

import type { Glossary } from '@salesagent/playbook';
import type { PoolSettings } from '@salesagent/platform';
import type { Embedder } from '../embedding/embedder';
import { Retriever } from '../retriever';
import type { PassageSearch } from '../store';
import { PostgresStore } from '../stores/postgres-store';
import type { OpenedVectorIndex } from '../vector-index/open-vector-index';
import { passagesPool, passagesStore } from './passages-store';
import { passagesStatus, searchedSources, type PassagesStatus, type SourceStatus } from './status';

/** The passages of a running stack, as a service that may only read them has them. */
export interface Passages {
  readonly search: PassageSearch;
  /** Answers from them; `glossary` is that of the playbook in force, and follows it by another retriever. */
  retriever(glossary: Glossary): Retriever;
  /** Where anything is indexed of: what a question is looked for in. */
  searched(): Promise<Pick<SourceStatus, 'source' | 'place'>[]>;
  /** What is indexed, by the tables. */
  status(): Promise<PassagesStatus>;
  close(): Promise<void>;
}

export interface PassagesSettings {
  /** Of the service's own role, which `passagesGrants` lets read. */
  database: PoolSettings;
  service: string;
  /** Makes the vectors of questions; null: words alone. */
  embedder: Embedder | null;
  /** Why there is none: it is told with each answer. */
  noEmbedder?: string | null;
  /** Store that searches the vectors, the same as the keeper has; without one, this process does. Closed with the passages. */
  vectors?: OpenedVectorIndex | null;
}

/** Connections for reading: the version before each answer, then what was found. */
const READING = 2;

/** Opens the passages that orchestrator keeps; nothing is read before the first question. */
export function openPassages({ database, service, embedder, noEmbedder, vectors }: PassagesSettings): Passages {
  const pool = passagesPool(database, service, READING);
  // Without questions to compare them with, a process holds no vectors: tens of megabytes in each agent.
  const search = embedder === null ? new PostgresStore(pool, 'left out') : passagesStore(pool, vectors);
  return {
    search,
    retriever: (glossary) => new Retriever(search, glossary, embedder, noEmbedder ?? undefined),
    searched: () => searchedSources(pool),
    status: () => passagesStatus(pool),
    close: async () => {
      await vectors?.index.close();
      await pool.end();
    },
  };
}

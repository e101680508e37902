import type { Glossary } from '@salesagent/playbook';
import { createPool, type PoolSettings } from '@salesagent/platform';
import type { Pool } from 'pg';
import type { Embedder } from '../embedding/embedder';
import { Retriever } from '../retriever';
import type { PassageSearch } from '../store';
import { PASSAGES_SCHEMA } from '../stores/postgres-schema';
import { PostgresStore } from '../stores/postgres-store';
import { passagesStatus, type PassagesStatus } from './status';

/** The passages of a running stack, as a service that may only read them has them. */
export interface Passages {
  readonly search: PassageSearch;
  /** Answers from them; `glossary` is that of the playbook in force, and follows it by another retriever. */
  retriever(glossary: Glossary): Retriever;
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
}

/** Connections for reading: the version before each answer, then what was found. */
const READING = 2;

/** Opens the passages that orchestrator keeps; nothing is read before the first question. */
export function openPassages({ database, service, embedder }: PassagesSettings): Passages {
  const pool = passagesPool(database, service, READING);
  const search = searchOf(pool);
  return {
    search,
    retriever: (glossary) => new Retriever(search, glossary, embedder),
    status: () => passagesStatus(pool),
    close: () => pool.end(),
  };
}

/** A pool in which the tables of the passages are found by their names. */
export const passagesPool = (database: PoolSettings, service: string, poolSize: number): Pool =>
  createPool({ ...database, poolSize, searchPath: PASSAGES_SCHEMA, applicationName: `${service} passages` });

/** Where an index of vectors outside the tables is put before them. */
const searchOf = (pool: Pool): PassageSearch => new PostgresStore(pool);

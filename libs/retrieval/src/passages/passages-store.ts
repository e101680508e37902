import { createPool, type PoolSettings } from '@salesagent/platform';
import type { Pool } from 'pg';
import type { PassageStore } from '../store';
import { PASSAGES_SCHEMA } from '../stores/postgres-schema';
import { PostgresStore } from '../stores/postgres-store';
import type { OpenedVectorIndex } from '../vector-index/open-vector-index';
import { VectorIndexedStore } from '../vector-index/vector-indexed-store';

/** A pool in which the tables of the passages are found by their names. */
export const passagesPool = (database: PoolSettings, service: string, poolSize: number): Pool =>
  createPool({ ...database, poolSize, searchPath: PASSAGES_SCHEMA, applicationName: `${service} passages` });

/**
 * The store of a running stack, for its keeper and for its readers alike: the tables, and before them the store of vectors
 * where there is one.
 */
export const passagesStore = (pool: Pool, vectors: OpenedVectorIndex | null = null): PassageStore =>
  vectors === null ? new PostgresStore(pool) : new VectorIndexedStore(pool, vectors.index, { name: vectors.name });

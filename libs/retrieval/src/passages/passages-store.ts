import { createPool, type PoolSettings } from '@salesagent/platform';
import type { Pool } from 'pg';
import type { PassageStore } from '../store';
import { PASSAGES_SCHEMA } from '../stores/postgres-schema';
import { PostgresStore } from '../stores/postgres-store';

/** A pool in which the tables of the passages are found by their names. */
export const passagesPool = (database: PoolSettings, service: string, poolSize: number): Pool =>
  createPool({ ...database, poolSize, searchPath: PASSAGES_SCHEMA, applicationName: `${service} passages` });

/**
 * The store of a running stack, for its keeper and for its readers alike. Where vectors are searched in a store of their
 * own, this is the one place that puts it before the tables.
 */
export const passagesStore = (pool: Pool): PassageStore => new PostgresStore(pool);

import type { IntegrationEvent } from '@salesagent/canon/events';
import type { PoolClient } from 'pg';

/**
 * A projection that is built from the beginning by one process, which alone reads and writes the tables until they are
 * complete: it may keep rows in memory that get many events.
 */
export interface Building {
  /** Takes a batch in. When its transaction fails nothing of it counts: `committed` is not called. */
  apply(events: IntegrationEvent[], client: PoolClient): Promise<unknown>;
  /** The transaction of `apply` or `complete` was committed. Always called before the next of them. */
  committed(): void;
  /** Writes what is only in memory: the tables are then what the events make of them. */
  complete(client: PoolClient): Promise<void>;
}

/**
 * Tables that follow from the bus alone, and the function that makes them. A row depends on the events of its own key
 * and on nothing else – not on the clock, not on how events were cut into batches – so reading the bus again from the
 * beginning gives the same rows, to the byte.
 */
export interface Projection {
  /** `{service}.{what}`, e.g. `console.read-models`. */
  name: string;
  /** Names in the service's schema; each has a primary key, and nothing but the projection writes to it. */
  tables: readonly string[];
  /**
   * Those of them to which it only adds rows, one for each event and without naming their key (`on conflict do
   * nothing`): a rebuild fills them without an index and makes the key afterwards, for which they must be unique.
   */
  appended?: readonly string[];
  /** The projection, writing into another schema that has the same tables. Must be set-based: batches are large. */
  into(schema: string): (events: IntegrationEvent[], client: PoolClient) => Promise<unknown>;
  /** The same for a rebuild; without it `into` serves there too. */
  building?(schema: string): Building;
  /** In the transaction that puts the rebuilt rows in place: to tell caches that rows changed without an event. */
  swapped?(client: PoolClient): Promise<void>;
}

import type { IntegrationEvent } from '@salesagent/canon/events';
import type { PoolClient } from 'pg';

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
  /** In the transaction that puts the rebuilt rows in place: to tell caches that rows changed without an event. */
  swapped?(client: PoolClient): Promise<void>;
}

import type { IntegrationEvent } from '@salesagent/canon/events';
import type { Pool, PoolClient } from 'pg';
import type { BusTransport } from '../transport';
import type { Followed } from './following';
import type { Definitions } from './incoming';

export interface ConsumerOptions {
  /** Name of the group, and of its positions; one per purpose and service. */
  group: string;
  company: string;
  pool: Pool;
  /** The service's schema, with the tables of `consumerDdl`. */
  schema: string;
  transport: BusTransport;
  /** Without the company: `crm.opportunity`. */
  topics: readonly string[];
  /**
   * The effect, in the transaction that also moves the positions: what it writes with `client` happens once.
   * Events of any keys, in order per key. It must not commit or roll back.
   */
  handle: (events: IntegrationEvent[], client: PoolClient) => Promise<void>;
  /** After the commit, at most once per batch: to wake somebody, never to store something. Failures are only logged. */
  afterCommit?: (events: IntegrationEvent[]) => void | Promise<void>;
  /** Event types and their versions (those of canon/events). */
  definitions?: Definitions;
  /** Most events in one transaction; without it 500, and up to 2,000 while many wait and transactions stay short. */
  batchSize?: number;
  /** Milliseconds before a parked event is tried again, by attempts so far (5 s, then four times as long, up to 1 h). */
  backoff?: (attempts: number) => number;
  /** Handles an event only once this consumer has handled it; see {@link Following}. */
  follows?: Followed;
  /** How often parked keys are looked at, in milliseconds (1,000). */
  redriveEveryMilliseconds?: number;
}

export const defaultBackoff = (attempts: number): number => Math.min(5_000 * 4 ** Math.max(0, attempts - 2), 3_600_000);

import type { PoolClient } from 'pg';
import type { LaneState } from './arrange';
import type { Incoming } from './incoming';
import type { LaneName } from './parked-keys';

export function nameOf(lane: string): LaneName {
  const end = lane.indexOf('\u0000');
  return { source: lane.slice(0, end), key: lane.slice(end + 1) };
}

/** The keys of a batch, each once, by their lane. */
export function lanesOf(batch: readonly Incoming[]): Map<string, LaneName> {
  return new Map(batch.map(({ lane, event }) => [lane, event]));
}

/** How a consumer's transactions begin, and what they know of the keys whose events they handle. */
export interface Lanes {
  /** Of a consumer that waits for another: it does not try keys that only wait, their turn is the other's to say. */
  readonly following: boolean;
  /** Begins every transaction. */
  begin(client: PoolClient): Promise<void>;
  /**
   * The states may be behind what other processes have done: enough to see what was handled, and to handle what is
   * next, since positions move by compare-and-set. What is to be parked is decided by `certain` ones.
   */
  statesOf(client: PoolClient, batch: readonly Incoming[], certain: boolean): Promise<Map<string, LaneState>>;
  /** The last sequence of a key that may be handled yet. */
  boundOf(client: PoolClient, lane: LaneName): Promise<number>;
  /**
   * Moves positions in the transaction of the effect.
   * @throws PositionMovedError when another process has moved one meanwhile
   */
  move(client: PoolClient, moves: ReadonlyMap<string, { from: number; to: number }>): Promise<void>;
  /** States and moves of a transaction that was committed. */
  committed(states: ReadonlyMap<string, LaneState>, moves: ReadonlyMap<string, { to: number }>): void;
  /** A key is about to be moved otherwise; or, without one, nothing is certain any more. */
  forget(lane?: string): void;
}

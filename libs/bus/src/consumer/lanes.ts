import type { PoolClient } from 'pg';
import type { LaneState } from './arrange';
import { passFence } from './fence';
import type { Incoming } from './incoming';
import type { LaneName } from './parked-keys';
import { readStates } from './positions';

export function nameOf(lane: string): LaneName {
  const end = lane.indexOf('\u0000');
  return { source: lane.slice(0, end), key: lane.slice(end + 1) };
}

/** How a consumer's transactions begin, and what they know of the keys whose events they handle. */
export interface Lanes {
  /** Of a consumer that waits for another: it does not try keys that only wait, their turn is the other's to say. */
  readonly following: boolean;
  /** First in every transaction. */
  begin(client: PoolClient): Promise<void>;
  statesOf(client: PoolClient, batch: readonly Incoming[]): Promise<Map<string, LaneState>>;
  /** The last sequence of a key that may be handled yet. */
  boundOf(client: PoolClient, lane: LaneName): Promise<number>;
}

/** Of a consumer that handles events as they come. */
export class LiveLanes implements Lanes {
  readonly following = false;

  constructor(
    private readonly schema: string,
    private readonly consumer: string,
  ) {}

  begin(client: PoolClient): Promise<void> {
    return passFence(client, this.schema, this.consumer);
  }

  statesOf(client: PoolClient, batch: readonly Incoming[]): Promise<Map<string, LaneState>> {
    return readStates(client, this.schema, this.consumer, lanesOf(batch));
  }

  boundOf(): Promise<number> {
    return Promise.resolve(Infinity);
  }
}

/** The keys of a batch, each once. */
export function lanesOf(batch: readonly Incoming[]): LaneName[] {
  return [...new Map(batch.map(({ lane, event }) => [lane, event])).values()];
}

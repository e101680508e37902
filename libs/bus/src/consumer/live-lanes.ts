import { schemaName } from '@salesagent/event-store';
import { escapeLiteral, type PoolClient, type QueryResult } from 'pg';
import type { LaneState } from './arrange';
import { passFence } from './fence';
import { laneOf, type Incoming } from './incoming';
import { KnownPositions } from './known-positions';
import { lanesOf, type Lanes } from './lanes';
import type { LaneName } from './parked-keys';
import { movePositions, readStates } from './positions';

/** With more parked events than this every key is looked up, as if none were known. */
const MOST_PARKED = 500;

const NOTHING_PARKED: ReadonlySet<number> = new Set();

/**
 * Of a consumer that handles events as they come. Positions of keys it handled before are remembered. Which keys have
 * parked events never is: other processes park, redrive and discard, and each transaction begins with asking.
 */
export class LiveLanes implements Lanes {
  readonly following = false;
  private readonly known = new KnownPositions();
  private readonly opening: string;
  /** Keys with parked events as the transaction under way found them; null when they are too many to say. */
  private parked: ReadonlySet<string> | null = null;

  constructor(
    private readonly schema: string,
    private readonly consumer: string,
  ) {
    // One round trip; each statement sees what was committed before it began, so what is parked is asked behind the fence.
    this.opening = `begin; ${passFence(schema, consumer)};
      select source, key from ${schemaName(schema)}.parked where consumer = ${escapeLiteral(consumer)}
      limit ${MOST_PARKED + 1}`;
  }

  async begin(client: PoolClient): Promise<void> {
    const results = (await client.query(this.opening)) as unknown as QueryResult<LaneName>[];
    const rows = results.at(-1)?.rows ?? [];
    this.parked = rows.length > MOST_PARKED ? null : new Set(rows.map(({ source, key }) => laneOf(source, key)));
  }

  async statesOf(client: PoolClient, batch: readonly Incoming[], certain: boolean): Promise<Map<string, LaneState>> {
    const states = new Map<string, LaneState>();
    const unknown: LaneName[] = [];
    for (const [lane, name] of lanesOf(batch)) {
      const position = certain || !this.parked || this.parked.has(lane) ? undefined : this.known.get(lane);
      if (position === undefined) unknown.push(name);
      else states.set(lane, { position, parked: NOTHING_PARKED, failed: false });
    }
    if (unknown.length === 0) return states;
    for (const [lane, state] of await readStates(client, this.schema, this.consumer, unknown)) states.set(lane, state);
    return states;
  }

  boundOf(): Promise<number> {
    return Promise.resolve(Infinity);
  }

  move(client: PoolClient, moves: ReadonlyMap<string, { from: number; to: number }>): Promise<void> {
    return movePositions(client, this.schema, this.consumer, moves);
  }

  committed(states: ReadonlyMap<string, LaneState>, moves: ReadonlyMap<string, { to: number }>): void {
    this.known.tell(states, moves);
  }

  forget(lane?: string): void {
    if (lane === undefined) this.known.forgetAll();
    else this.known.forget(lane);
  }
}

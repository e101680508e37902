import type { PoolClient } from 'pg';
import type { Arrangement } from './arrange';
import { isInfrastructureFailure, reasonOf } from './failure';
import { laneOf, readDelivery, type Definitions, type Incoming } from './incoming';
import type { Lanes } from './lanes';
import { countRetry } from './metrics';
import type { LaneName, ParkedKeys, ParkedRow } from './parked-keys';

export interface RedriveOptions {
  parked: ParkedKeys;
  company: string;
  wantedTopics: ReadonlySet<string>;
  definitions: Definitions | undefined;
  lanes: Lanes;
  backoff: (attempts: number) => number;
  transaction: <T>(work: (client: PoolClient) => Promise<T>) => Promise<T>;
  apply: (client: PoolClient, accepted: readonly Incoming[], moves: Arrangement['moves']) => Promise<void>;
  committed: (accepted: readonly Incoming[]) => Promise<void>;
}

/** Events of one key tried in one transaction. */
const CHAIN = 200;

/** Tries parked keys again, in order, until their next event is missing or fails. */
export class Redrive {
  constructor(private readonly options: RedriveOptions) {}

  /** Every key of which something is due; returns how many there were. */
  async due(): Promise<number> {
    const lanes = await this.options.parked.due(100, !this.options.lanes.following);
    for (const lane of lanes) await this.lane(lane);
    return lanes.length;
  }

  /** One key: several events at a time as long as all goes well, one at a time after a failure. */
  async lane(lane: LaneName): Promise<void> {
    this.options.lanes.forget(laneOf(lane.source, lane.key));
    let limit = CHAIN;
    for (;;) {
      let first: ParkedRow | undefined;
      try {
        const outcome = await this.options.transaction(async (client) => {
          const held = await this.options.parked.lock(client, lane, limit);
          if (!held) return { accepted: [], more: false };
          first = held.rows[0];
          return this.step(client, lane, held);
        });
        await this.options.committed(outcome.accepted);
        if (!outcome.more) return;
      } catch (error) {
        if (isInfrastructureFailure(error) || !first) throw error;
        if (limit > 1) {
          limit = 1;
          continue;
        }
        countRetry(this.options.parked.consumer, 'parked');
        await this.options.parked.failedAgain(lane, first.sequence, reasonOf(error), this.options.backoff);
        return;
      }
    }
  }

  private async step(
    client: PoolClient,
    lane: LaneName,
    held: { position: number; rows: ParkedRow[] },
  ): Promise<{ accepted: Incoming[]; more: boolean }> {
    const accepted: Incoming[] = [];
    const until = await this.options.lanes.boundOf(client, lane);
    let position = held.position;
    for (const row of held.rows) {
      if (row.sequence !== position + 1 || row.sequence > until || (row.rests && !row.discarded)) break;
      position = row.sequence;
      if (row.discarded) continue;
      const delivery = { topic: row.topic, partition: 0, offset: '0', key: lane.key, event: row.event };
      const { company, wantedTopics, definitions } = this.options;
      const incoming = readDelivery(delivery, company, wantedTopics, definitions);
      if (!incoming) throw new Error('no source, key and sequence can be read from it');
      if (incoming.problem !== null) throw new Error(incoming.problem);
      accepted.push(incoming);
    }
    if (position > held.position) {
      const moves = new Map([[laneOf(lane.source, lane.key), { from: held.position, to: position }]]);
      await this.options.apply(client, accepted, moves);
    } else {
      await this.options.parked.rest(client, lane);
    }
    await this.options.parked.settle(client, lane, position);
    return { accepted, more: position > held.position };
  }
}

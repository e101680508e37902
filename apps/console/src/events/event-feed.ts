import { Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { EPHEMERAL_GROUP, type BusTransport, type Consumption } from '@salesagent/bus';
import type { IntegrationEvent } from '@salesagent/canon/events';
import type { EventFilter } from './event-filter';

/** Takes events one after another; a promise holds the next ones back. */
export type Follower = (events: IntegrationEvent[]) => void | Promise<void>;

/** Lets people follow the events of the bus, as they are stored: personal values stay sealed. */
@Injectable()
export class EventFeed {
  private readonly followers = new Set<Follower>();
  private transport: BusTransport | null = null;

  /** Where the past is read from. */
  readFrom(transport: BusTransport): void {
    this.transport = transport;
  }

  /** What the console has just projected. */
  committed(events: IntegrationEvent[]): void {
    for (const follower of this.followers) void follower(events);
  }

  /** From now on, as events reach the console. */
  followNow({ wants }: EventFilter, follower: Follower): () => Promise<void> {
    const mine: Follower = (events) => follower(events.filter(wants));
    this.followers.add(mine);
    return async () => {
      this.followers.delete(mine);
    };
  }

  /** Everything there is, in order per key, then what comes; by a group of its own that is forgotten afterwards. */
  async followAll({ topics, wants }: EventFilter, follower: Follower): Promise<() => Promise<void>> {
    if (!this.transport) throw new Error('The event feed was asked before the console had joined the bus.');
    const consumption: Consumption = await this.transport.consume(
      `${EPHEMERAL_GROUP}console-events/${randomUUID()}`,
      topics,
      async (batch) =>
        follower(
          batch
            .map(({ event }) => event as IntegrationEvent | null)
            .filter((e) => e !== null && wants(e)) as IntegrationEvent[],
        ),
      { batchSize: 200 },
    );
    return () => consumption.stop();
  }
}

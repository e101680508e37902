import { Logger } from '@nestjs/common';
import { withSharedKeys } from '@salesagent/canon/events';
import { FollowLoop, schemaName } from '@salesagent/event-store';
import type { Consumption, GroupLag } from '../transport';
import { BatchHandling } from './batch-handling';
import { DeadLetters } from './dead-letters';
import { reasonOf } from './failure';
import { Following } from './following';
import { LiveLanes } from './live-lanes';
import { observeConsumer } from './metrics';
import type { ConsumerOptions } from './options';
import { ParkedDesk } from './parked-desk';
import type { Decision } from './parked-history';
import type { LaneName, ParkedKeys } from './parked-keys';

export type { ConsumerOptions } from './options';

/** Handles each event once, in order per key, whatever the transport repeats and whatever breaks meanwhile. */
export class BusConsumer {
  readonly parked: ParkedKeys;
  private readonly desk: ParkedDesk;
  /** Of a consumer that follows another: where it stands beside it. */
  readonly following: Following | null;
  private readonly handling: BatchHandling;
  private readonly redriveLoop: FollowLoop;
  private readonly deadLetters: DeadLetters;
  private consumption: Consumption | null = null;
  private endMetrics: (() => void) | null = null;
  private turn: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: ConsumerOptions) {
    const { pool, schema, group, company, transport, follows } = options;
    schemaName(schema);
    const logger = new Logger(`${BusConsumer.name} ${group}`);
    this.desk = new ParkedDesk(pool, schema);
    this.following = follows ? new Following(schema, group, follows) : null;
    this.handling = new BatchHandling(options, this.following ?? new LiveLanes(schema, group), logger);
    this.parked = this.handling.parked;
    const every = options.redriveEveryMilliseconds ?? 1_000;
    this.redriveLoop = new FollowLoop(
      () => this.inTurn(() => this.lookAtParked()),
      (error) => logger.warn(`Parked keys not looked at: ${reasonOf(error)}`),
      { idle: every, shortest: every },
    );
    this.deadLetters = new DeadLetters({ pool, schema, consumer: group, company, transport, every });
  }

  async start(): Promise<void> {
    if (this.consumption) return;
    this.handling.stopping = false;
    const topics = withSharedKeys(this.options.topics).map((topic) => `${this.options.company}.${topic}`);
    this.consumption = await this.options.transport.consume(
      this.options.group,
      topics,
      (batch) => this.inTurn(() => this.handling.handle(batch)),
      { batchSize: () => this.handling.size.current, ahead: (batch) => this.handling.reading.prepare(batch) },
    );
    this.redriveLoop.start();
    this.deadLetters.start();
    this.endMetrics = observeConsumer({
      group: this.options.group,
      lag: async () => (await this.lag()).lag,
      parked: () => this.parked.count(),
    });
  }

  async stop(): Promise<void> {
    this.handling.stopping = true;
    this.endMetrics?.();
    this.endMetrics = null;
    await this.consumption?.stop();
    this.consumption = null;
    await this.redriveLoop.stop();
    await this.deadLetters.stop();
  }

  /** True when everything published has been handled or parked. */
  async caughtUp(): Promise<boolean> {
    return this.consumption !== null && (await this.consumption.caughtUp());
  }

  lag(): Promise<GroupLag> {
    return this.options.transport.lag(this.options.group);
  }

  /** Where it stands, for a page of progress: the lag is null while the bus does not answer. */
  async progress(): Promise<{ group: string; caughtUp: boolean; lag: number | null }> {
    const [caughtUp, lag] = await Promise.all([
      this.caughtUp(),
      this.lag().then(
        (known) => known.lag,
        () => null,
      ),
    ]);
    return { group: this.options.group, caughtUp, lag };
  }

  /** Tries failed events again now: all, or those of a key. Returns how many that were. */
  async redrive(decision: Decision, key?: string): Promise<number> {
    const { group: consumer } = this.options;
    const due = await this.desk.redrive(key === undefined ? { consumer } : { consumer, key }, decision);
    await this.inTurn(() => this.handling.redriver.due());
    return due.length;
  }

  /** Lets a parked event go and handles what waited behind it. */
  async discard(lane: LaneName, sequence: number, decision: Decision): Promise<boolean> {
    const gone = await this.desk.discard({ consumer: this.options.group, ...lane, sequence }, decision);
    if (gone) await this.inTurn(() => this.handling.redriver.lane(lane));
    return gone;
  }

  /** True when there may be more to do at once. */
  private async lookAtParked(): Promise<boolean> {
    const { following, handling } = this;
    const more = await following?.catchUp(this.options.pool, (kept) =>
      handling.handle(kept, (client, batch) => following.take(client, batch)),
    );
    await handling.redriver.due();
    return more ?? false;
  }

  /** Work during which no batch is handled and no parked key is looked at. */
  betweenBatches<T>(work: () => Promise<T>): Promise<T> {
    return this.inTurn(work);
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.turn.then(work);
    this.turn = result.catch(() => undefined);
    return result;
  }
}

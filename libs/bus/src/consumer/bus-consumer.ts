import { Logger } from '@nestjs/common';
import { withSharedKeys, type IntegrationEvent } from '@salesagent/canon/events';
import { FollowLoop, inTransaction, schemaName } from '@salesagent/event-store';
import type { Pool, PoolClient } from 'pg';
import type { BusTransport, Consumption, Delivery, GroupLag } from '../transport';
import { DeadLetters } from './dead-letters';
import { arrange, type Arrangement } from './arrange';
import { isInfrastructureFailure, reasonOf } from './failure';
import { passFence } from './fence';
import { Following, type Followed } from './following';
import { readDelivery, type Definitions, type Incoming } from './incoming';
import { countRetry, observeConsumer } from './metrics';
import { ParkedDesk, unreadableSource } from './parked-desk';
import type { Decision } from './parked-history';
import { ParkedKeys, type LaneName } from './parked-keys';
import { movePositions, PositionMovedError, readStates } from './positions';
import { Redrive } from './redrive';

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
  /** Most events in one transaction (500). */
  batchSize?: number;
  /** Milliseconds before a parked event is tried again, by attempts so far (5 s, then four times as long, up to 1 h). */
  backoff?: (attempts: number) => number;
  /** Handles an event only once this consumer has handled it; see {@link Following}. */
  follows?: Followed;
  /** How often parked keys are looked at, in milliseconds (1,000). */
  redriveEveryMilliseconds?: number;
}

/** A follower's kept events taken at once. */
const KEPT_BATCH = 2_000;

const defaultBackoff = (attempts: number): number => Math.min(5_000 * 4 ** Math.max(0, attempts - 2), 3_600_000);

/** Handles each event once, in order per key, whatever the transport repeats and whatever breaks meanwhile. */
export class BusConsumer {
  readonly parked: ParkedKeys;
  private readonly desk: ParkedDesk;
  private readonly following: Following | null;
  private readonly logger: Logger;
  private readonly wantedTopics: ReadonlySet<string>;
  private readonly redriver: Redrive;
  private readonly redriveLoop: FollowLoop;
  private readonly deadLetters: DeadLetters;
  private consumption: Consumption | null = null;
  private endMetrics: (() => void) | null = null;
  private stopping = false;
  private turn: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: ConsumerOptions) {
    schemaName(options.schema);
    this.logger = new Logger(`${BusConsumer.name} ${options.group}`);
    this.wantedTopics = new Set(options.topics.map((topic) => `${options.company}.${topic}`));
    this.parked = new ParkedKeys(options.pool, options.schema, options.group);
    this.desk = new ParkedDesk(options.pool, options.schema);
    const { pool, schema, group, company, transport, follows } = options;
    this.following = follows ? new Following(schema, group, follows) : null;
    this.redriver = new Redrive({
      parked: this.parked,
      company: options.company,
      wantedTopics: this.wantedTopics,
      definitions: options.definitions,
      following: this.following,
      backoff: options.backoff ?? defaultBackoff,
      transaction: (work) => this.transaction(work),
      apply: (client, accepted, moves) => this.apply(client, accepted, moves),
      committed: (accepted) => this.committed(accepted),
    });
    const every = options.redriveEveryMilliseconds ?? 1_000;
    this.redriveLoop = new FollowLoop(
      () =>
        this.inTurn(async () => {
          const more = await this.catchUp();
          await this.redriver.due();
          return more;
        }),
      (error) => this.logger.warn(`Parked keys not looked at: ${reasonOf(error)}`),
      every,
      every,
    );
    this.deadLetters = new DeadLetters({ pool, schema, consumer: group, company, transport, every });
  }

  async start(): Promise<void> {
    if (this.consumption) return;
    this.stopping = false;
    const topics = withSharedKeys(this.options.topics).map((topic) => `${this.options.company}.${topic}`);
    this.consumption = await this.options.transport.consume(
      this.options.group,
      topics,
      (batch) => this.inTurn(() => this.onBatch(batch)),
      { batchSize: this.options.batchSize ?? 500 },
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
    this.stopping = true;
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
    await this.inTurn(() => this.redriver.due());
    return due.length;
  }

  /** Lets a parked event go and handles what waited behind it. */
  async discard(lane: LaneName, sequence: number, decision: Decision): Promise<boolean> {
    const gone = await this.desk.discard({ consumer: this.options.group, ...lane, sequence }, decision);
    if (gone) await this.inTurn(() => this.redriver.lane(lane));
    return gone;
  }

  /** A follower's kept events whose turn has come; true when there may be more. */
  private async catchUp(): Promise<boolean> {
    if (!this.following) return false;
    await this.following.discardAlike(this.options.pool);
    const batch = await this.following.takeable(this.options.pool, KEPT_BATCH);
    await this.process(this.read(batch).incoming, 1, true);
    return batch.length === KEPT_BATCH;
  }

  private read(batch: readonly Delivery[]): { incoming: Incoming[]; unreadable: Delivery[] } {
    const incoming: Incoming[] = [];
    const unreadable: Delivery[] = [];
    for (const delivery of batch) {
      const read = readDelivery(delivery, this.options.company, this.wantedTopics, this.options.definitions);
      if (read) incoming.push(read);
      else unreadable.push(delivery);
    }
    return { incoming, unreadable };
  }

  private async onBatch(batch: Delivery[]): Promise<void> {
    const { incoming, unreadable } = this.read(batch);
    for (const delivery of unreadable) await this.parkUnreadable(delivery);
    await this.process(incoming);
  }

  /** Handles a batch; when a message in it fails, its halves, down to the message itself. */
  private async process(batch: readonly Incoming[], attempt = 1, kept = false): Promise<void> {
    if (batch.length === 0) return;
    let arrangement: Arrangement | null = null;
    try {
      const done = await this.untilInfrastructureWorks(() =>
        this.transaction(async (client) => {
          if (kept) await this.following?.take(client, batch);
          const states = await readStates(client, this.options.schema, this.options.group, batch, this.following);
          arrangement = arrange(batch, states);
          await this.park(client, arrangement);
          await this.apply(client, arrangement.accepted, arrangement.moves);
          const drain = [...arrangement.moves.keys()].filter((lane) => (states.get(lane)?.parked.size ?? 0) > 0);
          const late = arrangement.waiting.map((waiting) => waiting.lane);
          return { accepted: arrangement.accepted, drain: new Set([...drain, ...late]) };
        }),
      );
      await this.committed(done.accepted);
      if (!this.following) for (const lane of done.drain) await this.redriver.lane(nameOf(lane));
    } catch (error) {
      const accepted = (arrangement as Arrangement | null)?.accepted ?? [];
      const culprit = accepted[0];
      if (this.stopping && isInfrastructureFailure(error)) throw error;
      if (!culprit) throw error;
      if (accepted.length > 1) {
        const middle = batch.indexOf(accepted[Math.floor(accepted.length / 2)]!);
        await this.process(batch.slice(0, middle), 1, kept);
        await this.process(batch.slice(middle), 1, kept);
      } else if (attempt === 1) {
        countRetry(this.options.group, 'message');
        await this.process(batch, 2, kept);
      } else {
        this.logger.error(`Parking ${culprit.event.key} at ${culprit.event.sequence}: ${reasonOf(error)}`);
        const failing = batch.map((item) => (item === culprit ? { ...item, problem: reasonOf(error) } : item));
        await this.process(failing, 1, kept);
      }
    }
  }

  private async apply(client: PoolClient, accepted: readonly Incoming[], moves: Arrangement['moves']): Promise<void> {
    const events = accepted.filter((incoming) => incoming.wanted).map((incoming) => incoming.event);
    if (events.length > 0) await this.options.handle(events, client);
    if (moves.size > 0) await movePositions(client, this.options.schema, this.options.group, moves);
  }

  private park(client: PoolClient, arrangement: Arrangement): Promise<void> {
    const backoff = this.options.backoff ?? defaultBackoff;
    return this.parked.add(client, [
      ...arrangement.failing.map(({ received, problem }) => ({
        event: received,
        reason: problem ?? 'unknown',
        attempts: 2,
        retryInMilliseconds: backoff(2),
      })),
      ...arrangement.waiting.map(({ received }) => ({
        event: received,
        reason: 'waits for the events before it',
        attempts: 0,
        retryInMilliseconds: null,
      })),
    ]);
  }

  /** Keeps what could not even be read, under the key and offset it came with, for a person to look at. */
  private async parkUnreadable(delivery: Delivery): Promise<void> {
    const event = {
      source: unreadableSource(delivery.topic, delivery.partition),
      key: delivery.key,
      sequence: Number(delivery.offset),
      topic: delivery.topic,
      raw: delivery.event,
    };
    const reason = delivery.undecodable ?? 'no source, key and sequence can be read from it';
    this.logger.error(`Parking an unreadable message of ${delivery.topic} at ${delivery.offset}: ${reason}`);
    await this.untilInfrastructureWorks(() =>
      this.transaction((client) =>
        this.parked.add(client, [
          { event: event as unknown as IntegrationEvent, reason, attempts: 1, retryInMilliseconds: null },
        ]),
      ),
    );
  }

  private async committed(accepted: readonly Incoming[]): Promise<void> {
    const events = accepted.filter((incoming) => incoming.wanted).map((incoming) => incoming.event);
    if (events.length === 0 || !this.options.afterCommit) return;
    try {
      await this.options.afterCommit(events);
    } catch (error) {
      this.logger.warn(`afterCommit failed: ${reasonOf(error)}`);
    }
  }

  private async untilInfrastructureWorks<T>(work: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await work();
      } catch (error) {
        const moved = error instanceof PositionMovedError;
        if (this.stopping || !(moved || isInfrastructureFailure(error))) throw error;
        countRetry(this.options.group, 'infrastructure');
        if (!moved) this.logger.warn(`Waiting for the infrastructure (attempt ${attempt}): ${reasonOf(error)}`);
        await new Promise((resolve) => setTimeout(resolve, Math.min(50 * 2 ** Math.min(attempt, 7), 5_000)));
      }
    }
  }

  private transaction<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    const { pool, schema, group } = this.options;
    return inTransaction(pool, async (client) => {
      if (!this.following) await passFence(client, schema, group);
      return work(client);
    });
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.turn.then(work);
    this.turn = result.catch(() => undefined);
    return result;
  }
}

function nameOf(lane: string): LaneName {
  const end = lane.indexOf('\u0000');
  return { source: lane.slice(0, end), key: lane.slice(end + 1) };
}

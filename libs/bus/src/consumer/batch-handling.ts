import type { Logger } from '@nestjs/common';
import type { IntegrationEvent } from '@salesagent/canon/events';
import { inTransaction } from '@salesagent/event-store';
import type { PoolClient } from 'pg';
import type { Delivery } from '../transport';
import { arrange, type Arrangement, type LaneState } from './arrange';
import { BatchSize } from './batch-size';
import { isInfrastructureFailure, reasonOf } from './failure';
import type { Incoming } from './incoming';
import { nameOf, type Lanes } from './lanes';
import { countRetry } from './metrics';
import { defaultBackoff, type ConsumerOptions } from './options';
import { unreadableSource } from './parked-desk';
import { ParkedKeys } from './parked-keys';
import { PositionMovedError } from './positions';
import { Reading } from './reading';
import { Redrive } from './redrive';

/** Takes a batch apart by key and handles it in one transaction with the positions; parks what fails. One at a time. */
export class BatchHandling {
  readonly parked: ParkedKeys;
  readonly redriver: Redrive;
  /** Set when the consumer stops: what does not work now is left for its next start. */
  stopping = false;
  readonly reading: Reading;
  readonly size: BatchSize;

  constructor(
    private readonly options: ConsumerOptions,
    private readonly lanes: Lanes,
    private readonly logger: Logger,
  ) {
    const { pool, schema, group, company, topics, definitions } = options;
    this.size = new BatchSize(options.batchSize);
    const wantedTopics = new Set(topics.map((topic) => `${company}.${topic}`));
    this.reading = new Reading(company, wantedTopics, definitions);
    this.parked = new ParkedKeys(pool, schema, group);
    this.redriver = new Redrive({
      parked: this.parked,
      company,
      wantedTopics,
      definitions,
      lanes,
      backoff: options.backoff ?? defaultBackoff,
      transaction: (work) => this.transaction(work),
      apply: (client, accepted, moves) => this.apply(client, accepted, moves),
      committed: (accepted) => this.committed(accepted),
    });
  }

  /** @param before in the same transaction, first: takes the batch from where it was kept */
  async handle(
    batch: readonly Delivery[],
    before?: (client: PoolClient, batch: readonly Incoming[]) => Promise<void>,
  ): Promise<void> {
    const began = performance.now();
    const { incoming, unreadable } = this.reading.take(batch);
    for (const delivery of unreadable) await this.parkUnreadable(delivery);
    await this.process(incoming, before);
    this.size.took(batch.length, performance.now() - began);
  }

  /** Handles a batch; when a message in it fails, its halves, down to the message itself. */
  private async process(
    batch: readonly Incoming[],
    before: ((client: PoolClient, batch: readonly Incoming[]) => Promise<void>) | undefined,
    attempt = 1,
  ): Promise<void> {
    if (batch.length === 0) return;
    let arrangement: Arrangement | null = null;
    try {
      const done = await this.untilInfrastructureWorks(() =>
        this.transaction(async (client) => {
          await before?.(client, batch);
          let states = await this.lanes.statesOf(client, batch, false);
          arrangement = arrange(batch, states);
          if (arrangement.failing.length + arrangement.waiting.length > 0) {
            states = await this.lanes.statesOf(client, batch, true);
            arrangement = arrange(batch, states);
            await this.park(client, arrangement);
          }
          await this.apply(client, arrangement.accepted, arrangement.moves);
          return { arrangement, states };
        }),
      );
      this.lanes.committed(done.states, done.arrangement.moves);
      await this.committed(done.arrangement.accepted);
      if (!this.lanes.following) await this.drain(done.arrangement, done.states);
    } catch (error) {
      const accepted = (arrangement as Arrangement | null)?.accepted ?? [];
      const culprit = accepted[0];
      if (this.stopping && isInfrastructureFailure(error)) throw error;
      if (!culprit) throw error;
      if (accepted.length > 1) {
        const middle = batch.indexOf(accepted[Math.floor(accepted.length / 2)]!);
        await this.process(batch.slice(0, middle), before);
        await this.process(batch.slice(middle), before);
      } else if (attempt === 1) {
        countRetry(this.options.group, 'message');
        await this.process(batch, before, 2);
      } else {
        this.logger.error(`Parking ${culprit.event.key} at ${culprit.event.sequence}: ${reasonOf(error)}`);
        const failing = batch.map((item) => (item === culprit ? { ...item, problem: reasonOf(error) } : item));
        await this.process(failing, before);
      }
    }
  }

  /** Handles what waited in keys that moved, and what may have come into its turn while it was parked. */
  private async drain({ moves, waiting }: Arrangement, states: ReadonlyMap<string, LaneState>): Promise<void> {
    const moved = [...moves.keys()].filter((lane) => (states.get(lane)?.parked.size ?? 0) > 0);
    for (const lane of new Set([...moved, ...waiting.map((event) => event.lane)])) {
      await this.redriver.lane(nameOf(lane));
    }
  }

  /** Positions first: what another process has handled is not begun, and whoever else holds a key waits here. */
  private async apply(client: PoolClient, accepted: readonly Incoming[], moves: Arrangement['moves']): Promise<void> {
    if (moves.size > 0) await this.lanes.move(client, moves);
    const events = wantedOf(accepted);
    if (events.length > 0) await this.options.handle(events, client);
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
    const events = wantedOf(accepted);
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

  private async transaction<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    const { pool } = this.options;
    try {
      return await inTransaction(pool, work, (client) => this.lanes.begin(client));
    } catch (error) {
      // Another process is at work on our keys, or the database is not what it was: nothing known is relied on.
      if (error instanceof PositionMovedError || isInfrastructureFailure(error)) this.lanes.forget();
      throw error;
    }
  }
}

function wantedOf(accepted: readonly Incoming[]): IntegrationEvent[] {
  return accepted.filter((incoming) => incoming.wanted).map((incoming) => incoming.event);
}

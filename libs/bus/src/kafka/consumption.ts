import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { Consumer, EachBatchPayload, Kafka } from 'kafkajs';
import type { Consumption, Delivery } from '../transport';
import { PATIENT } from './connection';
import type { GroupOffsets } from './group-offsets';
import { Handover } from './handover';
import { Pulse } from './pulse';
import type { TopicCheck } from './topic-check';
import { within } from './within';

export interface KafkaConsumptionOptions {
  kafka: Kafka;
  offsets: GroupOffsets;
  topicCheck: TopicCheck;
  /** Full name of the group on the cluster. */
  group: string;
  topics: readonly string[];
  onBatch: (batch: Delivery[]) => Promise<void>;
  batchSize: () => number;
  ahead: (batch: Delivery[]) => void;
  sessionTimeout: number;
}

/** Waiting for a join to end before leaving, and for the client to let go. */
const PATIENCE = { join: 6_000, disconnect: 3_000 };

/** One member of a group: hands over batch after batch and commits what was accepted. */
export class KafkaConsumption implements Consumption {
  private readonly logger: Logger;
  private readonly stopped = new AbortController();
  private running: Promise<void> | null = null;
  /** True between a successful join and the next rebalance. */
  private joined = false;
  private joining = false;
  /** The client is giving us what it fetched. */
  private fetching = false;
  private readonly handover: Handover;
  /** Ends the present reading, to be begun afresh. */
  private fail: (error: unknown) => void = () => undefined;
  /** The present reading has ended: what the client fetches until it is disconnected is not handed over. */
  private over = false;
  /** What kept it from joining; null since it has joined once. */
  private trouble: string | null = 'has not joined yet';

  constructor(private readonly options: KafkaConsumptionOptions) {
    this.logger = new Logger(`${KafkaConsumption.name} ${options.group}`);
    const lost = (error: unknown): void => this.fail(error);
    this.handover = new Handover({ ...options, stopped: this.stopped.signal, logger: this.logger, lost });
  }

  private get busy(): boolean {
    return this.fetching || this.handover.busy;
  }

  /** Returns at once: a broker that is away must not keep a service from starting. */
  start(): void {
    this.running ??= this.run();
  }

  /** Why it has not begun to read; null once it has. A broker that goes away later shows in the lag. */
  problem(): string | null {
    return this.trouble === null ? null : `group ${this.options.group}: ${this.trouble}`;
  }

  async caughtUp(): Promise<boolean> {
    const quiet = (): boolean => this.joined && !this.busy && !this.stopped.signal.aborted;
    if (!quiet()) return false;
    try {
      const partitions = await this.options.offsets.lag(this.options.group, new Set(this.options.topics));
      return quiet() && partitions.every(({ position, head }) => position >= head);
    } catch (error) {
      this.logger.warn(`Offsets not known: ${String(error)}`);
      return false;
    }
  }

  async stop(): Promise<void> {
    this.stopped.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    for (let attempt = 1; !this.stopped.signal.aborted; attempt++) {
      try {
        await this.options.topicCheck.require(this.options.topics);
        await this.consume(() => (attempt = 0));
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        if (this.trouble !== null) this.trouble = reason;
        if (!this.stopped.signal.aborted) this.logger.warn(`Not reading (attempt ${attempt}), trying again: ${reason}`);
        await this.pause(Math.min(200 * 2 ** Math.min(attempt, 5), 5_000));
      } finally {
        this.joined = false;
      }
    }
  }

  /** Reads until asked to stop. @throws what ended it otherwise */
  private async consume(works: () => void): Promise<void> {
    const { kafka, group, topics, sessionTimeout } = this.options;
    const consumer = kafka.consumer({
      groupId: group,
      sessionTimeout,
      rebalanceTimeout: 60_000,
      heartbeatInterval: Math.min(1_000, sessionTimeout / 3),
      maxWaitTimeInMs: 200,
      minBytes: 1,
      allowAutoTopicCreation: false,
      retry: { ...PATIENT, restartOnFailure: () => Promise.resolve(false) }, // begun afresh by run() instead
    });
    // The group is rebalancing, and we have not joined it again.
    let outside = false;
    const broken = new Promise<never>((_, reject) => {
      this.fail = (error) => {
        this.over = true;
        reject(error as Error);
      };
    });
    broken.catch(() => undefined); // it may come while nobody waits for it yet
    this.over = false;
    consumer.on(consumer.events.CRASH, ({ payload }) => this.fail(payload.error));
    // Where joining fails, the client reads on as the member it was, behind what was dropped here: that would be lost.
    consumer.on(consumer.events.FETCH_START, () => {
      if (outside) this.fail(new Error('the group was not joined again'));
    });
    consumer.on(consumer.events.REBALANCING, () => {
      this.joined = false;
      this.joining = true;
      outside = true;
      this.handover.reset();
    });
    consumer.on(consumer.events.GROUP_JOIN, () => {
      this.joined = true;
      outside = false;
      this.handover.reset();
      this.trouble = null;
      works();
    });
    consumer.on(consumer.events.FETCH, () => {
      this.joining = false;
    });
    this.joining = true;
    try {
      const begun = consumer
        .connect()
        .then(() => consumer.subscribe({ topics: [...topics], fromBeginning: true }))
        .then(() =>
          consumer.run({
            autoCommit: false,
            eachBatchAutoResolve: false,
            partitionsConsumedConcurrently: 1,
            eachBatch: (payload) => this.eachBatch(payload),
          }),
        );
      await Promise.race([begun, broken, this.asked()]);
      await Promise.race([broken, this.asked()]);
    } finally {
      await this.leave(consumer);
    }
  }

  /** Leaving in the middle of a join would leave a member behind that the group waits for. */
  private async leave(consumer: Consumer): Promise<void> {
    if (!this.stopped.signal.aborted) this.handover.reset(); // it broke: what is left comes again
    await this.handover.idle();
    const until = performance.now() + PATIENCE.join;
    while ((this.busy || this.joining) && performance.now() < until) await sleep(10);
    this.joined = false;
    const left = await within(
      PATIENCE.disconnect,
      consumer.disconnect().catch((error) => this.logger.warn(`Group not left cleanly: ${String(error)}`)),
    );
    if (!left) this.logger.warn('Group not left cleanly: the broker does not answer');
  }

  /** Returns when there is room for more, so that the client fetches while a batch is worked on. */
  private async eachBatch(payload: EachBatchPayload): Promise<void> {
    const { batch, resolveOffset, heartbeat, commitOffsetsIfNecessary, isRunning } = payload;
    const { topic, partition, messages } = batch;
    const last = messages.at(-1);
    if (!last || this.over || this.stopped.signal.aborted || !isRunning()) return;
    this.fetching = true;
    const pulse = new Pulse(heartbeat, this.options.sessionTimeout / 4);
    try {
      // Where the next fetch begins; what a restart begins with is committed when it was accepted.
      resolveOffset(last.offset);
      const goesOn = (): boolean => !this.over && !this.stopped.signal.aborted && isRunning() && !pulse.lost;
      await this.handover.take({ topic, partition, messages }, commitOffsetsIfNecessary, goesOn);
      await pulse.stop();
      if (pulse.lost && isRunning()) throw pulse.lost;
      await heartbeat();
    } catch (lost) {
      // The client joins again as soon as this ends: not while a batch of the old membership is worked on.
      await this.handover.idle();
      throw lost;
    } finally {
      await pulse.stop();
      this.fetching = false;
    }
  }

  private asked(): Promise<void> {
    const { signal } = this.stopped;
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  }

  private async pause(milliseconds: number): Promise<void> {
    await sleep(milliseconds, undefined, { signal: this.stopped.signal }).catch(() => undefined); // asked to stop
  }
}

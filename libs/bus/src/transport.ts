import type { IntegrationEvent } from '@salesagent/canon/events';

/** An event as it came off the wire: decoded, not yet trusted. */
export interface Delivery {
  /** Full name, `{company}.{domain}.{entity}`. */
  topic: string;
  partition: number;
  /** Position in the partition, growing. */
  offset: string;
  key: string;
  /** What the bytes decoded to; null when they could not be decoded. */
  event: unknown;
  /** Why the bytes could not be decoded, with as much of them as helps. */
  undecodable?: string;
  /** Of a dead letter: what happened to the event. */
  deadLetter?: DeadLetterNote;
}

/** What happened to an event that was parked. */
export interface DeadLetterNote {
  consumer: string;
  /** Full name of the topic it came from. */
  topic: string;
  reason: string;
  parkedAt: string;
}

export function noteOf({ consumer, topic, reason, parkedAt }: DeadLetter): DeadLetterNote {
  return { consumer, topic, reason, parkedAt: parkedAt.toISOString() };
}

/** An event that a consumer could not handle. */
export interface DeadLetter {
  consumer: string;
  source: string;
  key: string;
  sequence: number;
  topic: string;
  /** As much of it as could be read. */
  event: unknown;
  reason: string;
  attempts: number;
  parkedAt: Date;
}

/**
 * A group whose name begins so serves one run of one process: a transport may forget it as soon as its last member has
 * left or is gone. Every other group keeps its positions for good.
 */
export const EPHEMERAL_GROUP = 'ephemeral/';

export interface ConsumeOptions {
  /** Most events handed over at once (500); a function is asked before each reading. */
  batchSize?: number | (() => number);
  /**
   * Told of a batch that has been read while the one before it is still worked on, to prepare for it. The same array
   * comes to `onBatch` later, or never. Must not throw.
   */
  ahead?: (batch: Delivery[]) => void;
}

export function batchSizeOf({ batchSize = 500 }: ConsumeOptions): () => number {
  return typeof batchSize === 'number' ? () => batchSize : batchSize;
}

/** A running subscription of one member of a group. */
export interface Consumption {
  /** Finishes the batch being worked on, then leaves the group. */
  stop(): Promise<void>;
  /** True when nothing is delivered and nothing waits for the group, on any partition. */
  caughtUp(): Promise<boolean>;
}

/** What a group has still to read: events behind the newest, of any topic of its partitions. */
export interface GroupLag {
  group: string;
  lag: number;
  partitions: {
    /** Where partitions are a topic's own. */
    topic?: string;
    partition: number;
    position: number;
    head: number;
    owner: string | null;
  }[];
}

/**
 * The bus as every transport gives it, and no more than that: at least once, order per key within a topic, batches,
 * no order between keys. Everything ever published is kept; a new group reads from the beginning.
 */
export interface BusTransport {
  /** Names the log that is written to. A relay has a cursor for each: another bus gets the whole history. */
  id(): Promise<string>;
  /** Returns when the events are durable. Keeps the order per key. Called by one relay at a time per service. */
  publish(events: readonly IntegrationEvent[]): Promise<void>;
  /** Copies parked events to `{company}.dead-letter`, for others to watch. Returns when the copies are durable. */
  deadLetter(company: string, letters: readonly DeadLetter[]): Promise<void>;
  /**
   * Joins `group` and delivers `topics` (full names). A batch counts as read when `onBatch` resolves; when it rejects
   * the same batch comes again after a pause. Never two batches at a time.
   */
  consume(
    group: string,
    topics: readonly string[],
    onBatch: (batch: Delivery[]) => Promise<void>,
    options?: ConsumeOptions,
  ): Promise<Consumption>;
  lag(group: string): Promise<GroupLag>;
  /** What keeps this process from beginning to publish or consume, for an operator; empty when nothing does. */
  problems(): string[];
  /** Stops every consumption and lets go of connections that are the transport's own. */
  close(): Promise<void>;
}

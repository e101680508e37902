import { setImmediate as breathe, setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@nestjs/common';
import type { OffsetsByTopicPartition } from 'kafkajs';
import type { Delivery } from '../transport';
import { fromMessage } from './cloud-event';
import { Inbox, type Fetched, type Portion } from './inbox';

export interface HandoverOptions {
  onBatch: (batch: Delivery[]) => Promise<void>;
  batchSize: () => number;
  ahead: (batch: Delivery[]) => void;
  /** Aborted when the consumer stops. */
  stopped: AbortSignal;
  logger: Logger;
  /** How long commits may fail, in milliseconds: the cluster would have given the partitions to somebody else by then. */
  sessionTimeout: number;
  /** They have failed for longer, and the client has not noticed. */
  lost: (error: unknown) => void;
}

type Commit = (offsets: OffsetsByTopicPartition) => Promise<void>;

/** Messages decoded before others get their turn. */
const BREATH = 100;
/** Milliseconds between two commits of offsets, while there is more to hand over. */
const COMMIT_EVERY = 200;

/**
 * Hands over what was fetched, batch after batch, while the client fetches on; then commits the offsets of what was
 * accepted. Everything belongs to one membership of the group: when that ends, what has not been handed over is
 * dropped, and nothing is committed any more; it is fetched again by whoever reads the partition then.
 */
export class Handover {
  private readonly inbox = new Inbox();
  /** Accepted and not committed: the next offset to read of each partition. */
  private readonly accepted = new Map<string, Map<number, string>>();
  private membership = 0;
  private commitAt = 0;
  private commitOffsets: Commit = () => Promise.resolve();
  private work: Promise<void> | null = null;
  private handing: Promise<boolean> | null = null;

  constructor(private readonly options: HandoverOptions) {}

  /** Something is being handed over, or has yet to be committed. */
  get busy(): boolean {
    return this.work !== null;
  }

  /** Another membership begins, or none. */
  reset(): void {
    this.membership += 1;
    this.accepted.clear();
    this.inbox.clear();
  }

  /** Takes messages in; resolves when there is room for more. `commit` has to belong to this membership. */
  async take(portion: Portion, commit: Commit, goesOn: () => boolean): Promise<void> {
    this.commitOffsets = commit;
    this.inbox.put(portion);
    this.begin();
    while (this.inbox.size > this.options.batchSize() && goesOn()) await this.changed();
  }

  /** Resolves when the batch under way, if any, is done with. */
  async idle(): Promise<void> {
    await this.handing;
  }

  private begin(): void {
    this.work ??= this.handOverAll().finally(() => {
      this.work = null;
      if (this.inbox.size > 0 && !this.options.stopped.aborted) this.begin();
    });
  }

  private async handOverAll(): Promise<void> {
    const { membership } = this;
    const { stopped, ahead, batchSize } = this.options;
    const goesOn = (): boolean => !stopped.aborted && membership === this.membership;
    let next = this.inbox.take(batchSize());
    let deliveries = await decoded(next);
    while (next.length > 0 && goesOn()) {
      const current = next;
      this.handing = this.handOver(deliveries, goesOn);
      // What comes next is decoded and read while the database works on this.
      next = this.inbox.take(batchSize());
      deliveries = await decoded(next);
      if (deliveries.length > 0) ahead(deliveries);
      const done = await this.handing;
      this.handing = null;
      if (!done || membership !== this.membership) break;
      this.accept(current);
      if (next.length === 0) {
        next = this.inbox.take(batchSize());
        deliveries = await decoded(next);
      }
      if (next.length === 0 || performance.now() >= this.commitAt) await this.commit(goesOn);
    }
    if (membership === this.membership) await this.commit(goesOn);
  }

  /** Until the batch is accepted; false when that is no longer this member's to try. */
  private async handOver(deliveries: Delivery[], goesOn: () => boolean): Promise<boolean> {
    for (let attempt = 1; ; attempt++) {
      try {
        await this.options.onBatch(deliveries);
        return true;
      } catch (error) {
        if (!goesOn()) return false;
        this.options.logger.warn(`Batch not accepted (attempt ${attempt}), trying again: ${String(error)}`);
        await this.pause(Math.min(100 * 2 ** Math.min(attempt, 6), 5_000));
        if (!goesOn()) return false;
      }
    }
  }

  private accept(fetched: readonly Fetched[]): void {
    for (const { topic, partition, message } of fetched) {
      const partitions = this.accepted.get(topic) ?? new Map<number, string>();
      this.accepted.set(topic, partitions.set(partition, message.offset));
    }
  }

  /** Not after every batch: what comes again after a crash is dropped by the consumers, who keep positions of their own. */
  private async commit(goesOn: () => boolean): Promise<void> {
    const since = performance.now();
    this.commitAt = since + COMMIT_EVERY;
    while (this.accepted.size > 0) {
      const topics = [...this.accepted].map(([topic, partitions]) => ({
        topic,
        partitions: [...partitions].map(([partition, last]) => ({ partition, offset: String(BigInt(last) + 1n) })),
      }));
      try {
        await this.commitOffsets({ topics });
        this.accepted.clear();
      } catch (error) {
        if (!goesOn()) return;
        if (performance.now() - since > this.options.sessionTimeout) {
          this.reset();
          return this.options.lost(error);
        }
        this.options.logger.warn(`Offsets not committed, trying again: ${String(error)}`);
        await this.pause(200);
        if (!goesOn()) return;
      }
    }
  }

  private async changed(): Promise<void> {
    await Promise.race([this.inbox.taken(), this.pause(100)]);
  }

  private async pause(milliseconds: number): Promise<void> {
    await sleep(milliseconds, undefined, { signal: this.options.stopped }).catch(() => undefined); // asked to stop
  }
}

/** In portions, so that what the database answers meanwhile is not kept waiting. */
async function decoded(fetched: readonly Fetched[]): Promise<Delivery[]> {
  const deliveries: Delivery[] = [];
  for (const { topic, partition, message } of fetched) {
    deliveries.push({ topic, partition, offset: message.offset, ...fromMessage(topic, message) });
    if (deliveries.length % BREATH === 0) await breathe();
  }
  return deliveries;
}

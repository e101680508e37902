import type { KafkaMessage } from 'kafkajs';

/** Messages of a partition as they were fetched, in order. */
export interface Portion {
  topic: string;
  partition: number;
  messages: readonly KafkaMessage[];
}

/** A message with the partition it came from. */
export interface Fetched {
  topic: string;
  partition: number;
  message: KafkaMessage;
}

/** What has been fetched and not yet handled: partitions one behind the other, each in its order. */
export class Inbox {
  private readonly portions: (Portion & { next: number })[] = [];
  private waiting = 0;
  private readonly onTaken = new Set<() => void>();

  get size(): number {
    return this.waiting;
  }

  put(portion: Portion): void {
    this.portions.push({ ...portion, next: 0 });
    this.waiting += portion.messages.length;
  }

  /** At most so many, of as many partitions as it takes. */
  take(most: number): Fetched[] {
    const taken: Fetched[] = [];
    for (let portion = this.portions[0]; portion && taken.length < most; portion = this.portions[0]) {
      const { topic, partition, messages } = portion;
      const until = Math.min(messages.length, portion.next + most - taken.length);
      for (; portion.next < until; portion.next++) taken.push({ topic, partition, message: messages[portion.next]! });
      if (portion.next === messages.length) this.portions.shift();
    }
    this.waiting -= taken.length;
    this.tell();
    return taken;
  }

  clear(): void {
    this.portions.length = 0;
    this.waiting = 0;
    this.tell();
  }

  /** Resolves when something was taken, or all was cleared. */
  taken(): Promise<void> {
    return new Promise((resolve) => this.onTaken.add(resolve));
  }

  private tell(): void {
    for (const resolve of this.onTaken) resolve();
    this.onTaken.clear();
  }
}

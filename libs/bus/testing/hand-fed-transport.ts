import type { BusTransport, Consumption, Delivery } from '../src/transport';

/**
 * A transport whose log is the test: it says which batch comes next, again, or never. For what real transports do only
 * by accident, as a batch that was handled and not noted as read, or a key whose events arrive in any order.
 */
export class HandFedTransport implements BusTransport {
  private onBatch: ((batch: Delivery[]) => Promise<void>) | null = null;

  id(): Promise<string> {
    return Promise.resolve('hand-fed');
  }

  publish(): Promise<void> {
    return Promise.reject(new Error('batches are handed over by deliver()'));
  }

  deadLetter(): Promise<void> {
    return Promise.resolve();
  }

  consume(
    _group: string,
    _topics: readonly string[],
    onBatch: (batch: Delivery[]) => Promise<void>,
  ): Promise<Consumption> {
    this.onBatch = onBatch;
    return Promise.resolve({ stop: () => Promise.resolve(), caughtUp: () => Promise.resolve(true) });
  }

  /** Hands a batch to whoever consumes now. @throws what the consumer threw: the batch does not count as read */
  async deliver(batch: Delivery[]): Promise<void> {
    if (!this.onBatch) throw new Error('nobody consumes yet');
    await this.onBatch(batch);
  }

  lag(group: string): ReturnType<BusTransport['lag']> {
    return Promise.resolve({ group, lag: 0, partitions: [] });
  }

  problems(): string[] {
    return [];
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

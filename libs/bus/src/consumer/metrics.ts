import { metrics, type Attributes, type BatchObservableResult } from '@opentelemetry/api';

/** What a consumer is asked when metrics are collected. */
export interface ObservedConsumer {
  group: string;
  /** Events behind the newest; rejects while the bus does not answer. */
  lag(): Promise<number>;
  parked(): Promise<{ failed: number; waiting: number }>;
}

export type RetryCause = 'infrastructure' | 'message' | 'parked';

const meter = () => metrics.getMeter('salesagent.bus');

/**
 * Reports lag and parked events of a consumer whenever metrics are collected; without an exporter nothing is asked.
 * @returns ends it
 */
export function observeConsumer({ group, lag, parked }: ObservedConsumer): () => void {
  const behind = meter().createObservableGauge('salesagent.bus.lag', {
    description: 'Events published and not yet handled, by consumer group.',
    unit: '{event}',
  });
  const kept = meter().createObservableGauge('salesagent.bus.parked', {
    description: 'Parked events, by group and by whether they failed or wait behind one that did.',
    unit: '{event}',
  });
  const attributes: Attributes = { group };
  const observe = async (result: BatchObservableResult): Promise<void> => {
    // What cannot be asked now is missing in this collection, and does not take the rest with it.
    const [events, counts] = await Promise.all([lag().catch(() => null), parked().catch(() => null)]);
    if (events !== null) result.observe(behind, events, attributes);
    if (counts === null) return;
    result.observe(kept, counts.failed, { group, state: 'failed' });
    result.observe(kept, counts.waiting, { group, state: 'waiting' });
  };
  meter().addBatchObservableCallback(observe, [behind, kept]);
  return () => meter().removeBatchObservableCallback(observe, [behind, kept]);
}

/** Something was tried again: the infrastructure was away, a message failed alone, or a parked one failed once more. */
export function countRetry(group: string, cause: RetryCause): void {
  const counter = meter().createCounter('salesagent.bus.retries', {
    description: 'Attempts after the first, by group and by what failed.',
    unit: '{attempt}',
  });
  counter.add(1, { group, cause });
}

export function countDeadLetters(group: string, letters: number): void {
  const counter = meter().createCounter('salesagent.bus.dead_letters', {
    description: 'Copies of parked events put on the dead-letter topic, by group.',
    unit: '{event}',
  });
  counter.add(letters, { group });
}

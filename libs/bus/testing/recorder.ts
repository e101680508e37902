import type { IntegrationEvent } from '@salesagent/canon/events';
import type { Delivery } from '../src/transport';

/** Waits until something holds; the test's own timeout is the limit. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 10));
}

/** What a consumption was given, in order. */
export class Recorder {
  readonly batches: Delivery[][] = [];
  readonly onBatch = async (batch: Delivery[]): Promise<void> => {
    await Promise.resolve();
    this.batches.push(batch);
  };

  get deliveries(): Delivery[] {
    return this.batches.flat();
  }

  sequencesOf(key: string): number[] {
    return this.deliveries.filter((d) => d.key === key).map((d) => (d.event as IntegrationEvent).sequence);
  }
}

/** Sequences without what came again: at least once means that a reader may see an event twice. */
export function withoutRepeats(sequences: readonly number[]): number[] {
  let last = 0;
  return sequences.filter((sequence) => sequence > last && (last = sequence) > 0);
}

import type { Delivery } from '../transport';
import { readDelivery, type Definitions, type Incoming } from './incoming';

/** A batch as far as it could be read. */
export interface ReadBatch {
  incoming: Incoming[];
  unreadable: Delivery[];
}

/** Reads and checks batches, if possible before their turn: while the database works on the one before. */
export class Reading {
  private readonly prepared = new WeakMap<readonly Delivery[], ReadBatch>();

  constructor(
    private readonly company: string,
    private readonly wantedTopics: ReadonlySet<string>,
    private readonly definitions: Definitions | undefined,
  ) {}

  /** Of a batch that will be taken later, or never. What fails here fails again when it is taken. */
  prepare(batch: readonly Delivery[]): void {
    try {
      this.prepared.set(batch, this.read(batch));
    } catch {
      this.prepared.delete(batch);
    }
  }

  take(batch: readonly Delivery[]): ReadBatch {
    return this.prepared.get(batch) ?? this.read(batch);
  }

  private read(batch: readonly Delivery[]): ReadBatch {
    const incoming: Incoming[] = [];
    const unreadable: Delivery[] = [];
    for (const delivery of batch) {
      const read = readDelivery(delivery, this.company, this.wantedTopics, this.definitions);
      if (read) incoming.push(read);
      else unreadable.push(delivery);
    }
    return { incoming, unreadable };
  }
}

import { QuotaExhausted, type Priority, type Quota } from '../../src/index';

/**
 * A quota in memory: what the CRM last told of a bucket, less what was taken since. For scenarios of one instance;
 * sharing over instances is the business of the real one.
 */
export class ToldQuota implements Quota {
  readonly taken = new Map<string, number>();
  private readonly remaining = new Map<string, number>();

  /** @param reserve What background work leaves to approvals, in units of each bucket. */
  constructor(private readonly reserve = 0) {}

  async take(bucket: string, priority: Priority, cost = 1): Promise<void> {
    const left = this.remaining.get(bucket) ?? Infinity;
    if (left - cost < (priority === 'background' ? this.reserve : 0)) throw new QuotaExhausted(bucket, null);
    this.remaining.set(bucket, left - cost);
    this.taken.set(bucket, (this.taken.get(bucket) ?? 0) + cost);
  }

  async told({ bucket, remaining }: { bucket: string; remaining?: number }): Promise<void> {
    if (remaining !== undefined) this.remaining.set(bucket, remaining);
  }

  /** As when the CRM's window has moved on and nobody has asked since. */
  forget(bucket: string): void {
    this.remaining.delete(bucket);
  }
}

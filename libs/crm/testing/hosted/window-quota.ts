import type { Priority, Quota, Timing } from '../../src/index';

/** A quota of one process, in sliding windows: what the shared one does, without the sharing. */
export class WindowQuota implements Quota {
  private readonly taken = new Map<string, number[]>();
  private readonly heldUntil = new Map<string, number>();

  constructor(
    private readonly timing: Timing,
    private readonly limits: Readonly<Record<string, { limit: number; perMs: number }>>,
  ) {}

  async take(bucket: string, _priority: Priority, cost = 1): Promise<void> {
    const limit = this.limits[bucket];
    if (!limit) throw new Error(`No limit is known for "${bucket}"`);
    for (;;) {
      const now = this.timing.now().getTime();
      const taken = (this.taken.get(bucket) ?? []).filter((at) => at > now - limit.perMs);
      this.taken.set(bucket, taken);
      const held = (this.heldUntil.get(bucket) ?? 0) - now;
      if (held <= 0 && taken.length + cost <= limit.limit) {
        for (let unit = 0; unit < cost; unit += 1) taken.push(now);
        return;
      }
      await this.timing.sleep(held > 0 ? held : taken[0]! + limit.perMs - now);
    }
  }

  async told({ bucket, retryAfterMs }: Parameters<Quota['told']>[0]): Promise<void> {
    if (retryAfterMs !== undefined) this.heldUntil.set(bucket, this.timing.now().getTime() + retryAfterMs);
  }
}

const DAY_MS = 24 * 3_600_000;

/**
 * Salesforce Developer Limits and Allocations Quick Reference, "API Request Limits and Allocations": a total over a
 * sliding 24 hours, and a number of requests that may run for 20 seconds or longer at one time.
 */
export class RequestLimits {
  /** Requests in the last 24 hours, by the second, so that memory stays small. */
  private readonly seconds = new Map<number, number>();
  private total = 0;
  private jobs: number[] = [];
  /** Long-running requests of other applications. */
  longRunning = 0;
  /** Requests that were refused because a limit was used up. */
  refused = 0;

  constructor(
    private readonly now: () => Date,
    readonly daily: number,
    readonly concurrent = 25,
    readonly queryJobs = 10_000,
  ) {}

  /** `null`, or the message of the limit that is used up. */
  admit(): string | null {
    this.forget();
    if (this.longRunning >= this.concurrent) {
      this.refused += 1;
      return 'ConcurrentRequests (Concurrent API Requests) Limit exceeded.';
    }
    if (this.total >= this.daily) {
      this.refused += 1;
      return 'TotalRequests Limit exceeded.';
    }
    const second = Math.floor(this.now().getTime() / 1000);
    this.seconds.set(second, (this.seconds.get(second) ?? 0) + 1);
    this.total += 1;
    return null;
  }

  admitJob(): string | null {
    this.jobs = this.jobs.filter((at) => at > this.now().getTime() - DAY_MS);
    if (this.jobs.length >= this.queryJobs) {
      this.refused += 1;
      return 'Bulk API 2.0 query jobs: daily limit exceeded';
    }
    this.jobs.push(this.now().getTime());
    return null;
  }

  /** Requests of others: they count for all. */
  spend(requests: number): void {
    const second = Math.floor(this.now().getTime() / 1000);
    this.seconds.set(second, (this.seconds.get(second) ?? 0) + requests);
    this.total += requests;
  }

  used(): number {
    this.forget();
    return this.total;
  }

  /** REST API Developer Guide, "Limit Info Header". */
  header(): Record<string, string> {
    return { 'sforce-limit-info': `api-usage=${this.used()}/${this.daily}` };
  }

  /** REST API Developer Guide, "Limits": `GET /services/data/vXX.X/limits`. */
  resource(): Record<string, { Max: number; Remaining: number }> {
    return {
      DailyApiRequests: { Max: this.daily, Remaining: Math.max(0, this.daily - this.used()) },
      DailyBulkV2QueryJobs: { Max: this.queryJobs, Remaining: Math.max(0, this.queryJobs - this.jobs.length) },
      DailyStreamingApiEvents: { Max: 200_000, Remaining: 200_000 },
    };
  }

  private forget(): void {
    const oldest = Math.floor((this.now().getTime() - DAY_MS) / 1000);
    for (const [second, count] of this.seconds) {
      if (second > oldest) break;
      this.seconds.delete(second);
      this.total -= count;
    }
  }
}

import { VirtualClock } from '../../testing/hosted/virtual-clock';
import { QuotaExhausted } from './errors';
import { PacedQuota, ProcessDebts, type BucketLimit } from './quota';

const TEN_SECONDS: BucketLimit = { limit: 190, perMs: 10_000 };
const DAY: BucketLimit = { limit: 1_000, perMs: 86_400_000 };

function quotaOf(limits: Record<string, BucketLimit>) {
  const clock = new VirtualClock(new Date('2026-06-01T08:00:00Z'), true);
  return { clock, quota: new PacedQuota(new ProcessDebts(), clock, limits) };
}

/** The most units spent in any stretch of `perMs`. */
function busiest(times: readonly number[], perMs: number): number {
  let from = 0;
  let most = 0;
  times.forEach((time, i) => {
    while (times[from]! <= time - perMs) from++;
    most = Math.max(most, i - from + 1);
  });
  return most;
}

describe("a CRM's quota", () => {
  it('is never broken in any stretch of its period, wherever the CRM begins to count', async () => {
    const { clock, quota } = quotaOf({ burst: TEN_SECONDS });
    const times: number[] = [];
    for (let n = 0; n < 3_000; n++) {
      await quota.take('burst', n % 3 === 0 ? 'approval' : 'background');
      times.push(clock.now().getTime());
      // Now and then nobody asks for a while, and the allowance fills up again.
      if (n % 500 === 0) await clock.sleep(20_000);
    }
    expect(busiest(times, TEN_SECONDS.perMs)).toBeLessThanOrEqual(TEN_SECONDS.limit);
    expect(busiest(times, TEN_SECONDS.perMs)).toBeGreaterThan(TEN_SECONDS.limit / 2);
  });

  it('leaves what people approved its share when background work has taken all it may', async () => {
    const { clock, quota } = quotaOf({ burst: TEN_SECONDS });
    const start = clock.now().getTime();
    while (clock.now().getTime() === start) await quota.take('burst', 'background');
    const before = clock.now().getTime();
    for (let n = 0; n < 20; n++) await quota.take('burst', 'approval');
    expect(clock.now().getTime()).toBe(before);
  });

  it('counts what other applications spent, as the CRM tells', async () => {
    const { clock, quota } = quotaOf({ burst: TEN_SECONDS });
    await quota.told({ bucket: 'burst', remaining: 2 });
    const start = clock.now().getTime();
    await quota.take('burst', 'approval');
    await quota.take('burst', 'approval');
    expect(clock.now().getTime()).toBe(start);
    await quota.take('burst', 'approval');
    expect(clock.now().getTime()).toBeGreaterThan(start);
  });

  it('waits as long as the CRM asks it to', async () => {
    const { clock, quota } = quotaOf({ burst: TEN_SECONDS });
    await quota.told({ bucket: 'burst', retryAfterMs: 7_000 });
    const start = clock.now().getTime();
    await quota.take('burst', 'approval');
    expect(clock.now().getTime() - start).toBeGreaterThanOrEqual(7_000);
  });

  it('says when a limit that comes back too late is used up, and lets approvals pass until then', async () => {
    const { quota } = quotaOf({ daily: DAY });
    const background = async () => {
      for (;;) await quota.take('daily', 'background');
    };
    await expect(background()).rejects.toBeInstanceOf(QuotaExhausted);
    for (let n = 0; n < 100; n++) await quota.take('daily', 'approval');
  });

  it('refuses a bucket that it has no limit of', async () => {
    const { quota } = quotaOf({ burst: TEN_SECONDS });
    await expect(quota.take('searches', 'approval')).rejects.toThrow('There is no limit "searches"; one of: burst');
  });
});

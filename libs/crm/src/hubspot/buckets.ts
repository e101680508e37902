import type { LimitReading, Quota } from '../hosted/port';
import type { BucketLimit } from '../hosted/quota';

/** HubSpot's limits by the names they have at the quota. All are counted per account and app. */
export const HUBSPOT_BUCKETS = { burst: 'hubspot.burst', daily: 'hubspot.daily', search: 'hubspot.search' } as const;
export type HubSpotBucket = (typeof HUBSPOT_BUCKETS)[keyof typeof HUBSPOT_BUCKETS];

/**
 * Limits of a Professional account (API usage guidelines, https://developers.hubspot.com/docs/api/usage-details), for
 * a quota that was not told others yet. Free and Starter: 100 in 10 s and 250,000 a day; Enterprise: 1,000,000 a day.
 */
export const HUBSPOT_LIMITS: Readonly<Record<HubSpotBucket, BucketLimit>> = {
  [HUBSPOT_BUCKETS.burst]: { limit: 190, perMs: 10_000 },
  [HUBSPOT_BUCKETS.daily]: { limit: 650_000, perMs: 86_400_000 },
  // The search page says five a second; an older notice says four. The lower number holds in both.
  [HUBSPOT_BUCKETS.search]: { limit: 4, perMs: 1_000 },
};

export type Headers = Readonly<Record<string, string | undefined>>;

/** What the headers of an answer say of the limits; answers to searches say nothing. */
export function limitsIn(headers: Headers): LimitReading[] {
  const readings: LimitReading[] = [];
  const add = (name: HubSpotBucket, limit: string | undefined, remaining: string | undefined) => {
    const [of, left] = [Number(limit), Number(remaining)];
    if (limit === undefined || remaining === undefined || Number.isNaN(of) || Number.isNaN(left)) return;
    readings.push({ name, limit: of, used: of - left, resetsAt: null });
  };
  add(HUBSPOT_BUCKETS.burst, headers['x-hubspot-ratelimit-max'], headers['x-hubspot-ratelimit-remaining']);
  add(HUBSPOT_BUCKETS.daily, headers['x-hubspot-ratelimit-daily'], headers['x-hubspot-ratelimit-daily-remaining']);
  return readings;
}

export async function tell(quota: Quota, readings: readonly LimitReading[]): Promise<void> {
  for (const { name, limit, used } of readings) await quota.told({ bucket: name, limit, remaining: limit - used });
}

/** The limit that a 429 is about, and how long to wait. `policyName` and the message tell which it is. */
export function exceeded(
  body: { policyName?: string; message?: string },
  headers: Headers,
): { bucket: HubSpotBucket; retryAfterMs: number } {
  const policy = `${body.policyName ?? ''} ${body.message ?? ''}`.toUpperCase();
  // The one-second limit is of searches alone, so "secondly" without "ten" before it is theirs.
  const bucket = policy.includes('DAILY')
    ? HUBSPOT_BUCKETS.daily
    : /TEN[_ ]SECONDLY/.test(policy)
      ? HUBSPOT_BUCKETS.burst
      : policy.includes('SECONDLY')
        ? HUBSPOT_BUCKETS.search
        : HUBSPOT_BUCKETS.burst;
  const seconds = Number(headers['retry-after']);
  const told = headers['retry-after'] !== undefined && seconds >= 0 ? seconds * 1_000 : undefined;
  return { bucket, retryAfterMs: told ?? HUBSPOT_LIMITS[bucket].perMs };
}

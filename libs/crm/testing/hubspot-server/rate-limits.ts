import { ApiError } from './answers';

/** Limits by subscription (API usage guidelines, https://developers.hubspot.com/docs/api/usage-details). */
export const PLANS = {
  free: { burst: 100, daily: 250_000 },
  professional: { burst: 190, daily: 650_000 },
  enterprise: { burst: 190, daily: 1_000_000 },
} as const;
export type Plan = keyof typeof PLANS;

const BURST_MS = 10_000;
const SEARCHES_A_SECOND = 5;
const DAY_MS = 86_400_000;

/** Counts requests by the virtual clock and refuses those above a limit. */
export class RateLimits {
  /** Requests refused for a limit, by policy: a well-behaved caller has none. */
  readonly refused = new Map<string, number>();
  private burst: number[] = [];
  private searches: number[] = [];
  private day = { number: 0, used: 0 };

  constructor(
    private readonly now: () => number,
    private readonly plan: Plan,
    /** Tokens of OAuth have no daily limit (Rate limit headers for OAuth calls, https://developers.hubspot.com/changelog/rate-limit-headers-will-now-appear-for-oauth-authenticated-calls). */
    private readonly oauth: boolean,
  ) {}

  /** @throws ApiError 429 */
  admit(search: boolean): void {
    const now = this.now();
    const { burst, daily } = PLANS[this.plan];
    this.burst = this.burst.filter((at) => at > now - BURST_MS);
    this.searches = this.searches.filter((at) => at > now - 1_000);
    const day = Math.floor(now / DAY_MS);
    if (day !== this.day.number) this.day = { number: day, used: 0 };
    if (!this.oauth && this.day.used >= daily)
      this.refuse('DAILY', 'You have reached your daily limit.', (day + 1) * DAY_MS - now);
    if (this.burst.length >= burst)
      this.refuse(
        'TEN_SECONDLY_ROLLING',
        'You have reached your ten_secondly_rolling limit.',
        this.burst[0]! + BURST_MS - now,
      );
    if (search && this.searches.length >= SEARCHES_A_SECOND)
      this.refuse('SECONDLY', 'You have reached your secondly limit.', this.searches[0]! + 1_000 - now);
    this.burst.push(now);
    if (search) this.searches.push(now);
    this.day.used += 1;
  }

  /** Requests of today that somebody else made. */
  spendElsewhere(requests: number): void {
    this.day = { number: Math.floor(this.now() / DAY_MS), used: this.day.used + requests };
  }

  /** Answers to searches carry none of these. */
  headers(search: boolean): Record<string, string> {
    if (search) return {};
    const { burst, daily } = PLANS[this.plan];
    const perDay = {
      'X-HubSpot-RateLimit-Daily': String(daily),
      'X-HubSpot-RateLimit-Daily-Remaining': String(daily - this.day.used),
    };
    return {
      'X-HubSpot-RateLimit-Interval-Milliseconds': String(BURST_MS),
      'X-HubSpot-RateLimit-Max': String(burst),
      'X-HubSpot-RateLimit-Remaining': String(burst - this.burst.length),
      ...(this.oauth ? {} : perDay),
    };
  }

  private refuse(policyName: string, message: string, waitMs: number): never {
    this.refused.set(policyName, (this.refused.get(policyName) ?? 0) + 1);
    throw rateLimited(policyName, message, waitMs);
  }
}

export function rateLimited(policyName: string, message: string, waitMs: number): ApiError {
  const headers = { 'Retry-After': String(Math.max(1, Math.ceil(waitMs / 1_000))) };
  return new ApiError(429, 'RATE_LIMITS', message, { policyName, headers });
}

import type { Client } from '@hubspot/api-client';
import type { Agent } from 'node:http';
import { CrmForbidden, NotBegun } from '../hosted/errors';
import type { LimitReading, MayBegin, Priority, Quota, Timing } from '../hosted/port';
import { HUBSPOT_BUCKETS, limitsIn, tell, type Headers } from './buckets';
import { AccessTokens, type HubSpotCredentials } from './credentials';
import { failureOf, Throttled, Unauthorized } from './failures';
import { clientFor, timingOutAgent } from './transport';

/** What a request does: searches have a limit of their own, and a write that got no answer may have happened. */
export type RequestKind = 'read' | 'search' | 'write';

interface Answer<T> {
  data: T;
  headers: Record<string, string>;
}

/** How often a 429 or an expired token is met by waiting or renewing; both mean that nothing happened. */
const PATIENCE = 4;

/**
 * The one way to HubSpot: takes from the quota before each request, tells it what the answer says, waits after a 429,
 * renews tokens, and makes of failures what the port throws.
 */
export class HubSpotConnection {
  readonly tokens: AccessTokens;
  private readonly agent: Agent;
  private client: { token: string; client: Client } | undefined;
  private readonly readings = new Map<string, LimitReading>();
  /** HubSpot's clock less ours, by the `Date` of the last answer; it counts whole seconds. */
  skewMs = 0;

  constructor(
    credentials: HubSpotCredentials,
    readonly timing: Timing,
    private readonly quota: Quota,
    private readonly basePath: string,
    timeoutMs: number,
  ) {
    this.agent = timingOutAgent(basePath, timeoutMs);
    this.tokens = new AccessTokens(credentials, basePath, this.agent, timing);
  }

  /** One request. @throws Refusal for what HubSpot does not accept, NotBegun; else what the port says */
  async request<T>(
    kind: RequestKind,
    priority: Priority,
    send: (client: Client) => Promise<Answer<T>>,
    mayBegin?: MayBegin,
  ): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      const token = await this.tokens.current();
      await this.admit(kind, priority);
      await NotBegun.unless(mayBegin);
      try {
        const { data, headers } = await send(this.clientWith(token));
        // Only of HubSpot's own answers: an error may come from a gateway before it, with another clock.
        this.learnClock(headers);
        await this.learnLimits(headers);
        return data;
      } catch (thrown) {
        if ('headers' in Object(thrown)) await this.learnLimits((thrown as { headers: Headers }).headers);
        await this.recover(failureOf(thrown, kind === 'write'), token, attempt);
      }
    }
  }

  /** Limits as the last answers told them. */
  limits(): LimitReading[] {
    return [...this.readings.values()];
  }

  /** The time at HubSpot. */
  now(): Date {
    return new Date(this.timing.now().getTime() + this.skewMs);
  }

  close(): void {
    this.agent.destroy();
  }

  private async admit(kind: RequestKind, priority: Priority): Promise<void> {
    await this.quota.take(HUBSPOT_BUCKETS.daily, priority);
    if (kind === 'search') await this.quota.take(HUBSPOT_BUCKETS.search, priority);
    await this.quota.take(HUBSPOT_BUCKETS.burst, priority);
  }

  /** Returns when the request may be sent again, else throws. */
  private async recover(failure: Error, token: string, attempt: number): Promise<void> {
    if (failure instanceof Throttled) {
      await this.quota.told({ bucket: failure.bucket, remaining: 0, retryAfterMs: failure.retryAfterMs });
      if (failure.bucket === HUBSPOT_BUCKETS.daily || attempt >= PATIENCE) throw failure.surrender(this.timing.now());
      return this.timing.sleep(failure.retryAfterMs);
    }
    if (!(failure instanceof Unauthorized)) throw failure;
    this.tokens.reject(token);
    if (this.tokens.renewable && attempt < PATIENCE) return;
    throw new CrmForbidden(failure.message, 'INVALID_AUTHENTICATION', 'store the token of the app anew', {
      cause: failure,
    });
  }

  private learnClock(headers: Headers): void {
    const date = Date.parse(headers.date ?? '');
    if (!Number.isNaN(date)) this.skewMs = roundedSkew(date - this.timing.now().getTime());
  }

  private async learnLimits(headers: Headers): Promise<void> {
    const told = limitsIn(headers);
    for (const reading of told) this.readings.set(reading.name, reading);
    await tell(this.quota, told);
  }

  private clientWith(token: string): Client {
    if (this.client?.token !== token) this.client = { token, client: clientFor(this.basePath, token, this.agent) };
    return this.client.client;
  }
}

/** The header has no milliseconds: up to a second is no difference. */
function roundedSkew(ms: number): number {
  return Math.abs(ms) <= 1_000 ? 0 : ms;
}

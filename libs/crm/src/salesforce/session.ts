import { Connection } from 'jsforce';
import { HttpApi } from 'jsforce/lib/http-api';
import type { HttpResponse } from 'jsforce/lib/types';
import { CrmUnavailable, NotBegun, QuotaExhausted } from '../hosted/errors';
import type { MayBegin, Priority, Quota, Timing } from '../hosted/port';
import { CrmClock } from './crm-clock';
import { signIn, type SalesforceCredentials, type Token } from './credentials';
import { PASSING, Refusal } from './refusal';
import { ConnectionLost, OneAttemptTransport } from './transport';

/** Names of the buckets in the quota, as Salesforce's own limits are named. */
export const REQUESTS = 'DailyApiRequests';
export const QUERY_JOBS = 'DailyBulkV2QueryJobs';

export interface SessionOptions {
  credentials: SalesforceCredentials;
  timing: Timing;
  quota: Quota;
  /** Where tokens are given. */
  loginUrl: string;
  apiVersion: string;
  /** Real time after which a request counts as lost, in milliseconds. */
  timeoutMs: number;
  /** Marks our own changes in change events. */
  clientName: string;
}

export interface Call {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** From the version on (`/query?q=…`), or from the root (`/services/…`, `/cometd/…`). */
  path: string;
  body?: unknown;
  headers?: Record<string, string>;
  priority: Priority;
  /** It changes records: with no answer, nobody knows whether it did. */
  changes?: boolean;
  /** Asked when it is about to be sent. @throws NotBegun */
  mayBegin?: MayBegin | undefined;
  /** Leave the answer as text. */
  text?: boolean;
  /** It counts for no request limit. */
  free?: boolean;
}

export interface Answer<T> {
  body: T;
  /** Lower-case names. */
  headers: Record<string, string>;
}

const RENEWALS = 3;

/** Requests in one signed-in session: quota taken before, token renewed, limits noted, errors named. */
export class SalesforceSession {
  /** What the last answer said: requests used and allowed in 24 hours. */
  usage: { used: number; limit: number } | null = null;
  /** Where the REST API of this version is, from the root; and the header that marks our changes in change events. */
  readonly dataPath: string;
  readonly callOptions: string;
  readonly clock: CrmClock;
  private readonly transport: OneAttemptTransport;
  private readonly connection: Connection;
  private token: Token | null = null;
  private renewing: Promise<Token> | null = null;
  private cookies = new Map<string, string>();

  constructor(private readonly options: SessionOptions) {
    this.clock = new CrmClock(options.timing);
    this.transport = new OneAttemptTransport(options.timeoutMs);
    const { apiVersion: version, loginUrl, clientName: client } = options;
    this.dataPath = `/services/data/v${version}`;
    this.callOptions = `client=${client}`;
    this.connection = new Connection({ version, loginUrl, instanceUrl: loginUrl, callOptions: { client } });
    this.connection._transport = this.transport;
  }

  /** The user we are signed in as. */
  async userId(): Promise<string> {
    return (await this.signedIn()).userId;
  }

  /** The token is known to be no longer good: the next request gets a new one. */
  expire(): void {
    this.token = null;
  }

  /** The CRM's time, from the `Date` of an answer; our own where it has none. */
  timeOf(headers: Record<string, string>): Date {
    return this.clock.of(headers);
  }

  /** @throws NotBegun, CrmUnavailable, QuotaExhausted, and {@link Refusal}, a CrmForbidden, for everything that was refused */
  async request<T>(call: Call): Promise<Answer<T>> {
    if (!call.free) await this.options.quota.take(REQUESTS, call.priority);
    for (let renewal = 0; ; renewal += 1) {
      const token = await this.signedIn();
      await NotBegun.unless(call.mayBegin);
      try {
        return await this.send<T>(call, token);
      } catch (error) {
        const expired = error instanceof Refusal && error.status === 401;
        if (!expired || renewal >= RENEWALS) throw error;
        // Another request may have renewed it meanwhile.
        if (this.token === token) this.token = null;
        if (!call.free) await this.options.quota.take(REQUESTS, call.priority);
      }
    }
  }

  private async signedIn(): Promise<Token> {
    if (this.token) return this.token;
    this.renewing ??= this.renew().finally(() => (this.renewing = null));
    return this.renewing;
  }

  private async renew(): Promise<Token> {
    const { credentials, loginUrl, timing } = this.options;
    this.token = await signIn(credentials, loginUrl, this.transport, timing);
    this.cookies = new Map();
    return this.token;
  }

  private async send<T>(call: Call, token: Token): Promise<Answer<T>> {
    this.connection.accessToken = token.accessToken;
    const api = new HttpApi(this.connection, call.text ? { responseType: 'text/plain' } : {});
    let response: HttpResponse | undefined;
    api.on('response', (received: HttpResponse) => (response = received));
    const base = call.path.startsWith('/services/') || call.path.startsWith('/cometd/') ? '' : this.dataPath;
    const streaming = call.path.startsWith('/cometd/');
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    try {
      const body = await api.request<T>({
        method: call.method,
        url: token.instanceUrl + base + call.path,
        headers: {
          ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(streaming && cookie ? { cookie } : {}),
          ...call.headers,
        },
        ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
      });
      const headers = (response?.headers ?? {}) as Record<string, string>;
      this.clock.hear(headers);
      await this.note(headers, streaming);
      return { body, headers };
    } catch (error) {
      throw await this.named(error, call, response);
    }
  }

  /** Streaming is bound to one server by cookies; usage comes with every REST answer. */
  private async note(headers: Record<string, string>, streaming: boolean): Promise<void> {
    if (streaming) {
      for (const cookie of (headers['set-cookie'] ?? '').split('\n')) {
        const [, name, value] = /^([^=;\s]+)=([^;]*)/.exec(cookie) ?? [];
        if (name) this.cookies.set(name, value ?? '');
      }
    }
    const [, used, limit] = /api-usage=(\d+)\/(\d+)/.exec(headers['sforce-limit-info'] ?? '') ?? [];
    if (!used || !limit) return;
    this.usage = { used: Number(used), limit: Number(limit) };
    await this.options.quota.told({
      bucket: REQUESTS,
      remaining: Math.max(0, Number(limit) - Number(used)),
      limit: Number(limit),
    });
  }

  private async named(error: unknown, call: Call, response: HttpResponse | undefined): Promise<Error> {
    const changes = call.changes ?? false;
    if (error instanceof ConnectionLost)
      return new CrmUnavailable(error.message, 1000, changes && error.sent, { cause: error });
    if (!response) return error as Error;
    const {
      errorCode: code = `HTTP_${response.statusCode}`,
      message,
      data,
    } = error as Error & { errorCode?: string; data?: unknown };
    const status = response.statusCode;
    if (code === 'REQUEST_LIMIT_EXCEEDED' && /concurrent/i.test(message)) {
      await this.options.quota.told({ bucket: 'ConcurrentRequests', retryAfterMs: 5000 });
      return new CrmUnavailable('Salesforce runs as many long requests as it may at one time', 5000, false, {
        cause: error,
      });
    }
    if (code === 'REQUEST_LIMIT_EXCEEDED') {
      await this.options.quota.told({ bucket: REQUESTS, remaining: 0 });
      return new QuotaExhausted(call.path.startsWith('/jobs/') && /job/i.test(message) ? QUERY_JOBS : REQUESTS, null);
    }
    // A locked row is about one record: who wrote it tries again.
    if (status >= 500 || status === 429 || (PASSING.has(code) && code !== 'UNABLE_TO_LOCK_ROW')) {
      const after = Number(response.headers['retry-after'] ?? 1) * 1000;
      return new CrmUnavailable(
        `Salesforce is not available for now (${status} ${code})`,
        after || 1000,
        changes && status >= 500,
        { cause: error },
      );
    }
    const fields = (data as { fields?: string[] } | undefined)?.fields ?? [];
    return new Refusal(message, code, status, fields, { cause: error });
  }
}

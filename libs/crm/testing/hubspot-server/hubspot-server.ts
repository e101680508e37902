import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Timing } from '../../src/index';
import { Faults, seededRandom, type HttpFault } from '../hosted/faults';
import { Account } from './account';
import { ApiError, notFound, type Answer } from './answers';
import { ROUTES } from './endpoints';
import { People } from './people';
import { RateLimits, rateLimited, type Plan } from './rate-limits';
import { integration } from './records';
import type { ApiRequest, Route } from './request';
import { SignIn, type SignInOptions } from './sign-in';
import { WebhookSender } from './webhook-sender';

export interface HubSpotServerOptions {
  clock: Timing;
  faults?: Faults<HttpFault>;
  plan?: Plan;
  signIn: SignInOptions;
  /** The search index lags by up to so many milliseconds, drawn anew for each change. */
  indexLagMs?: number;
  seed?: number;
  webhooks?: { targetUrl: string; clientSecret: string; developerApiKey: string };
}

const BEFORE: readonly HttpFault[] = ['rate-limited', 'unavailable-before', 'timeout-before', 'dropped-before'];
const AFTER: readonly HttpFault[] = ['unavailable-after', 'timeout-after', 'dropped-after'];

/** HubSpot on 127.0.0.1, as its published references describe it, on a clock and with faults that a test chooses. */
export class HubSpotServer {
  readonly account: Account;
  readonly people: People;
  readonly limits: RateLimits;
  readonly signIn: SignIn;
  readonly webhooks: WebhookSender | null;
  /** Requests by `METHOD path`, those refused for a limit too. */
  readonly requests: string[] = [];
  private readonly server: Server;
  private readonly faults: Faults<HttpFault>;
  private coming: { matches: (path: string) => boolean; work: () => Promise<void> } | null = null;

  private constructor(private readonly options: HubSpotServerOptions) {
    const { clock, plan = 'professional', seed = 1, indexLagMs = 0, faults = new Faults<HttpFault>() } = options;
    const random = seededRandom(seed);
    const now = () => clock.now().getTime();
    this.account = new Account(clock, indexLagMs > 0 ? () => Math.floor(random() * (indexLagMs + 1)) : null);
    this.people = new People(this.account);
    this.limits = new RateLimits(now, plan, options.signIn.oauth !== undefined);
    this.signIn = new SignIn(options.signIn, now);
    this.faults = faults;
    this.webhooks = options.webhooks
      ? new WebhookSender(this.account, { ...options.webhooks, appId: options.signIn.appId, seed })
      : null;
    this.server = createServer((request, response) => void this.serve(request, response));
  }

  static async start(options: HubSpotServerOptions): Promise<HubSpotServer> {
    const server = new HubSpotServer(options);
    await new Promise<void>((resolve) => server.server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** Something that happens when the next request of these paths has arrived and before it takes effect. */
  beforeNext(matches: (path: string) => boolean, work: () => Promise<void>): void {
    this.coming = { matches, work };
  }

  private async meanwhile(path: string): Promise<void> {
    if (!this.coming?.matches(path)) return;
    const { work } = this.coming;
    this.coming = null;
    await work();
  }

  private async serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const { pathname, searchParams } = new URL(incoming.url ?? '/', this.url);
    const request: ApiRequest = {
      method: incoming.method ?? 'GET',
      path: decodeURIComponent(pathname),
      query: searchParams,
      body: bodyOf(incoming, Buffer.concat(chunks).toString('utf8')),
      source: integration(this.options.signIn.appId),
    };
    this.requests.push(`${request.method} ${request.path}`);
    const route = ROUTES.find(({ method, path }) => method === request.method && path.test(request.path));
    await this.meanwhile(request.path);
    const fault = this.faults.draw(request.path, this.possible(request.path));
    if (fault && this.failBefore(fault, route, response)) return;
    const answer = this.answer(request, route, incoming);
    if (fault && AFTER.includes(fault)) this.fail(fault, response);
    else this.send(answer, response);
  }

  private possible(path: string): readonly HttpFault[] {
    const renewable = this.options.signIn.oauth !== undefined && !path.startsWith('/oauth/');
    return [...BEFORE, ...AFTER, ...(renewable ? (['token-expired'] as const) : [])];
  }

  private answer(request: ApiRequest, route: Route | undefined, incoming: IncomingMessage): Answer {
    const search = route?.search ?? false;
    try {
      const outside = this.outsideOfTheApi(request);
      if (outside) return outside;
      this.signIn.authenticate(incoming.headers.authorization);
      this.limits.admit(search);
      if (!route) throw notFound(`No endpoint ${request.method} ${request.path}`);
      const matched = route.path.exec(request.path)!.slice(1);
      this.signIn.authorize(route.scopes?.(matched[0] ?? '') ?? this.signIn.options.scopes);
      const answer = route.handle(this.account, request, ...matched);
      return { ...answer, headers: { ...this.limits.headers(search), ...answer.headers } };
    } catch (thrown) {
      if (thrown instanceof ApiError) return thrown.answer();
      throw thrown;
    }
  }

  /** Tokens, and settings of the developer account, which have no part in the limits of an app. */
  private outsideOfTheApi({ method, path, body, query }: ApiRequest): Answer | null {
    if (method === 'POST' && path === '/oauth/v1/token') return this.signIn.renew(body);
    if (method === 'GET' && path.startsWith('/oauth/v1/access-tokens/'))
      return this.signIn.describe(path.split('/').at(-1)!);
    if (method === 'POST' && path === '/oauth/v2/private-apps/get/access-token-info')
      return this.signIn.describePrivate(body);
    if (method === 'GET' && path === `/webhooks/v3/${this.options.signIn.appId}/settings`)
      return this.webhookSettings(query);
    return null;
  }

  /** Webhooks, "Webhook settings", https://developers.hubspot.com/docs/api/webhooks: by the key of the developer account. */
  private webhookSettings(query: URLSearchParams): Answer {
    const { webhooks } = this.options;
    if (!webhooks || query.get('hapikey') !== webhooks.developerApiKey)
      throw new ApiError(401, 'INVALID_AUTHENTICATION', 'The API key provided is invalid.');
    const at = this.options.clock.now().toISOString();
    return {
      status: 200,
      body: {
        targetUrl: webhooks.targetUrl,
        throttling: { maxConcurrentRequests: 10, period: 'SECONDLY' },
        createdAt: at,
        updatedAt: at,
      },
    };
  }

  private failBefore(fault: HttpFault, route: Route | undefined, response: ServerResponse): boolean {
    if (fault === 'token-expired') {
      this.signIn.expire();
      return false;
    }
    if (fault === 'rate-limited') {
      const [policy, message] = route?.search
        ? ['SECONDLY', 'You have reached your secondly limit.']
        : ['TEN_SECONDLY_ROLLING', 'You have reached your ten_secondly_rolling limit.'];
      this.send(rateLimited(policy, message, 1_000).answer(), response);
      return true;
    }
    if (!BEFORE.includes(fault)) return false;
    this.fail(fault, response);
    return true;
  }

  /** Without an answer, or with one of a gateway that knows nothing of JSON. */
  private fail(fault: HttpFault, response: ServerResponse): void {
    if (fault.startsWith('dropped')) response.destroy();
    else if (fault.startsWith('unavailable'))
      response.writeHead(502, { 'Content-Type': 'text/html' }).end('<html>502 Bad Gateway</html>');
    // A time-out: nothing is sent, and the caller gives up.
  }

  private send({ status, body, headers }: Answer, response: ServerResponse): void {
    response.sendDate = false;
    response.writeHead(status, {
      'Content-Type': 'application/json;charset=utf-8',
      Date: this.options.clock.now().toUTCString(),
      ...headers,
    });
    response.end(body === undefined ? undefined : JSON.stringify(body));
  }
}

function bodyOf(incoming: IncomingMessage, text: string): Record<string, unknown> {
  if (text === '') return {};
  if (incoming.headers['content-type']?.startsWith('application/x-www-form-urlencoded'))
    return Object.fromEntries(new URLSearchParams(text));
  return JSON.parse(text) as Record<string, unknown>;
}

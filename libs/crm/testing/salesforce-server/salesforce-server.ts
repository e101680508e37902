import { Faults, type HttpFault } from '../hosted/faults';
import { FakeHttpServer, type FakeRequest, type FakeResponse } from '../hosted/fake-http';
import type { VirtualClock } from '../hosted/virtual-clock';
import { deleteCollection, retrieveCollection, updateCollection, upsertCollection } from './collections';
import { describeGlobal, describeObject } from './describing';
import { Org, type Actor } from './org';
import { QueryJobs } from './query-jobs';
import { QueryResource } from './querying';
import { RequestLimits } from './request-limits';
import { SalesforceError, type Row } from './rows';
import { SALES_CLOUD, STAGES } from './sales-cloud';
import { Schema, type SalesforceObject } from './schema';
import { bearer, SignIn, type ConnectedApp, type SignInUser } from './sign-in';
import { singleRow } from './single-rows';
import { Streaming } from './streaming';
import { toolingQuery } from './tooling';

/** What can also go wrong with Salesforce: a change told without its values, or not at all but for its object. */
export type SalesforceFault = HttpFault | 'event-gap' | 'event-overflow';

const HTTP_FAULTS: readonly HttpFault[] = [
  ...(['rate-limited', 'unavailable-before', 'unavailable-after', 'timeout-before'] as const),
  ...(['timeout-after', 'dropped-before', 'dropped-after', 'token-expired'] as const),
];

export interface SalesforceServerOptions {
  clock: VirtualClock;
  app: ConnectedApp;
  /** Sign-in and people, by user name. The first one is the integration's user. */
  people: readonly string[];
  faults?: Faults<SalesforceFault>;
  objects?: readonly SalesforceObject[];
  /** API requests in 24 hours. */
  dailyRequests?: number;
  /** Records in one page of a query, or of a query job's results. */
  pageSize?: number;
  jobPageSize?: number;
  /** How long a query job takes. */
  jobMs?: number;
}

/** Plays a Salesforce org over HTTP, from its published references; see docs/crm/salesforce.md for what is left out. */
export class SalesforceServer {
  static readonly version = '64.0';
  static readonly orgId = '00D5e0000000001EAA';
  readonly faults: Faults<SalesforceFault>;
  readonly org: Org;
  readonly limits: RequestLimits;
  readonly jobs: QueryJobs;
  readonly streaming: Streaming;
  /** What the sign-in accepts as `aud`. */
  readonly audience = 'https://login.salesforce.com';
  readonly people = new Map<string, SignInUser>();
  /** An org or user without the right to use the API. */
  apiDisabled = false;
  readonly requests = new Map<string, number>();
  private readonly polls = new Map<string, number>();
  signIn!: SignIn;
  url = '';
  private readonly http: FakeHttpServer;
  private readonly queries: QueryResource;

  constructor(private readonly options: SalesforceServerOptions) {
    const now = () => options.clock.now();
    this.faults = options.faults ?? new Faults();
    const schema = new Schema(options.objects ?? SALES_CLOUD);
    this.org = new Org(schema, now, () => {
      const fault = this.faults.draw('event', ['event-gap', 'event-overflow']);
      return fault === null ? 'told' : fault === 'event-gap' ? 'gap' : 'overflow';
    });
    this.limits = new RequestLimits(now, options.dailyRequests ?? 100_000);
    this.queries = new QueryResource(this.org, SalesforceServer.version, options.pageSize ?? 2000);
    this.jobs = new QueryJobs(
      this.org,
      this.limits,
      SalesforceServer.version,
      options.jobMs ?? 5000,
      options.jobPageSize ?? 10_000,
    );
    this.streaming = new Streaming(this.org.bus, schema, now);
    this.populate();
    this.http = new FakeHttpServer({
      answer: (request) => this.answer(request),
      fault: (request) => this.faults.draw(request.path, possible(request)) as HttpFault | null,
      refuse: (fault, request) => this.refuse(fault, request),
    });
  }

  async start(): Promise<string> {
    this.url = await this.http.start();
    const { app, clock } = this.options;
    this.signIn = new SignIn(app, [...this.people.values()], this.audience, () => clock.now(), SalesforceServer.orgId);
    return this.url;
  }

  stop(): Promise<void> {
    return this.http.stop();
  }

  /** How often the changes of an object were read by stamp. */
  polled(object: string): number {
    return this.polls.get(object) ?? 0;
  }

  /** A person at the screen. */
  createAs(username: string, object: string, values: Row): string {
    return String(this.org.insert(object, values, this.person(username))['Id']);
  }

  editAs(username: string, object: string, id: string, values: Row): void {
    this.org.update(object, id, values, this.person(username));
  }

  /** An edit that is seen only after `delayMs`, though it bears the time when it began. */
  editLateAs(username: string, object: string, id: string, values: Row, delayMs: number): void {
    this.org.updateLate(object, id, values, this.person(username), delayMs);
  }

  deleteAs(username: string, object: string, id: string): void {
    this.org.delete(object, id, this.person(username));
  }

  mergeAs(username: string, object: string, masterId: string, otherId: string): void {
    this.org.merge(object, masterId, otherId, this.person(username));
  }

  /** Every record of an object with those in the recycle bin. */
  rows(object: string): Row[] {
    return [...this.org.table(this.org.object(object)).values()];
  }

  private person(username: string): Actor {
    const user = this.people.get(username);
    if (!user) throw new Error(`No user ${username} in this org`);
    return { userId: user.id, origin: '' };
  }

  private populate(): void {
    const setup: Actor = { userId: '0055e000000000000A', origin: '' };
    for (const username of this.options.people) {
      const row = this.org.insert(
        'User',
        { Name: username.split('@')[0]!, Username: username, Email: username, IsActive: true },
        setup,
      );
      this.people.set(username, { id: String(row['Id']), username, active: true });
    }
    STAGES.forEach(([name, closed, won, probability], index) => {
      const meaning = {
        IsActive: true,
        IsClosed: closed,
        IsWon: won,
        DefaultProbability: probability,
        SortOrder: index + 1,
      };
      this.org.insert('OpportunityStage', { ApiName: name, MasterLabel: name, ...meaning }, setup);
    });
  }

  private answer(request: FakeRequest): FakeResponse {
    this.requests.set(request.path, (this.requests.get(request.path) ?? 0) + 1);
    const polled = /FROM (\w+) WHERE \(?SystemModstamp/.exec(request.query.get('q') ?? '')?.[1];
    if (polled) this.polls.set(polled, this.polled(polled) + 1);
    // The virtual clock's time in the standard header: what a caller measures clock skew by.
    const date = { date: this.options.clock.now().toUTCString() };
    const response = this.routed(request);
    return { ...response, headers: { ...date, ...response.headers } };
  }

  private routed(request: FakeRequest): FakeResponse {
    if (request.path === '/services/oauth2/token') return this.signIn.token(request, this.url);
    const userId = this.signIn.userOf(request);
    const { version } = SalesforceServer;
    if (request.path === `/cometd/${version}`) return this.streaming.answer(request, userId !== undefined);
    if (!userId) return failure('INVALID_SESSION_ID', 'Session expired or invalid', 401);
    if (this.apiDisabled)
      return failure('API_DISABLED_FOR_ORG', 'API is not enabled for this Organization or Partner', 403);
    const used = this.limits.admit();
    if (used) return failure('REQUEST_LIMIT_EXCEEDED', used, 403);
    const prefix = `/services/data/v${version}`;
    try {
      if (!request.path.startsWith(prefix))
        throw new SalesforceError('NOT_FOUND', 'The requested resource does not exist', [], 404);
      const client = /client=([^,;\s]+)/.exec(request.headers['sforce-call-options'] ?? '')?.[1];
      const actor = { userId, origin: `com/salesforce/api/rest/${version}${client ? `;client=${client}` : ''}` };
      const response = this.resource(request, request.path.slice(prefix.length).split('/').filter(Boolean), actor);
      return { ...response, headers: { ...this.limits.header(), ...response.headers } };
    } catch (error) {
      if (!(error instanceof SalesforceError)) throw error;
      return { ...failure(error.code, error.message, error.status, error.fields), headers: this.limits.header() };
    }
  }

  private resource(request: FakeRequest, path: string[], actor: Actor): FakeResponse {
    const { version } = SalesforceServer;
    const [first, second, third, fourth] = path;
    const { method } = request;
    const on = (verb: string, ...parts: string[]) =>
      method === verb &&
      parts.length === path.length &&
      parts.every((part, index) => part === '*' || part === path[index]);
    if (on('GET', 'limits')) return { status: 200, body: this.limits.resource() };
    if (on('GET', 'sobjects')) return { status: 200, body: describeGlobal(this.org.schema) };
    if (on('GET', 'sobjects', '*', 'describe')) {
      return { status: 200, body: describeObject(this.org.schema, this.org.object(second!)) };
    }
    if (on('GET', 'query')) return this.queries.first(request, false);
    if (on('GET', 'queryAll')) return this.queries.first(request, true);
    if (on('GET', 'query', '*')) return this.queries.next(second!);
    if (on('GET', 'tooling', 'query')) return toolingQuery(this.org.schema, request.query.get('q') ?? '');
    if (on('POST', 'jobs', 'query')) return this.jobs.create(request);
    if (on('GET', 'jobs', 'query', '*')) return this.jobs.info(third!);
    if (on('GET', 'jobs', 'query', '*', 'results')) return this.jobs.results(request, third!);
    if (on('PATCH', 'composite', 'sobjects')) return updateCollection(this.org, request, actor);
    if (on('DELETE', 'composite', 'sobjects')) return deleteCollection(this.org, request, actor);
    if (on('PATCH', 'composite', 'sobjects', '*', '*'))
      return upsertCollection(this.org, request, actor, third!, fourth!);
    if (on('POST', 'composite', 'sobjects', '*')) return retrieveCollection(this.org, request, version, third!);
    if (first === 'sobjects' && path.length === 3) return singleRow(this.org, request, actor, version, second!, third!);
    throw new SalesforceError('NOT_FOUND', 'The requested resource does not exist', [], 404);
  }

  private refuse(fault: 'rate-limited' | 'unavailable' | 'token-expired', request: FakeRequest): FakeResponse {
    const date = { date: this.options.clock.now().toUTCString() };
    if (fault === 'token-expired') {
      this.signIn.expire(bearer(request));
      return { ...failure('INVALID_SESSION_ID', 'Session expired or invalid', 401), headers: date };
    }
    if (fault === 'rate-limited') {
      return {
        ...failure('REQUEST_LIMIT_EXCEEDED', 'ConcurrentRequests (Concurrent API Requests) Limit exceeded.', 403),
        headers: date,
      };
    }
    return {
      ...failure('SERVER_UNAVAILABLE', 'The server is temporarily unavailable', 503),
      headers: { ...date, 'retry-after': '5' },
    };
  }
}

/** The sign-in has no session to lose, and no request limit counts for it. */
function possible({ path }: FakeRequest): readonly HttpFault[] {
  return path.startsWith('/services/data/')
    ? HTTP_FAULTS
    : HTTP_FAULTS.filter((fault) => fault !== 'token-expired' && fault !== 'rate-limited');
}

function failure(errorCode: string, message: string, status: number, fields: readonly string[] = []): FakeResponse {
  return { status, body: [{ errorCode, message, ...(fields.length > 0 ? { fields } : {}) }] };
}

import type { Timing } from '../../src/index';
import { Faults, type HttpFault } from '../hosted/faults';
import { FakeHttpServer, type FakeRequest, type FakeResponse } from '../hosted/fake-http';
import { actorOf } from './call-options';
import { populate, type Organization } from './populate';
import { possible, refusal, type SalesforceFault } from './http-faults';
import { Org, type Actor } from './org';
import { QueryJobs } from './query-jobs';
import { QueryResource } from './querying';
import { RequestLimits } from './request-limits';
import { answerRest, failure, type RestParts } from './rest-resources';
import { SalesforceError, type Row } from './rows';
import { SALES_CLOUD } from './sales-cloud';
import { permissionSets, SETUP_OBJECTS, type SetupRights } from './setup';
import { Schema, type SalesforceObject } from './schema';
import { bearer, SignIn, type ConnectedApp, type SignInUser } from './sign-in';
import { Streaming } from './streaming';

export type { SalesforceFault };

export interface SalesforceServerOptions {
  clock: Timing;
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
  /** An org for developers, if not told. */
  organization?: Omit<Organization, 'id'>;
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
  /** What the signed-in user may set up. */
  readonly rights: SetupRights = { customizeApplication: true, managePermissionSets: true };
  /** An org or user without the right to use the API. */
  apiDisabled = false;
  /** The user lacks "View Setup and Configuration", to which "FieldDefinition" and its like are open. */
  setupHidden = false;
  readonly requests = new Map<string, number>();
  private readonly polls = new Map<string, number>();
  private between: { matches: (request: FakeRequest) => boolean; work: () => Promise<void> | void } | null = null;
  signIn!: SignIn;
  url = '';
  private readonly http: FakeHttpServer;
  private readonly resources: RestParts;

  constructor(private readonly options: SalesforceServerOptions) {
    const now = () => options.clock.now();
    this.faults = options.faults ?? new Faults();
    const schema = new Schema([...(options.objects ?? SALES_CLOUD), ...SETUP_OBJECTS]);
    this.org = new Org(schema, now, () => {
      const fault = this.faults.draw('event', ['event-gap', 'event-overflow']);
      return fault === null ? 'told' : fault === 'event-gap' ? 'gap' : 'overflow';
    });
    this.limits = new RequestLimits(now, options.dailyRequests ?? 100_000);
    const { version } = SalesforceServer;
    const queries = new QueryResource(this.org, version, options.pageSize ?? 2000);
    this.jobs = new QueryJobs(this.org, this.limits, version, options.jobMs ?? 5000, options.jobPageSize ?? 10_000);
    const { org, limits, jobs, rights } = this;
    this.resources = { org, limits, queries, jobs, version, rights };
    this.streaming = new Streaming(this.org.bus, schema, now);
    const { organization = { name: 'Local', type: 'Developer Edition', sandbox: false } } = options;
    const own = { ...organization, id: SalesforceServer.orgId };
    for (const user of populate(this.org, options.people, own)) this.people.set(user.username, user);
    const [integration] = this.people.values();
    if (integration) permissionSets(this.org, integration.id);
    this.http = new FakeHttpServer({
      answer: (request) => this.answer(request),
      fault: (request) => this.faults.draw(request.path, possible(request)) as HttpFault | null,
      refuse: (fault, request) => {
        if (fault === 'token-expired') this.signIn.expire(bearer(request));
        return this.dated(refusal(fault));
      },
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

  /** Deleted, and out of the recycle bin before anybody has read it there. */
  purgeAs(username: string, object: string, id: string): void {
    this.deleteAs(username, object, id);
    this.org.purge(object, id);
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

  /** Runs when the next write has arrived and before it takes effect: where a person comes between. */
  beforeNextWrite(work: () => Promise<void> | void): void {
    const composite = /\/composite$/;
    this.beforeNext(({ method, path }) => method === 'PATCH' || method === 'DELETE' || composite.test(path), work);
  }

  /** Runs when a request that matches has arrived and before it is answered, once. */
  beforeNext(matches: (request: FakeRequest) => boolean, work: () => Promise<void> | void): void {
    this.between = { matches, work };
  }

  private async answer(request: FakeRequest): Promise<FakeResponse> {
    this.requests.set(request.path, (this.requests.get(request.path) ?? 0) + 1);
    const polled = /FROM (\w+) WHERE \(?SystemModstamp/.exec(request.query.get('q') ?? '')?.[1];
    if (polled) this.polls.set(polled, this.polled(polled) + 1);
    const { between } = this;
    if (between?.matches(request)) {
      this.between = null;
      await between.work();
    }
    return this.dated(this.routed(request));
  }

  /** The virtual clock's time in the standard header: what a caller measures clock skew by. */
  private dated(response: FakeResponse): FakeResponse {
    return { ...response, headers: { date: this.options.clock.now().toUTCString(), ...response.headers } };
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
      if (this.setupHidden && request.path.startsWith(`${prefix}/tooling/`))
        throw new SalesforceError('INVALID_TYPE', 'sObject type is not supported.');
      const actor = actorOf(userId, version, request);
      const response = answerRest(this.resources, request, request.path.slice(prefix.length), actor);
      return { ...response, headers: { ...this.limits.header(), ...response.headers } };
    } catch (error) {
      if (!(error instanceof SalesforceError)) throw error;
      return { ...failure(error.code, error.message, error.status, error.fields), headers: this.limits.header() };
    }
  }
}

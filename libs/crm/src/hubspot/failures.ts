import { CrmForbidden, CrmUnavailable, QuotaExhausted } from '../hosted/errors';
import { exceeded, HUBSPOT_BUCKETS, type Headers, type HubSpotBucket } from './buckets';

/** One reason of a refusal: `VALIDATION_ERROR` with the properties it is about in `context`. */
export interface HubSpotErrorDetail {
  message?: string;
  code?: string;
  in?: string;
  context?: Record<string, string[] | undefined>;
}

/** The body of an error; every field may be missing (Error handling, https://developers.hubspot.com/docs/api-reference/error-handling). */
export interface HubSpotErrorBody extends HubSpotErrorDetail {
  status?: string;
  category?: string;
  subCategory?: string;
  correlationId?: string;
  policyName?: string;
  errors?: HubSpotErrorDetail[];
}

/** What the SDK throws for a status that is none of success. */
export interface ApiFailure {
  code: number;
  body: HubSpotErrorBody;
  headers: Headers;
}

/** A 400, 404, 409 and their like: this request will never be accepted as it is. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  constructor(
    readonly status: number,
    readonly body: HubSpotErrorBody,
  ) {
    super(body.message ?? `HubSpot answered ${status}`);
  }

  get code(): string {
    return this.body.errors?.[0]?.code ?? this.body.category ?? String(this.status);
  }
}

/** A 429: nothing happened; wait. */
export class Throttled extends Error {
  override readonly name = 'Throttled';
  constructor(
    readonly bucket: HubSpotBucket,
    readonly retryAfterMs: number,
  ) {
    super(`HubSpot's limit "${bucket}" is used up`);
  }

  /** As callers see it when waiting here does not help. */
  surrender(now: Date): Error {
    if (this.bucket === HUBSPOT_BUCKETS.daily) {
      return new QuotaExhausted(this.bucket, new Date(now.getTime() + this.retryAfterMs));
    }
    return new CrmUnavailable(this.message, this.retryAfterMs, false, { cause: this });
  }
}

/** A 401: the token is over or was never good. */
export class Unauthorized extends Error {
  override readonly name = 'Unauthorized';
}

const NEVER_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/** Locked while a large synchronisation goes on: nothing happened, and the reference says to wait two seconds. */
const LOCKED = 423;
/** The account is being moved between data centres: the reference says it takes up to a day. */
const MIGRATING = 477;

/** What a failed request means. `writes`: it would have changed something. */
export function failureOf(thrown: unknown, writes: boolean): Error {
  if (!isApiFailure(thrown)) return networkFailure(thrown, writes);
  const { code, body, headers } = thrown;
  if (code === 429) {
    const { bucket, retryAfterMs } = exceeded(body, headers);
    return new Throttled(bucket, retryAfterMs);
  }
  if (code === 401) return new Unauthorized(body.message ?? 'HubSpot does not accept the token');
  if (code === 403) return forbidden(body);
  if (code === LOCKED || code === MIGRATING) {
    const wait = Number(headers['retry-after'] ?? 2) * 1_000;
    return new CrmUnavailable(body.message ?? `HubSpot answered ${code}`, wait, false);
  }
  if (code >= 500) return new CrmUnavailable(`HubSpot answered ${code}: ${body.message ?? 'no reason'}`, 5_000, writes);
  return new Refusal(code, body);
}

/** Of a request that HubSpot does not accept as such, what a person can do: it names something that is not there. */
export async function asPort<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown;
    const remedy = 'compare the objects and fields of the mapping with the account: `salesagent crm check`';
    throw new CrmForbidden(thrown.message, thrown.code, remedy, { cause: thrown });
  }
}

/** Properties that an error names, wherever it names them. */
export function namedProperties(body: HubSpotErrorBody): string[] {
  const named = [body, ...(body.errors ?? [])].flatMap((one) => [
    ...(one.context?.propertyName ?? []),
    ...(one.context?.propertyNames ?? []),
    ...(one.in ? [one.in] : []),
  ]);
  return [...new Set(named)];
}

function forbidden(body: HubSpotErrorBody): CrmForbidden {
  const scopes = [body, ...(body.errors ?? [])].flatMap(
    (one) => one.context?.requiredScopes ?? one.context?.requiredGranularScopes ?? [],
  );
  const remedy =
    scopes.length > 0
      ? `give the app the scope ${[...new Set(scopes)].join(' or ')} and install it anew`
      : 'look at the scopes of the app, and whether the user who installed it still has permission';
  return new CrmForbidden(body.message ?? 'HubSpot forbids this', body.category ?? 'FORBIDDEN', remedy);
}

function networkFailure(thrown: unknown, writes: boolean): CrmUnavailable {
  const { code, message } = Object(thrown) as { code?: unknown; message?: unknown };
  const neverSent = typeof code === 'string' && NEVER_SENT.has(code);
  const reason = `HubSpot cannot be reached: ${String(message ?? thrown)}`;
  return new CrmUnavailable(reason, 1_000, writes && !neverSent, { cause: thrown });
}

function isApiFailure(thrown: unknown): thrown is ApiFailure {
  if (typeof thrown !== 'object' || thrown === null) return false;
  const { code, body, headers } = thrown as Partial<ApiFailure>;
  return typeof code === 'number' && typeof body === 'object' && body !== null && typeof headers === 'object';
}

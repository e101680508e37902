import { VectorIndexError, type VectorIndexErrorKind } from '../port';

/** How a store is spoken of in messages, and what is done about its refusals. */
export interface StoreNames {
  /** `Qdrant`. */
  store: string;
  /** Without user and password. */
  address: string;
  /** The key must appear in no message, whoever wrote it. */
  secret: string | undefined;
  /** What to do about a status, where the store has a remedy of its own for it. */
  remedies: Readonly<Record<number, string>>;
}

/** One request that brought nothing. */
export interface Failure {
  error: VectorIndexError;
  /** Whether the same request may succeed a little later. */
  retry: boolean;
  /** How long the store wants to be left alone, ms. */
  waitMs?: number;
}

const REMEDIES: Readonly<Record<number, string>> = {
  401: 'set VECTOR_STORE_API_KEY to a valid key',
  402: 'its account has a payment open; settle it in its console',
  403: 'the key may not do this there; grant reading and writing, or set another VECTOR_STORE_API_KEY',
  404: 'check VECTOR_STORE_URL and VECTOR_STORE_COLLECTION',
  413: 'allow requests of 4 MB on the way there',
};

/** What a status that is no success means. `said`: the store's own words. */
export function failureOfStatus(names: StoreNames, status: number, said: string, waitMs: number | undefined): Failure {
  const because = said === '' ? '' : `: ${clean(said, names.secret)}`;
  const failure = (kind: VectorIndexErrorKind, text: string, retry: boolean): Failure => ({
    error: new VectorIndexError(kind, `${names.store} at ${names.address} ${text}`),
    ...{ retry, ...(waitMs === undefined ? {} : { waitMs }) },
  });
  if (status === 429) {
    return failure('throttled', `allows no more requests at the moment (429${because}); ask again later.`, true);
  }
  if (status === 408 || status >= 500) {
    return failure('unreachable', `has a fault of its own (${status}${because}); look at it and try again.`, true);
  }
  if (status >= 300 && status < 400) {
    return failure('rejected', `sends us elsewhere (${status}); set VECTOR_STORE_URL to where it really is.`, false);
  }
  const remedy = names.remedies[status] ?? REMEDIES[status] ?? 'check that its version is one that is supported';
  return failure('rejected', `does not accept the request (${status}${because}); ${remedy}.`, false);
}

/** The connection was not made, or was lost before the answer was whole. */
export function failureOfConnection(names: StoreNames, thrown: unknown): Failure {
  const code = codeOf(thrown);
  const text = `cannot be reached${code ? ` (${code})` : ''}; check VECTOR_STORE_URL and whether it runs.`;
  const error = new VectorIndexError('unreachable', `${names.store} at ${names.address} ${text}`, { cause: thrown });
  return { error, retry: true };
}

/** `retry-after` in seconds or as a date; ms. */
export function retryAfterMs(headers: Headers, now: Date): number | undefined {
  const said = headers.get('retry-after');
  if (!said) return undefined;
  if (/^\d+(\.\d+)?$/.test(said)) return Number(said) * 1000;
  const date = Date.parse(said);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now.getTime());
}

/** The words of a store on one line, cut, without the key should it repeat it. */
function clean(said: string, secret: string | undefined): string {
  const hidden = secret ? said.replaceAll(secret, '…') : said;
  return hidden.replace(/\s+/g, ' ').trim().slice(0, 200);
}

function codeOf(thrown: unknown): string | undefined {
  for (let at = thrown, depth = 0; typeof at === 'object' && at !== null && depth < 5; depth++) {
    if ('code' in at && typeof at.code === 'string' && /^[A-Z_]+$/.test(at.code)) return at.code;
    at = 'cause' in at ? at.cause : undefined;
  }
  return undefined;
}

import { setTimeout as sleep } from 'node:timers/promises';
import type { z } from 'zod';
import { VectorIndexError } from '../port';
import { failureOfConnection, failureOfStatus, retryAfterMs, type Failure, type StoreNames } from './failure';
import { readText, ResponseTooLarge } from './read-text';

export interface JsonStoreOptions {
  /** `Qdrant`. */
  store: string;
  url: string;
  /** Header that holds the key, and the key. */
  key?: { header: string; value: string };
  headers?: Record<string, string>;
  /** What to do about a status, where the store has a remedy of its own for it. */
  remedies?: Record<number, string>;
  /** Of one attempt, ms; 10 s when absent. */
  attemptMs?: number;
  /** Of one request with its repetitions, ms; 60 s when absent. */
  timeoutMs?: number;
  /** Attempts at most, the first included; 4 when absent. */
  maxAttempts?: number;
  /** Upper bound of the wait after the first failed attempt, ms, doubled with each; 500 when absent. */
  firstWaitMs?: number;
}

export interface StoreRequest<T> {
  method: 'GET' | 'PUT' | 'POST';
  /** Below the address of the store, with its query: `/collections/x?wait=true`. */
  path: string;
  body?: unknown;
  /** Of what is read of the answer. */
  answer: z.ZodType<T>;
  /** Statuses that answer with null. */
  absent?: readonly number[];
}

export interface StoreAnswer<T> {
  value: T;
  headers: Headers;
}

/** An answer is no longer than this, whatever a server sends: 64 MB. */
const MAX_BYTES = 64_000_000;

/**
 * JSON over HTTP to a store of vectors. Every request may be repeated: points are put and taken out by their ids. Each
 * attempt and the whole have a limit of time, answers one of size, and nothing is followed elsewhere, since the key would
 * go along.
 */
export class JsonStore {
  readonly names: StoreNames;
  private readonly base: URL;
  private readonly closing = new AbortController();

  /** @throws VectorIndexError where the address is none */
  constructor(private readonly options: JsonStoreOptions) {
    const { store, url, key, remedies = {} } = options;
    this.base = addressOf(store, url);
    const shown = new URL(this.base);
    shown.search = '';
    this.names = { store, remedies, secret: key?.value, address: shown.href.replace(/\/$/, '') };
  }

  /** @throws VectorIndexError; null only for a status among `absent` */
  async send<T>(request: StoreRequest<T>): Promise<StoreAnswer<T> | null> {
    const { timeoutMs = 60_000, maxAttempts = 4, firstWaitMs = 500 } = this.options;
    const ends = performance.now() + timeoutMs;
    for (let attempt = 1; ; attempt++) {
      const left = ends - performance.now();
      const outcome = await this.attempt(request, Math.max(1, left));
      if (!('error' in outcome)) return outcome.answer;
      const jitter = Math.random() * firstWaitMs * 2 ** (attempt - 1);
      const waitMs = (outcome.waitMs ?? 0) + jitter;
      // A wait that would outlast the time is not begun.
      if (!outcome.retry || attempt >= maxAttempts || performance.now() + waitMs >= ends) throw outcome.error;
      await sleep(waitMs, undefined, { signal: this.closing.signal }).catch(() => Promise.reject(this.closed()));
    }
  }

  /** What the store answers is no answer to what was asked. */
  invalid(what: string): VectorIndexError {
    const { store, address } = this.names;
    return new VectorIndexError('invalid', `${store} at ${address} ${what}`);
  }

  /** Ends what is under way; nothing can be sent any more. */
  close(): void {
    this.closing.abort();
  }

  private async attempt<T>(
    request: StoreRequest<T>,
    leftMs: number,
  ): Promise<Failure | { answer: StoreAnswer<T> | null }> {
    if (this.closing.signal.aborted) throw this.closed();
    const { headers, key, attemptMs = 10_000 } = this.options;
    const limit = AbortSignal.timeout(Math.ceil(Math.min(attemptMs, leftMs)));
    const { method, path, body, absent = [] } = request;
    let response: Response;
    let text: string;
    try {
      response = await fetch(this.base.href.replace(/\/$/, '') + path, {
        ...{ method, redirect: 'manual', signal: AbortSignal.any([limit, this.closing.signal]) },
        headers: {
          ...headers,
          ...(key ? { [key.header]: key.value } : {}),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      text = await readText(response, MAX_BYTES);
    } catch (error) {
      if (this.closing.signal.aborted) throw this.closed();
      if (error instanceof ResponseTooLarge)
        throw this.invalid(`sent more than ${MAX_BYTES} bytes; check that it is one.`);
      return failureOfConnection(this.names, limit.aborted ? { code: 'ETIMEDOUT' } : error);
    }
    if (absent.includes(response.status)) return { answer: null };
    if (response.status < 200 || response.status >= 300) {
      const waitMs = retryAfterMs(response.headers, new Date());
      return failureOfStatus(this.names, response.status, wordsOf(text), waitMs);
    }
    return { answer: { value: this.read(request, text), headers: response.headers } };
  }

  private read<T>({ method, path, answer }: StoreRequest<T>, text: string): T {
    const parsed = answer.safeParse(jsonOf(text));
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    const where = [issue?.path.join('.'), issue?.message].filter(Boolean).join(': ');
    const what = `${method} ${path.split('?')[0]}`;
    throw this.invalid(`answered ${what} with what cannot be read (${where}); check that VECTOR_STORE_URL is one.`);
  }

  private closed(): VectorIndexError {
    return this.invalid('was closed here; open it again.');
  }
}

function addressOf(store: string, url: string): URL {
  const read = URL.canParse(url) ? new URL(url) : null;
  if (!read || !['http:', 'https:'].includes(read.protocol)) {
    // The value is not repeated: it may hold a key that was put into the wrong variable.
    throw new VectorIndexError(
      'invalid',
      `The address of ${store} is none; set VECTOR_STORE_URL to http(s)://host:port.`,
    );
  }
  if (read.username || read.password) {
    const remedy = 'put the key into VECTOR_STORE_API_KEY';
    throw new VectorIndexError('invalid', `The address of ${store} at ${read.host} holds a password; ${remedy}.`);
  }
  read.search = '';
  read.hash = '';
  return read;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The reason in an error's body: Qdrant says `status.error`, Pinecone `error.message` or `message`. */
function wordsOf(text: string): string {
  const body = jsonOf(text) as {
    status?: { error?: unknown };
    error?: { message?: unknown };
    message?: unknown;
  } | null;
  const said = body?.status?.error ?? body?.error?.message ?? body?.message;
  return typeof said === 'string' ? said : '';
}

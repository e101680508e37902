import OpenAI from 'openai';
import { ModelRefused, ModelRejected, ModelUnavailable, type ModelError } from '../errors';
import { TimeOver } from '../time-limit';
import { ResponseTooLarge } from './bounded-fetch';

/** One request that brought no answer. */
export interface Failure {
  error: ModelError;
  /** Whether the same request may succeed a little later. */
  retry: boolean;
  /** Whether the provider may charge for it although we were told nothing of tokens. */
  billed: 'no' | 'unknown';
}

/** Failures of an event stream have no status; these two codes pass. */
const PASSING = new Set(['server_error', 'rate_limit_exceeded']);

/**
 * What a request's error means. Null for an error of our own code, which is thrown as it is.
 *
 * @param attemptMs what the attempt was given, for the message
 */
export function failureOf(thrown: unknown, provider: string, now: Date): Failure | null {
  if (thrown instanceof TimeOver) {
    const message = `${provider} did not answer within ${thrown.limitMs} ms.`;
    return { error: new ModelUnavailable(message), retry: true, billed: 'unknown' };
  }
  if (thrown instanceof StreamBroken) {
    return { error: new ModelUnavailable(`${provider}: ${thrown.message}`), retry: true, billed: 'unknown' };
  }
  if (thrown instanceof AnswerFailed) {
    if (PASSING.has(thrown.code)) {
      const message = `${provider} failed in the middle of the answer (${thrown.code}).`;
      return { error: new ModelUnavailable(message), retry: true, billed: 'unknown' };
    }
    return {
      error: turnedDown(thrown.code, undefined, `${provider}: ${thrown.message}`, provider),
      retry: false,
      billed: 'unknown',
    };
  }
  if (isTooLarge(thrown)) return null;
  if (thrown instanceof OpenAI.APIConnectionError) {
    const code = causes(thrown).map(codeOf).find(Boolean);
    const message = `${provider} cannot be reached${code ? ` (${code})` : ''}; check OPENAI_BASE_URL and the network.`;
    return { error: new ModelUnavailable(message), retry: true, billed: code === 'ECONNREFUSED' ? 'no' : 'unknown' };
  }
  if (thrown instanceof OpenAI.APIError) return ofApi(thrown, provider, now);
  // The stream ended in the middle of an event, or a transport error came through unwrapped.
  if (nameOf(thrown) === 'SyntaxError' || isTransport(thrown)) {
    const message = `The answer of ${provider} broke off.`;
    return { error: new ModelUnavailable(message), retry: true, billed: 'unknown' };
  }
  return null;
}

/** The provider says that the answer failed, and by which code. */
export class AnswerFailed extends Error {
  override readonly name = 'AnswerFailed';

  constructor(readonly code: string) {
    super(`the answer failed (${code || 'without a code'}).`);
  }
}

/** Whether the body was broken off here, since it had no end. */
export function isTooLarge(thrown: unknown): boolean {
  return causes(thrown).some((cause) => cause instanceof ResponseTooLarge);
}

/** The stream ended, or said it failed, before the answer was whole. */
export class StreamBroken extends Error {
  override readonly name = 'StreamBroken';
}

function ofApi(error: InstanceType<typeof OpenAI.APIError>, provider: string, now: Date): Failure {
  const { status, code } = error;
  const retryAfterMs = retryAfter(error.headers, now);
  const passing = status === undefined ? PASSING.has(code ?? '') : status === 408 || status === 409 || status >= 500;
  if (status === 429 && code !== 'insufficient_quota') {
    const message = `${provider} allows no more requests at the moment (429).`;
    return { error: new ModelUnavailable(message, 429, retryAfterMs), retry: true, billed: 'no' };
  }
  if (passing) {
    const message = `${provider} has a fault of its own (${status ?? code}).`;
    const retry = error.headers?.get('x-should-retry') !== 'false';
    const billed = status === undefined ? 'unknown' : 'no';
    return { error: new ModelUnavailable(message, status, retryAfterMs), retry, billed };
  }
  return { error: turnedDown(code ?? '', status, rejection(error, provider), provider), retry: false, billed: 'no' };
}

/** A filter's no is a refusal: another model may answer, and nothing is to be repaired. */
function turnedDown(code: string, status: number | undefined, message: string, provider: string): ModelError {
  if (/content_filter|policy|moderation|safety/.test(code)) {
    return new ModelRefused(`The filter of ${provider} stopped it (${code}); use the template.`, '');
  }
  return new ModelRejected(message, status);
}

function rejection({ status, code, param }: InstanceType<typeof OpenAI.APIError>, provider: string): string {
  if (code === 'insufficient_quota')
    return `The account at ${provider} has no credit left; top it up or set its limit.`;
  if (status === 401) return `${provider} does not accept the key; set OPENAI_API_KEY to a valid one.`;
  if (status === 403) return `The key may not use this model at ${provider}; grant it, or set another OPENAI_MODEL.`;
  if (status === 404) {
    return `${provider} does not know the model or the address; check OPENAI_MODEL, OPENAI_BASE_URL and OPENAI_API.`;
  }
  const about = [code, param].filter(Boolean).join(', ');
  return `${provider} does not accept the request (${[status, about].filter(Boolean).join(': ')}).`;
}

/** `retry-after-ms`, or `retry-after` in seconds or as a date; ms. */
export function retryAfter(headers: Headers | undefined, now: Date): number | undefined {
  const exact = Number.parseFloat(headers?.get('retry-after-ms') ?? '');
  if (exact >= 0) return exact;
  const said = headers?.get('retry-after');
  if (!said) return undefined;
  if (/^\d+(\.\d+)?$/.test(said)) return Number(said) * 1000;
  const date = Date.parse(said);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now.getTime());
}

/** As `fetch` reports a connection that was lost while the body was read. */
function isTransport(thrown: unknown): boolean {
  const lost = nameOf(thrown) === 'TypeError' && /terminated|fetch failed|network/.test(String(thrown));
  return lost || codeOf(thrown) !== undefined;
}

// Errors of the platform are known by their names: a sandboxed context has classes of its own.
function nameOf(thrown: unknown): unknown {
  return typeof thrown === 'object' && thrown !== null && 'name' in thrown ? thrown.name : undefined;
}

function causes(thrown: unknown): object[] {
  const found: object[] = [];
  for (let at = thrown; typeof at === 'object' && at !== null && found.length < 5;) {
    found.push(at);
    at = 'cause' in at ? at.cause : undefined;
  }
  return found;
}

function codeOf(thrown: unknown): string | undefined {
  const code = typeof thrown === 'object' && thrown !== null && 'code' in thrown ? thrown.code : undefined;
  return typeof code === 'string' && /^[A-Z_]+$/.test(code) ? code : undefined;
}

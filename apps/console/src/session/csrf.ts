import type { Request } from 'express';
import { problem } from '../http/problem';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);
export const REQUEST_HEADER = 'x-salesagent-request';

/**
 * A write that is authenticated by a cookie must come from our own page: another site can neither set the header
 * without a preflight we never answer, nor fake the Origin.
 */
export function refuseForeignWrite(request: Request, consoleUrl: URL): void {
  if (SAFE.has(request.method)) return;
  if (request.headers[REQUEST_HEADER] !== '1') {
    throw problem(403, 'not-permitted', `This write lacks the header ${REQUEST_HEADER}.`, {
      remedy: `Send "${REQUEST_HEADER}: 1", or sign in with a bearer token.`,
    });
  }
  refuseForeignOrigin(request, consoleUrl);
}

export function refuseForeignOrigin(request: Request, consoleUrl: URL): void {
  const { origin, host } = request.headers;
  const own = [consoleUrl.origin, `${consoleUrl.protocol}//${host}`];
  if (origin === undefined || !own.includes(origin)) {
    throw problem(403, 'not-permitted', `A write from ${origin ?? 'an unknown origin'} is refused.`, {
      remedy: `Use the console at ${consoleUrl.origin}.`,
    });
  }
}

import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { ownOrigins } from './address';

/**
 * Stands before every route at the address for assistants; only the body, of at most 1 MB, is read before. A page of
 * another site can be made to reach this machine by a name that it owns (DNS rebinding); it cannot change Host or
 * Origin. A browser's session counts for nothing here: an assistant brings its person's token.
 */
export function assistantDoor(consoleUrl: URL): RequestHandler {
  const own = ownOrigins(consoleUrl);
  const hosts = new Set(own.map(({ host }) => host));
  const origins = new Set(own.map(({ origin }) => origin));
  return (request: Request, response: Response, next: NextFunction): void => {
    const { host, origin } = request.headers;
    delete request.headers.cookie;
    if (host === undefined || !hosts.has(host.toLowerCase())) refuse(response, 'host', consoleUrl);
    else if (origin !== undefined && !origins.has(origin)) refuse(response, 'origin', consoleUrl);
    else next();
  };
}

function refuse(response: Response, header: string, consoleUrl: URL): void {
  response.status(403).json({
    ...{ status: 403, code: 'not-permitted', message: `This ${header} is not the console’s.`, service: null },
    remedy: `Ask ${consoleUrl.origin}, which is CONSOLE_URL; a proxy in between must hand the Host on as it came.`,
  });
}

import { Catch, Inject, UnauthorizedException, type ArgumentsHost } from '@nestjs/common';
import type { Request, Response } from 'express';
import { ProblemError, ProblemFilter } from '../http/problem';
import { CONSOLE_URL } from '../session/tokens';
import { metadataUrl } from './address';

/** Says with every 401 where a client learns how its person signs in (RFC 6750, RFC 9728). */
@Catch()
export class ChallengeFilter extends ProblemFilter {
  constructor(@Inject(CONSOLE_URL) private readonly consoleUrl: URL) {
    super();
  }

  override catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const response = http.getResponse<Response>();
    if (isUnauthorized(error) && !response.headersSent) {
      const invalid = http.getRequest<Request>().headers.authorization === undefined ? '' : 'error="invalid_token", ';
      response.setHeader('www-authenticate', `Bearer ${invalid}resource_metadata="${metadataUrl(this.consoleUrl)}"`);
    }
    super.catch(error, host);
  }
}

const isUnauthorized = (error: unknown): boolean =>
  error instanceof UnauthorizedException || (error instanceof ProblemError && error.problem.status === 401);

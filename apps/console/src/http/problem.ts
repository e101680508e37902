import { Catch, HttpException, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Response } from 'express';
import type { z } from 'zod';
import type { Problem } from '../api/problem.schema';

/** An error with a message for its reader and what they can do about it. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';

  constructor(readonly problem: Problem) {
    super(problem.message);
  }
}

type Given = Partial<Omit<Problem, 'status' | 'code' | 'message'>>;

export function problem(status: number, code: string, message: string, rest: Given = {}): ProblemError {
  return new ProblemError({ status, code, message, remedy: null, service: null, ...rest });
}

export const notSignedIn = (why = 'You are not signed in.'): ProblemError =>
  problem(401, 'not-signed-in', why, {
    remedy: 'Open /auth/login in the browser, or run `salesagent login`.',
  });

export const notFound = (what: string, id: string): ProblemError =>
  problem(404, 'not-found', `There is no ${what} "${id}" that you can see.`, {
    remedy: 'Check the id; records of other people are not shown to you.',
  });

export function wrongInput(error: z.ZodError): ProblemError {
  const issues = error.issues.map((i) => ({ path: i.path.map(String).join('.'), message: i.message }));
  const first = issues[0];
  return problem(400, 'bad-request', first ? `${first.path || 'request'}: ${first.message}` : 'The request is wrong.', {
    remedy: first?.path
      ? `Correct “${first.path}”; /api/openapi.json says what is accepted.`
      : 'See /api/openapi.json for what this accepts.',
    issues,
  });
}

/** Answers every failure as a Problem; what nobody foresaw is logged and told without its inner details. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger(ProblemFilter.name);

  catch(error: unknown, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<Response>();
    if (response.headersSent) {
      response.end();
      return;
    }
    const { problem: told } = this.toProblem(error);
    response.status(told.status).json(told);
  }

  private toProblem(error: unknown): ProblemError {
    if (error instanceof ProblemError) return error;
    if (error instanceof HttpException) return fromHttpException(error);
    const status = (error as { status?: unknown }).status;
    if (status === 413) {
      return problem(413, 'too-large', 'The request is too large.', {
        remedy: 'Import fewer or smaller files at once.',
      });
    }
    if (status === 400) return problem(400, 'bad-request', 'The request body is not valid JSON.');
    this.logger.error(error);
    if (isDatabaseAway(error)) {
      return problem(503, 'service-down', 'The database does not answer.', {
        service: 'postgres',
        remedy: 'Run `salesagent status`; start the stack again with `npm start`.',
      });
    }
    return problem(500, 'failed', 'Something went wrong in the console.', { remedy: 'Its log says what happened.' });
  }
}

function fromHttpException(error: HttpException): ProblemError {
  const status = error.getStatus();
  const codes: Record<number, string> = {
    400: 'bad-request',
    401: 'not-signed-in',
    403: 'not-permitted',
    404: 'not-found',
  };
  if (status === 401) return notSignedIn(error.message);
  if (status === 503) {
    return problem(503, 'service-down', error.message, {
      service: 'sign-in',
      remedy: 'Run `salesagent status`; OIDC_ISSUER must name a running OIDC issuer.',
    });
  }
  const said = error.getResponse() as { code?: unknown; remedy?: unknown };
  return problem(
    status,
    typeof said.code === 'string' ? said.code : (codes[status] ?? 'failed'),
    error.message,
    typeof said.remedy === 'string' ? { remedy: said.remedy } : {},
  );
}

function isDatabaseAway(error: unknown): boolean {
  const code = String((error as { code?: unknown }).code ?? '');
  return ['ECONNREFUSED', 'ECONNRESET', '57P01', '57P03', '08006', '08001'].includes(code);
}

import { randomUUID } from 'node:crypto';

export interface Answer {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

export interface ErrorDetail {
  message: string;
  code?: string;
  context?: Record<string, string[]>;
}

/**
 * The form of an error (Error handling, https://developers.hubspot.com/docs/api-reference/error-handling): callers must
 * take every field as optional.
 */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly category: string,
    message: string,
    readonly details: {
      errors?: ErrorDetail[];
      context?: Record<string, string[]>;
      policyName?: string;
      headers?: Record<string, string>;
    } = {},
  ) {
    super(message);
  }

  answer(): Answer {
    const { errors, context, policyName, headers } = this.details;
    const body = {
      status: 'error',
      message: this.message,
      correlationId: randomUUID(),
      category: this.category,
      ...(errors ? { errors } : {}),
      ...(context ? { context } : {}),
      ...(policyName ? { policyName, errorType: 'RATE_LIMIT' } : {}),
    };
    return { status: this.status, body, ...(headers ? { headers } : {}) };
  }

  /** As one entry of the `errors` of a batch that partly succeeded. */
  entry(context: Record<string, string[]>): object {
    const { errors } = this.details;
    return {
      status: 'error',
      category: this.category,
      message: this.message,
      context: { ...this.details.context, ...context },
      ...(errors ? { errors } : {}),
    };
  }
}

export const notFound = (message: string) => new ApiError(404, 'OBJECT_NOT_FOUND', message);
export const invalid = (message: string, errors?: ErrorDetail[]) =>
  new ApiError(400, 'VALIDATION_ERROR', message, errors ? { errors } : {});

/** A batch: 200, or 207 where some of it failed. */
export function batchAnswer(now: Date, results: unknown[], errors: object[] = []): Answer {
  const at = now.toISOString();
  const body = { status: 'COMPLETE', results, startedAt: at, completedAt: at };
  if (errors.length === 0) return { status: 200, body };
  return { status: 207, body: { ...body, numErrors: errors.length, errors } };
}

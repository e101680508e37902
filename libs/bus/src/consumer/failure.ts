/** Thrown by a handler to say that the world, not the message, is at fault: the consumer waits and tries again. */
export class InfrastructureError extends Error {
  override readonly name = 'InfrastructureError';
}

const SYSTEM_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENOSPC',
  'EMFILE',
  'UND_ERR_SOCKET',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/**
 * SQLSTATE classes that pass by themselves or by an operator's hand: connection (08), authorisation (28),
 * transaction rolled back (40), resources (53), limits (54), intervention (57), system (58); and what a database
 * not yet migrated says.
 */
const SQL_CLASSES = new Set(['08', '28', '40', '53', '54', '57', '58']);
const SQL_STATES = new Set(['25P03', '25P04', '25006', '55P03', '42501', '42P01', '42703', '42883', '3F000']);

const PG_MESSAGES = [
  'Connection terminated',
  'timeout exceeded when trying to connect',
  'Query read timeout',
  'Client has encountered a connection error',
  'Client was closed',
  'Cannot use a pool after calling end',
];

/** Whether an error is the infrastructure's (retry without limit) or the message's (park it). */
export function isInfrastructureFailure(error: unknown, depth = 0): boolean {
  if (error instanceof InfrastructureError) return true;
  if (typeof error !== 'object' || error === null || depth > 5) return false;
  const { code, message, cause, errors } = error as {
    code?: unknown;
    message?: unknown;
    cause?: unknown;
    errors?: unknown;
  };
  if (typeof code === 'string') {
    if (SYSTEM_CODES.has(code) || SQL_STATES.has(code)) return true;
    if (/^[0-9A-Z]{5}$/.test(code) && SQL_CLASSES.has(code.slice(0, 2))) return true;
  }
  if (typeof message === 'string' && PG_MESSAGES.some((text) => message.includes(text))) return true;
  if (Array.isArray(errors) && errors.some((inner) => isInfrastructureFailure(inner, depth + 1))) return true;
  return cause !== undefined && isInfrastructureFailure(cause, depth + 1);
}

export function reasonOf(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return text.slice(0, 2_000);
}

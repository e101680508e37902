/** A server could not be had or started; the message says what was tried and what to do about it. */
export class ServerError extends Error {
  override readonly name = 'ServerError';

  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
  }
}

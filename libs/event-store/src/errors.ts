import type { Expected } from './types';

/** Somebody else appended first: read the stream again and decide again. */
export class ConcurrencyError extends Error {
  override readonly name = 'ConcurrencyError';
  constructor(
    readonly stream: string,
    readonly expected: Expected,
    readonly actual: number,
  ) {
    super(
      `Stream "${stream}" is at version ${actual}, expected ${expected === 'none' ? 'no stream' : expected}. ` +
        'Read it again and decide on what it says now.',
    );
  }
}

/** A stream was appended to in a transaction that had not locked it; name it when calling `transact`. */
export class StreamNotLockedError extends Error {
  override readonly name = 'StreamNotLockedError';
  constructor(readonly stream: string) {
    super(
      `Stream "${stream}" was not named when the transaction began. Locks are taken first and in order, ` +
        'so pass every stream that may be appended to as the first argument of transact().',
    );
  }
}

/** The event cannot be stored as it is. */
export class InvalidEventError extends Error {
  override readonly name = 'InvalidEventError';
  constructor(
    readonly eventId: string,
    readonly eventType: string,
    problem: string,
  ) {
    super(`Event ${eventType} (${eventId}) cannot be stored: ${problem}`);
  }
}

import type { CommitOptions, Taken } from './commit';

/** When, for what and by whom an event of a look is appended. */
export function stamp(taken: Taken, { settings, occurredAt }: CommitOptions) {
  return {
    occurredAt,
    correlationId: taken.correlationId,
    causationId: taken.cause,
    actor: settings.get(taken.evaluated.action)?.agent ?? null,
    traceparent: taken.traceparent,
  };
}

import { Button } from '@mantine/core';
import type { ParkedEvent as Parked } from '../../api/generated/types.gen';
import { counted } from '../../format/number';
import { instantOf } from '../../format/when';
import classes from './Operations.module.css';

interface Props {
  event: Parked;
  /** Null for those who may not. */
  onDiscard: (() => void) | null;
}

/** One parked event: where, why, and the event itself; what is sealed stays sealed. */
export function ParkedEvent({ event, onDiscard }: Props) {
  const failed = event.attempts > 0 && event.discardedAt === null;
  return (
    <article className={classes.event} aria-label={`Event ${event.sequence} in ${event.service}`}>
      <p>
        <strong>Event {event.sequence}</strong> in {event.service}, consumer {event.consumer}, from {event.source}:{' '}
        {standing(event)}
        {failed && onDiscard && (
          <>
            {' '}
            <Button size="compact-xs" variant="subtle" color="red" onClick={onDiscard}>
              Discard
            </Button>
          </>
        )}
      </p>
      <p className="quiet">{event.reason}</p>
      <details>
        <summary>The event as it came</summary>
        <pre className={classes.raw} tabIndex={0}>
          {JSON.stringify(event.event, null, 2)}
        </pre>
      </details>
    </article>
  );
}

function standing(event: Parked): string {
  if (event.discardedAt !== null) return `discarded by ${event.discardedBy}, ${instantOf(event.discardedAt)}.`;
  if (event.attempts === 0) return 'waits.';
  const next =
    event.nextAttemptAt === null ? 'not tried again by itself' : `next try ${instantOf(event.nextAttemptAt)}`;
  return `tried ${counted(event.attempts, 'time')}, ${next}.`;
}

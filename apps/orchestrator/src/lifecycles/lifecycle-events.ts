import { eventId } from '@salesagent/canon/events';
import type { EventToAppend } from '@salesagent/event-store';

/** An event of a deal's lifecycle or hand-off: the same cause on the same stream is the same event. */
export function lifecycleEvent(
  type: string,
  stream: string,
  data: object,
  { cause, at, actor = 'orchestrator' }: { cause: string; at: Date; actor?: string },
): EventToAppend {
  const id = eventId(cause, stream, type);
  return { id, type, data, occurredAt: at, correlationId: stream, causationId: cause, actor };
}

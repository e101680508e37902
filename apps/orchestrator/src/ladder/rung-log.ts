import { eventId } from '@salesagent/canon/events';
import type { EventToAppend, StoreTransaction } from '@salesagent/event-store';

/** Appends to the log of a rung. Its id is made of which event it is of the rung, so that one attempt appends once. */
export async function appendToRung(
  tx: StoreTransaction,
  stream: string,
  type: 'AutonomyPromoted' | 'AutonomyDemoted' | 'ShadowSet',
  data: object,
  by: string,
  at: Date,
): Promise<void> {
  const before = (await tx.read(stream)).length;
  const id = eventId(`${before}`, stream, type);
  const event: EventToAppend = {
    id,
    type,
    data,
    occurredAt: at,
    correlationId: stream,
    causationId: stream,
    actor: by,
  };
  await tx.append(stream, 'any', [event]);
}

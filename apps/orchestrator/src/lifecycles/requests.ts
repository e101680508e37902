import { eventId } from '@salesagent/canon/events';
import type { ActionName } from '@salesagent/canon/sales';
import type { EventStore, EventToAppend } from '@salesagent/event-store';
import type { Lifecycles } from '@salesagent/governance';

/** Who asks, at which nominal time, and why where that is more than a person's wish. */
export interface Occasion {
  nominalTime: string;
  by: string;
  rhythm?: keyof Lifecycles['rhythm'];
  /** What was due in a lifecycle. */
  because?: string;
}

/** `ActionRequested` with the nominal time as its occurrence: asking twice for the same time asks once. */
export function requested(action: ActionName, subject: string, occasion: Occasion): EventToAppend {
  const { nominalTime, by } = occasion;
  const requestId = `${by}@${nominalTime}`;
  return {
    id: eventId(requestId, `${action}:${subject}`, 'ActionRequested'),
    type: 'ActionRequested',
    data: { requestId, action, subject, ...occasion },
    occurredAt: new Date(nominalTime),
    correlationId: requestId,
    causationId: requestId,
    actor: by,
  };
}

export async function appendRequests(
  store: EventStore,
  actions: readonly ActionName[],
  subject: string,
  occasion: Occasion,
): Promise<void> {
  if (actions.length === 0) return;
  await store.appendMany(
    actions.map((action) => ({
      stream: `${action}:${subject}`,
      expected: 'any' as const,
      events: [requested(action, subject, occasion)],
    })),
  );
}

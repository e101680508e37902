import { randomUUID } from 'node:crypto';
import { eventId } from '@salesagent/canon/events';
import type { EventStore } from '@salesagent/event-store';
import type { PoolClient } from 'pg';
import type { Decision, ParkedPlace } from './parked-history';

/** A parked event that a decision changed, as the database answers; `at` is when. */
export type ChangedRow = Omit<ParkedPlace, 'sequence'> & { sequence: string; at: Date };

/** Internal events of the service's log; `libs/audit` names them among what is on the chain. */
export type ParkedDecisionType = 'ParkedRedriven' | 'ParkedDiscarded';

/**
 * Carries out what a person decided about parked events and writes it to the log, both or neither: who, when, which
 * events, and why. A decision that changed nothing is none.
 *
 * @param change the statement that carries it out
 * @returns the events it was about
 */
export async function decided(
  log: EventStore,
  type: ParkedDecisionType,
  { by, reason }: Decision,
  change: (client: PoolClient) => Promise<ChangedRow[]>,
): Promise<ParkedPlace[]> {
  const decision = randomUUID();
  const stream = `parked/${decision}`;
  return log.transact([stream], async (tx) => {
    const rows = await change(tx.client);
    const events = rows.map(({ consumer, source, key, sequence }) => ({
      consumer,
      source,
      key,
      sequence: Number(sequence),
    }));
    if (rows[0])
      await tx.append(stream, 'none', [
        {
          id: eventId(decision, stream, type),
          type,
          data: { by, reason, events },
          occurredAt: rows[0].at,
          correlationId: decision,
          causationId: decision,
          actor: by,
        },
      ]);
    return events;
  });
}

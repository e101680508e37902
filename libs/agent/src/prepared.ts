import { eventId } from '@salesagent/canon/events';
import type { EventStore } from '@salesagent/event-store';
import type { ActionStates } from './action-states';

/**
 * Records in a proposal's own stream, by its only writer, that the docket or the gate ended it as prepared: the
 * ceiling had become P between proposal and permit.
 */
export async function recordPrepared(store: EventStore, states: ActionStates, occurredAt: Date): Promise<void> {
  const streams = (await states.prepareDue(store.pool)).map((d) => d.stream);
  if (streams.length === 0) return;
  await store.transact(streams, async (tx) => {
    const held = [...(await states.read(tx.client, streams, true)).values()];
    const due = held.flatMap((s) => (s.status === 'prepare-due' && s.actionId ? [{ ...s, actionId: s.actionId }] : []));
    const results = await tx.appendMany(
      due.map(({ stream, version, actionId }) => ({
        stream,
        expected: version,
        events: [
          {
            id: eventId(actionId, stream, 'ActionPrepared'),
            type: 'ActionPrepared',
            data: { actionId, reason: 'the ceiling for this account is P: a person takes it from here' },
            occurredAt,
            correlationId: actionId,
            causationId: actionId,
          },
        ],
      })),
    );
    const versions = new Map(results.map((r) => [r.stream, r.version]));
    await states.write(
      tx.client,
      due.map((s) => ({ ...s, status: 'prepared' as const, version: versions.get(s.stream) ?? s.version })),
    );
  });
}

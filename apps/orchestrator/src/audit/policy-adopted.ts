import { sha256Canonical } from '@salesagent/governance';
import { eventId } from '@salesagent/canon/events';
import type { EventStore } from '@salesagent/event-store';
import type { Clock } from '@salesagent/platform';
import type { PolicyInForce } from '../gate/policy-store';

const STREAM = 'policy';

/** Puts into the log, and so on the chain, that another policy is in force than the log last said. */
export async function notePolicy(store: EventStore, clock: Clock, { version, policy }: PolicyInForce): Promise<void> {
  await store.transact([STREAM], async (tx) => {
    const adopted = await tx.read(STREAM);
    const last = adopted.findLast(({ type }) => type === 'PolicyAdopted' || type === 'PolicyPublished');
    if ((last?.data as { version: string } | undefined)?.version === version) return;
    await tx.append(STREAM, adopted.length === 0 ? 'none' : adopted.length, [
      {
        id: eventId(`${version}/${adopted.length}`, STREAM, 'PolicyAdopted'),
        type: 'PolicyAdopted',
        data: { version, digest: sha256Canonical(policy), policy },
        occurredAt: clock.now(),
        correlationId: STREAM,
        causationId: STREAM,
        actor: 'orchestrator',
      },
    ]);
  });
}

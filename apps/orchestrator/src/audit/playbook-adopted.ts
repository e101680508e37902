import { eventId } from '@salesagent/canon/events';
import type { EventStore } from '@salesagent/event-store';
import type { Clock } from '@salesagent/platform';
import type { PlaybookInForce } from '../gate/playbook-in-force';

const STREAM = 'playbook';

/** Puts into the log, and so on the chain, that another playbook is in force than the log last said. Gives it in words. */
export async function notePlaybook(store: EventStore, clock: Clock, inForce: PlaybookInForce): Promise<string> {
  return store.transact([STREAM], async (tx) => {
    const { playbook, published } = await inForce.of(tx.client);
    const { version } = playbook;
    const log = await tx.read(STREAM);
    const last = log.findLast(({ type }) => type === 'PlaybookAdopted' || type === 'PlaybookPublished');
    if ((last?.data as { version: string } | undefined)?.version !== version) {
      const origin = published ? 'published' : 'playbooks';
      const sections = Object.fromEntries(playbook.sections.map((section) => [section.id, section.version]));
      await tx.append(STREAM, log.length === 0 ? 'none' : log.length, [
        {
          id: eventId(`${version}/${log.length}`, STREAM, 'PlaybookAdopted'),
          type: 'PlaybookAdopted',
          data: { version, origin, sections },
          occurredAt: clock.now(),
          ...{ correlationId: STREAM, causationId: STREAM, actor: 'orchestrator' },
        },
      ]);
    }
    return published
      ? `Playbook ${version} is in force: published ${published.signedAt.toISOString()}, proposed by ${published.by} and signed by ${published.signedBy}`
      : `Playbook ${version} is in force: the files of the playbooks folder`;
  });
}

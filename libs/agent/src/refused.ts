import { Logger } from '@nestjs/common';
import type { EventStore, InvalidEventError } from '@salesagent/event-store';
import type { Planned, Taken } from './commit';

const logger = new Logger('Looks');

/**
 * The looks of a batch that the log refused, those whose own event it refuses as looks that came to nothing and say why.
 * Taken again they would come to the same, so they wait for another fact and not in the queue.
 *
 * @throws InvalidEventError the batch’s own, where it is no single look’s event that is refused
 */
export function withoutRefused(planned: readonly Planned[], store: EventStore, error: InvalidEventError): Taken[] {
  const problems = planned.map(({ taken, events }) => {
    if (taken.evaluated.outcome.kind === 'nothing') return null;
    return events.map((event) => store.refusal(event)).find((refusal) => refusal !== null) ?? null;
  });
  if (problems.every((problem) => problem === null)) throw error;
  return planned.map(({ taken }, i) => {
    const problem = problems[i];
    if (!problem) return taken;
    const { evaluated } = taken;
    logger.error(`${evaluated.action} found what cannot be recorded of ${evaluated.subject}: ${problem.message}`);
    const reason = `what was found cannot be recorded: ${problem.message}`;
    return { ...taken, evaluated: { ...evaluated, outcome: { kind: 'nothing', reason } } };
  });
}

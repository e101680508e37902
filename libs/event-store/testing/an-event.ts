import type { EventToAppend } from '../src/types';

let counter = 0;

/** An event with everything filled in; what matters to the test is given. */
export function anEvent(given: Partial<EventToAppend> = {}): EventToAppend {
  counter += 1;
  return {
    id: `event-${process.pid}-${counter}`,
    type: 'SomethingHappened',
    data: { number: counter },
    occurredAt: new Date('2017-06-30T12:00:00Z'),
    correlationId: 'correlation',
    causationId: 'cause',
    actor: 'test',
    ...given,
  };
}

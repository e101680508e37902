import { ServiceUnavailableException } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { EPHEMERAL_GROUP, type BusTransport } from '@salesagent/bus';
import { TOPICS, type IntegrationEvent, type Sealed } from '@salesagent/canon/events';
import { sealedIn } from './erased';

/** A sealed value of an event on the bus. */
export interface PublishedValue {
  event: IntegrationEvent;
  /** Where in the event's data. */
  path: string;
  sealed: Sealed;
}

/** A million events take less. */
const PATIENCE_MS = 300_000;
const BATCH = 1_000;

/**
 * Every value sealed for these subjects that any service has published, oldest first: the whole bus is read once, by a
 * group that is forgotten afterwards, whatever carries it. @throws ServiceUnavailableException while the bus is away
 */
export async function publishedAbout(
  bus: BusTransport,
  company: string,
  subjects: readonly string[],
): Promise<PublishedValue[]> {
  const mine = new Set(subjects);
  const found: PublishedValue[] = [];
  const consumption = await bus.consume(
    `${EPHEMERAL_GROUP}gateway-access/${randomUUID()}`,
    TOPICS.map((topic) => `${company}.${topic}`),
    (batch) => {
      for (const { event: read } of batch) {
        const event = read as IntegrationEvent | null;
        for (const { path, sealed } of sealedIn(event?.data)) {
          if (mine.has(sealed.subject)) found.push({ event: event!, path, sealed });
        }
      }
      return Promise.resolve();
    },
    { batchSize: BATCH },
  );
  try {
    const began = performance.now();
    while (!(await consumption.caughtUp())) {
      if (performance.now() - began > PATIENCE_MS)
        throw new ServiceUnavailableException('The bus could not be read to its end; ask again when it answers.');
      await pause(50);
    }
  } finally {
    await consumption.stop();
  }
  const unlike = new Map(found.map((value) => [`${value.event.id} ${value.path}`, value]));
  return [...unlike.values()].sort((a, b) => a.event.recordedAt.localeCompare(b.event.recordedAt));
}

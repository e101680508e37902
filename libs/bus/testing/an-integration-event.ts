import { randomBytes } from 'node:crypto';
import { defineEvent, eventId, type IntegrationEvent } from '@salesagent/canon/events';
import { z } from 'zod';

/** Company of the events that the builders make. */
export const COMPANY = 'acme';

/** A company nobody else has: test files share a broker, and a company's topics are its own. */
export function aCompany(): string {
  return `${COMPANY}-${randomBytes(5).toString('hex')}`;
}

export interface EventBuilders {
  /** A stage move of a deal: an event as gateway publishes it. */
  aStageMove(key: string, sequence: number, given?: Partial<IntegrationEvent>): IntegrationEvent;
  /** Moves 1 to `n` of one deal. */
  stageMoves(key: string, n: number, from?: number): IntegrationEvent[];
}

/** Builders of a company's events. */
export function eventsOf(company: string): EventBuilders {
  const aStageMove: EventBuilders['aStageMove'] = (key, sequence, given = {}) => ({
    id: eventId('test', key, 'OpportunityStageMoved', sequence),
    type: 'OpportunityStageMoved',
    version: 1,
    source: 'gateway',
    company,
    topic: `${company}.crm.opportunity`,
    key,
    sequence,
    occurredAt: '2017-06-30T12:00:00.000Z',
    recordedAt: '2017-07-01T08:00:00.000Z',
    correlationId: 'test',
    causationId: 'test',
    data: {
      recordType: 'opportunity',
      recordId: key.slice(key.indexOf('/') + 1),
      recordVersion: sequence,
      set: { subStage: '4.2', amount: sequence, name: 'Ünïcode "quoted" \\ deal' },
      by: 'test',
    },
    ...given,
  });
  return {
    aStageMove,
    stageMoves: (key, n, from = 1) => Array.from({ length: n }, (_, i) => aStageMove(key, from + i)),
  };
}

export const { aStageMove, stageMoves } = eventsOf(COMPANY);

/** An event with a past: version 1 called the amount a price and took the currency for granted. */
export const anOfferOfTwoVersions = defineEvent({
  type: 'OfferMade',
  version: 2,
  topic: 'crm.opportunity',
  key: 'opportunity/{recordId}',
  writtenBy: ['gateway'],
  description: 'An offer was made.',
  schema: z.strictObject({ amount: z.number(), currency: z.string() }),
  older: [
    {
      version: 1,
      schema: z.strictObject({ price: z.number() }),
      upcast: (data) => ({ amount: (data as { price: number }).price, currency: 'USD' }),
      changed: 'The amount names its currency.',
    },
  ],
});

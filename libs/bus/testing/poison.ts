import type { IntegrationEvent } from '@salesagent/canon/events';
import type { Pool } from 'pg';
import { toMessage } from '../src/kafka/cloud-event';
import { sendRaw } from '../src/kafka/testing/raw-producer';
import { publishEvents } from '../src/postgres/publish';

export const POISON_KINDS = ['malformed', 'wrong schema', 'wrong company', 'future version', 'oversized'] as const;
export type PoisonKind = (typeof POISON_KINDS)[number];

/** Why a consumer parks it. */
export const POISON_REASONS: Readonly<Record<PoisonKind, RegExp>> = {
  malformed: /not JSON|no source, key and sequence/,
  'wrong schema': /data of /,
  'wrong company': /belongs to company "rival"/,
  'future version': /version 99 of /,
  oversized: /bytes are more than the/,
};

/** Somebody who may write to the bus and is none of our publishers. */
export type Outsider = (kind: PoisonKind, event: IntegrationEvent) => Promise<void>;

export function kafkaOutsider(brokers: string[]): Outsider {
  return (kind, event) => {
    const message = toMessage(poisoned(kind, event));
    return sendRaw({ brokers }, event.topic, [
      kind === 'malformed' ? { ...message, value: '{"recordType": "op' } : message,
    ]);
  };
}

/** The database takes nothing but JSON; malformed is there what is no event at all. */
export function postgresOutsider(pool: Pool): Outsider {
  return async (kind, event) => {
    const { rows } = await pool.query<{ n: number }>('select count(*)::int as n from bus.partition');
    const { topic, key } = event;
    await publishEvents(pool, rows[0]!.n, [kind === 'malformed' ? { topic, key } : poisoned(kind, event)]);
  };
}

function poisoned(kind: PoisonKind, event: IntegrationEvent): IntegrationEvent {
  switch (kind) {
    case 'malformed':
      return event;
    case 'wrong schema':
      return { ...event, data: { recordType: 'unicorn' } };
    case 'wrong company':
      return { ...event, company: 'rival' };
    case 'future version':
      return { ...event, version: 99 };
    case 'oversized':
      return { ...event, data: { ...(event.data as object), by: 'x'.repeat(1_500_000) } };
  }
}

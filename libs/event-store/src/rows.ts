import type { UpcasterLadder } from '@salesagent/canon/events';
import { upcast } from './upcasting';
import type { StoredEvent } from './types';

export const EVENT_COLUMNS = `transaction_id::text as transaction_id, position, stream, stream_version,
  case when integration then sequence end as sequence, id, type, version, data, occurred_at, recorded_at,
  correlation_id, causation_id, actor, traceparent`;

export interface EventRow {
  transaction_id: string;
  position: string;
  stream: string;
  stream_version: number;
  sequence: string | null;
  id: string;
  type: string;
  version: number;
  data: unknown;
  occurred_at: Date;
  recorded_at: Date;
  correlation_id: string;
  causation_id: string;
  actor: string | null;
  traceparent: string | null;
}

export function toStoredEvent(row: EventRow, ladder: UpcasterLadder): StoredEvent {
  return upcast(ladder, {
    id: row.id,
    type: row.type,
    version: row.version,
    data: row.data,
    occurredAt: row.occurred_at,
    correlationId: row.correlation_id,
    causationId: row.causation_id,
    actor: row.actor,
    traceparent: row.traceparent,
    stream: row.stream,
    streamVersion: row.stream_version,
    sequence: row.sequence === null ? null : Number(row.sequence),
    recordedAt: row.recorded_at,
    cursor: { transactionId: row.transaction_id, position: Number(row.position) },
  });
}

import { eventStoreFunctions } from './functions';
import { schemaName } from './identifier';

/**
 * Tables of one service's event log. Run by the migration job; services have no DDL rights.
 *
 * `data` is `json`, not `jsonb`: the log keeps what was written to the byte and never looks inside.
 * `sequence` counts the integration events of the stream up to and including the row, on every row, so that the
 * newest row of a stream is all an append has to read; `integration` says whether the row itself is one.
 * After a logical restore the stored transaction ids belong to another cluster and have to be rebased
 * (`update … set transaction_id = …` below the new cluster's next id) before followers start.
 */
export function eventStoreDdl(schema: string): string {
  const s = schemaName(schema);
  return `
create table if not exists ${s}.event (
  transaction_id xid8 not null default pg_current_xact_id(),
  position bigint generated always as identity,
  stream text not null,
  stream_version integer not null,
  sequence bigint not null,
  integration boolean not null,
  id text not null,
  type text not null,
  version integer not null,
  data json not null,
  occurred_at timestamptz not null,
  recorded_at timestamptz not null default statement_timestamp(),
  correlation_id text not null,
  causation_id text not null,
  actor text,
  traceparent text,
  constraint event_pk primary key (transaction_id, position),
  constraint event_stream_version unique (stream, stream_version),
  constraint event_id unique (id)
);
create table if not exists ${s}.subscription (
  name text primary key,
  transaction_id xid8 not null default '0',
  position bigint not null default 0,
  updated_at timestamptz not null default now()
);
${eventStoreFunctions(schema)}`;
}

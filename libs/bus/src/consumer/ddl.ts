import { schemaName } from '@salesagent/event-store';

/**
 * Tables of a service that consumes: how far each (source, key) has been handled, and the events of keys that
 * cannot go on. In `parked`, `attempts` 0 means the event itself did not fail: it waits behind one that did, or for
 * the events missing before it. A discarded event stays as the record of who let it go.
 */
export function consumerDdl(schema: string): string {
  const s = schemaName(schema);
  return `
create table if not exists ${s}.consumer_position (
  consumer text not null,
  source text not null,
  key text not null,
  sequence bigint not null,
  primary key (consumer, source, key)
) with (fillfactor = 80);
create table if not exists ${s}.parked (
  consumer text not null,
  source text not null,
  key text not null,
  sequence bigint not null,
  topic text not null,
  event json not null,
  reason text not null,
  attempts integer not null default 0,
  next_attempt_at timestamptz,
  parked_at timestamptz not null default now(),
  discarded_at timestamptz,
  discarded_by text,
  primary key (consumer, source, key, sequence)
);
create index if not exists parked_due on ${s}.parked (consumer, next_attempt_at)
  where next_attempt_at is not null and discarded_at is null;
${deadLetterDdl(schema)}`;
}

/** When a failed event was copied to the dead-letter topic. */
export function deadLetterDdl(schema: string): string {
  const s = schemaName(schema);
  return `
alter table ${s}.parked add column if not exists dead_lettered_at timestamptz;
create index if not exists parked_to_copy on ${s}.parked (consumer, parked_at)
  where attempts > 0 and dead_lettered_at is null and discarded_at is null;`;
}

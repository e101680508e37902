import { schemaName } from '@salesagent/event-store';

/**
 * Tables of a service that consumes: how far each (source, key) has been handled, and the events of keys that
 * cannot go on. In `parked`, `attempts` 0 means the event itself did not fail: it waits behind one that did, or for
 * the events missing before it. A discarded event stays as the record of who let it go. `parked_history` is what
 * became of parked events and who decided it: rows are added and never changed (`APPEND_ONLY`). `rebuild` is one row
 * for each time a projection was rebuilt, or compared.
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
);
-- A batch moves many rows of a page at once: with half of it free they move in it, and no index entry is written.
alter table ${s}.consumer_position set (fillfactor = 50);
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
alter table ${s}.parked add column if not exists dead_lettered_at timestamptz;
create index if not exists parked_to_copy on ${s}.parked (consumer, parked_at)
  where attempts > 0 and dead_lettered_at is null and discarded_at is null;
create table if not exists ${s}.parked_history (
  id bigint generated always as identity primary key,
  at timestamptz not null default clock_timestamp(),
  consumer text not null,
  source text not null,
  key text not null,
  sequence bigint not null,
  what text not null check (what in ('parked', 'failed', 'handled', 'redriven', 'discarded')),
  decided_by text,
  reason text,
  check ((what in ('redriven', 'discarded')) = (decided_by is not null))
);
create index if not exists parked_history_key on ${s}.parked_history (key);
create table if not exists ${s}.rebuild (
  id uuid primary key,
  projection text not null,
  dry_run boolean not null,
  started_by text not null,
  started_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  ended_at timestamptz,
  state text not null default 'running' check (state in ('running', 'done', 'failed', 'interrupted')),
  progress jsonb not null default '{}',
  result jsonb,
  problem text
);
create index if not exists rebuild_projection on ${s}.rebuild (projection, started_at desc);`;
}

/** Tables of `consumerDdl` that a service may add to and never change: for `ServiceSchema.appendOnly`. */
export const APPEND_ONLY = ['parked_history'] as const;

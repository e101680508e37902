import { schemaName } from '@salesagent/event-store';

/**
 * What was true of a record's field, from when to when, and when we wrote it down. `valid` is derived from the rows
 * of the same field alone, so a rebuild gives the same rows. `work` is what a batch asked to be measured.
 */
export function intervalDdl(schema: string): string {
  const s = schemaName(schema);
  return `
create table if not exists ${s}.record_interval (
  record_type text not null,
  record_id text not null,
  field text not null,
  sequence integer not null,
  value jsonb not null,
  occurred_at timestamptz not null,
  recorded_at timestamptz not null,
  valid tstzrange not null,
  primary key (record_type, record_id, field, sequence)
);
create table if not exists ${s}.projection_version (
  only_row boolean primary key default true check (only_row),
  version bigint not null
);
create table if not exists ${s}.work (
  kind text not null,
  cause text not null,
  correlation_id text not null,
  data jsonb not null,
  requested_at timestamptz not null default now(),
  attempts integer not null default 0,
  problem text,
  primary key (kind, cause)
);`;
}

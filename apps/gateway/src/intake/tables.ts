/** What intake keeps in gateway's schema: imports and their files, how far the CRM's changes were read, the clock. */
export const INTAKE_DDL = `
create table gateway.import (
  id uuid primary key,
  label text,
  state text not null check (state in ('running', 'completed', 'failed')),
  phase text not null,
  files jsonb not null,
  mapping text,
  changes integer not null default 0,
  processed integer not null default 0,
  events integer not null default 0,
  counts jsonb not null default '{}',
  report jsonb,
  error jsonb,
  as_of date,
  engaged_stage text,
  started_by text not null,
  started_at timestamptz not null default now(),
  finished_at timestamptz
);
create unique index one_import_at_a_time on gateway.import (state) where state = 'running';
create table gateway.import_file (
  import_id uuid not null references gateway.import (id),
  name text not null,
  content bytea not null,
  primary key (import_id, name)
);
create table gateway.intake_cursor (
  id boolean primary key default true check (id),
  cursor text not null
);
insert into gateway.intake_cursor (cursor) values ('0/0');
create table gateway.clock (
  id boolean primary key default true check (id),
  mode text not null check (mode in ('live', 'frozen')),
  date date
);
insert into gateway.clock (mode) values ('live');
`;

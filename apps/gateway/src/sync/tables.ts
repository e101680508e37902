/**
 * What gateway keeps of a hosted CRM beside the copy in schema `crm`: where reading goes on, what each record was last
 * told to be, what a webhook named, and the writes that are decided and not yet entered.
 */
export const SYNC_DDL = `
alter table gateway.import add column live boolean not null default false;
create table gateway.sync (
  only_row boolean primary key default true check (only_row),
  phase text not null check (phase in ('starting', 'backfill', 'following')),
  first_load boolean not null default true,
  run uuid,
  cursor text,
  caught_up_at timestamptz,
  trouble jsonb
);
insert into gateway.sync (phase) values ('starting');
create table gateway.sync_run (
  id uuid primary key,
  kind text not null check (kind in ('backfill', 're-read', 'reconcile')),
  started_at timestamptz not null default now(),
  finished_at timestamptz,
  pages integer not null default 0,
  read integer not null default 0,
  created integer not null default 0,
  changed integer not null default 0,
  deleted integer not null default 0,
  report jsonb
);
create table gateway.sync_backfill (
  run uuid not null,
  record_type text not null,
  ordinal integer not null,
  cursor text,
  done boolean not null default false,
  read integer not null default 0,
  primary key (run, record_type)
);
create table gateway.synced (
  record_type text not null,
  record_id text not null,
  changed_at timestamptz not null,
  read_at timestamptz,
  run uuid not null,
  primary key (record_type, record_id)
);
create table gateway.sync_hint (
  record_type text not null,
  record_id text not null,
  primary key (record_type, record_id)
);
create table gateway.webhook_event (
  key text primary key,
  object text not null,
  object_id text not null,
  occurred_at timestamptz,
  received_at timestamptz not null default now()
);
create index webhook_event_age on gateway.webhook_event (received_at);
create table gateway.hosted_write (
  key text primary key,
  action_id text not null,
  purpose text not null check (purpose in ('execute', 'undo')),
  ordinal integer not null,
  record_type text not null,
  record_id text not null,
  operation text not null check (operation in ('create', 'update', 'delete')),
  plan jsonb not null,
  state text not null default 'planned' check (state in ('planned', 'sent', 'entered', 'failed')),
  written jsonb,
  failure jsonb,
  set_aside integer not null default 0,
  set_aside_by text,
  planned_at timestamptz not null default now()
);
create index hosted_write_of_action on gateway.hosted_write (action_id, purpose, ordinal);
create index hosted_write_of_record on gateway.hosted_write (record_type, record_id);
`;

/** People whom the CRM has deleted for good because privacy laws ask for it, until they are erased here. */
export const PRIVACY_DELETIONS_DDL = `
create table gateway.privacy_deletion (
  record_type text not null,
  record_id text not null,
  told_at timestamptz not null default now(),
  primary key (record_type, record_id)
)`;

/** What was tried and is still open goes to the back: what cannot be settled keeps nothing behind it waiting. */
export const IN_TURN_DDL = `
alter table gateway.hosted_write add column tries integer not null default 0, add column tried_at timestamptz;
alter table gateway.sync_hint add column told_at timestamptz not null default now();
`;

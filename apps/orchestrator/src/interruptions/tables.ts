/**
 * What may interrupt somebody, from when it happened until it was told or is over; views of the log, apart from what
 * still waits. In `channel_preference`: whether a person wants it, and in which hours.
 */
export const INTERRUPTION_DDL = `
create table if not exists interruption (
  interruption_id text primary key,
  kind text not null,
  subject text not null,
  account_id text,
  opportunity_id text,
  owner_id text,
  -- Of a decision: the proposal, and who is asked.
  action_id text,
  asked_id text,
  at timestamptz not null,
  state text not null default 'waiting' check (state in ('waiting', 'raised', 'over')),
  -- Why it is over without having been told.
  why text,
  person_id text,
  settled_at timestamptz
);
create index if not exists interruption_waiting on interruption (at) where state = 'waiting';
create index if not exists interruption_raised on interruption (person_id, settled_at) where state = 'raised';
alter table channel_preference
  add column if not exists interrupt boolean not null default true,
  add column if not exists hours_from text not null default '08:00',
  add column if not exists hours_until text not null default '18:00',
  -- Null: the company's.
  add column if not exists time_zone text;
`;

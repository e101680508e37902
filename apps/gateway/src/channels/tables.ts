/**
 * What people are asked, as the gate's and the executions' events say, and what they were sent about it. A notice is one
 * message to one person in one channel; only ids are kept, its words are read when it is sent.
 */
export const CHANNELS_DDL = `
create table if not exists gateway.asked (
  action_id text primary key,
  wave text,
  rank integer,
  person_id text,
  digest text,
  asked_at timestamptz,
  expires_at timestamptz,
  -- Of the gate: admitted, asked, approved, rejected, expired, withdrawn. Of gateway, once it began: outcome.
  state text,
  outcome text,
  decided_by text,
  reason text
);
create index if not exists asked_open on gateway.asked (person_id) where state = 'asked' and outcome is null;
create table if not exists gateway.notice (
  notice_id text primary key,
  channel text not null check (channel in ('slack', 'mail')),
  person_id text not null,
  made_at timestamptz not null,
  -- In Slack the conversation and the stamp of the message; by mail the address.
  address text,
  message_id text,
  -- When sending was first tried: from then on it may be there without our knowing.
  tried_at timestamptz,
  sent_at timestamptz,
  -- Digest of what it shows; due while what it is about has changed more often than was shown.
  shown text,
  changes integer not null default 0,
  changes_shown integer not null default 0,
  attempts integer not null default 0,
  next_at timestamptz not null,
  problem text
);
create index if not exists notice_due on gateway.notice (channel, next_at) where changes > changes_shown;
create table if not exists gateway.noticed (
  channel text not null,
  person_id text not null,
  action_id text not null,
  notice_id text not null references gateway.notice,
  primary key (channel, person_id, action_id)
);
create index if not exists noticed_action on gateway.noticed (action_id);
create index if not exists noticed_notice on gateway.noticed (notice_id);
`;

/** What interrupts people, as the gate's events say; a notice of its own each, which is not the one of the day. */
export const INTERRUPTIONS_DDL = `
create table if not exists gateway.interruption (
  interruption_id text primary key,
  kind text not null,
  person_id text not null,
  subject text not null,
  account_id text,
  action_id text,
  raised_at timestamptz not null,
  expires_at timestamptz not null
);
create index if not exists interruption_person on gateway.interruption (person_id, expires_at);
alter table gateway.notice add column if not exists interruption_id text references gateway.interruption;
`;

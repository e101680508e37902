/** Which lifecycles there are, and what they are still to be told. */
export const LIFECYCLE_DDL = `
create table if not exists lifecycle (
  kind text not null check (kind in ('deal', 'account')),
  id text not null,
  started_at timestamptz,
  ended_at timestamptz,
  -- Set by events, taken by the starter: tell the workflow to look, or start it.
  pending_since timestamptz,
  -- Part of a backfill: started in the background, after the first wave.
  backfill boolean not null default false,
  primary key (kind, id)
);
create index if not exists lifecycle_pending on lifecycle (pending_since) where pending_since is not null;
`;

/** How deals ended, for the run of their lifecycle that begins when they are open again; and the meetings ahead. */
export const LIFECYCLE_MEMORY_DDL = `
alter table lifecycle add column if not exists closed jsonb;
create table if not exists lifecycle_meeting (
  activity_id text primary key,
  opportunity_id text not null,
  at timestamptz not null
);
create index if not exists lifecycle_meeting_deal on lifecycle_meeting (opportunity_id, at);
`;

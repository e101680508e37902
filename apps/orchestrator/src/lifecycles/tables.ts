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

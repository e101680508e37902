/**
 * Tables of the ladder; all are views of the log. `autonomy` holds every signature ever given, each with when it ended, so
 * that what was in force at an instant can be asked.
 */
export const LADDER_DDL = `
alter table autonomy
  add column if not exists policy_version text not null default '',
  add column if not exists ended_at timestamptz;
alter table autonomy drop constraint if exists autonomy_pkey;
alter table autonomy add primary key (action, tier, signed_at);
create unique index if not exists autonomy_stands on autonomy (action, tier) where ended_at is null;

create table if not exists ladder_demotion (
  action text not null,
  tier text not null,
  at timestamptz not null,
  by text not null,
  cause text not null,
  reason text not null,
  primary key (action, tier, at)
);

-- What became of each proposal of an effect class that can be earned: decided by a person, run alone, or left alone.
create table if not exists ladder_case (
  action_id text primary key,
  action text not null,
  effect text not null,
  -- The stricter tier, as it was ruled.
  tier text not null,
  subject text not null,
  opportunity_id text,
  kind text not null check (kind in ('person', 'alone', 'held-out')),
  at timestamptz not null,
  -- Of a person's decision; who is only compared with others and never served.
  by text,
  is_person boolean,
  evidence_opened boolean,
  outcome text check (outcome in ('accepted', 'edited', 'rejected')),
  -- Whether it would have run without a person, had that been signed.
  would_run_alone boolean,
  executed_at timestamptz,
  undone_at timestamptz,
  -- Business time at which the deal was won after it.
  won_at timestamptz
);
create index if not exists ladder_case_rung on ladder_case (action, tier);
create index if not exists ladder_case_opportunity on ladder_case (opportunity_id) where opportunity_id is not null;

-- Proposals that are first shown made wrong on purpose. Who answered is not kept.
create table if not exists known_bad (
  action_id text primary key,
  action text not null,
  tier text not null,
  kind text not null,
  says text not null,
  change jsonb not null,
  digest text not null,
  planted_at timestamptz not null,
  answered_at timestamptz,
  caught boolean
);
create index if not exists known_bad_rung on known_bad (action, tier) where answered_at is not null;
`;

/** Actions in shadow on a tier, each time with when it ended; a view of the log. */
export const SHADOW_DDL = `
create table if not exists shadow (
  action text not null,
  tier text not null,
  at timestamptz not null,
  by text not null,
  reason text not null,
  ended_at timestamptz,
  primary key (action, tier, at)
);
create unique index if not exists shadow_stands on shadow (action, tier) where ended_at is null;
`;

/** Tables of the gate. `docket` and the others are views of the log, except `kill_switch` and `policy`. */
export const GATE_DDL = `
create table if not exists docket (
  action_id text primary key,
  action text not null,
  agent text not null,
  effect text not null,
  subject text not null,
  opportunity_id text,
  account_id text,
  owner_id text,
  title text not null,
  amount double precision not null,
  fields text[] not null,
  expected_value double precision not null,
  tier_proposed text not null,
  digest text not null,
  -- What an edit is held against; batches are signed as they are and not kept here.
  change jsonb,
  lane text not null check (lane in ('person', 'policy')),
  state text not null,
  reason text,
  requested boolean not null default false,
  rank integer,
  wave text,
  assignee_role text,
  assignee_id text,
  approver_role text,
  approver_id text,
  policy_version text,
  expires_at timestamptz,
  decision_id text,
  proposed_at timestamptz not null,
  queued_at timestamptz,
  admitted_at timestamptz,
  started_at timestamptz,
  decided_at timestamptz
);
create index if not exists docket_state on docket (state);
create index if not exists docket_account on docket (account_id) where state in ('proposed', 'queued', 'admitted', 'open');
create index if not exists docket_opportunity on docket (opportunity_id) where state in ('proposed', 'queued', 'admitted', 'open');
create index if not exists docket_subject on docket (action, subject);

-- What a batch of events asks of the gate; done and removed by the gate's own loop.
create table if not exists gate_todo (
  id bigint generated always as identity primary key,
  action_id text not null,
  what text not null check (what in ('withdraw', 'recheck')),
  reason text not null
);

-- Newest version of a record at which a fact that people own changed; agents' own fields do not count.
create table if not exists facts (record text primary key, version integer not null);

create table if not exists request (action text not null, subject text not null, at timestamptz not null, primary key (action, subject));

create table if not exists wave (
  wave text primary key,
  due_at timestamptz not null,
  run_at timestamptz,
  admitted integer not null default 0
);

create table if not exists decision (
  decision_id text primary key,
  action_id text not null,
  recorded_at timestamptz not null,
  body jsonb not null,
  answer jsonb
);
create index if not exists decision_action on decision (action_id);

create table if not exists kill_switch (
  scope text primary key,
  epoch integer not null,
  stopped boolean not null,
  changed_at timestamptz not null,
  by text not null,
  reason text not null
);
create or replace view kill_epoch as select scope, epoch, stopped, changed_at from kill_switch;

create table if not exists autonomy (
  action text not null,
  tier text not null,
  signed_by text not null,
  signed_at timestamptz not null,
  primary key (action, tier)
);

create table if not exists policy (
  version text primary key,
  body jsonb not null,
  adopted_at timestamptz not null default clock_timestamp()
);

create table if not exists tiering (
  batch_id text primary key,
  action_id text not null,
  digest text not null,
  by text not null,
  signed_at timestamptz not null,
  counts jsonb not null
);
`;

/** Causes whose consequences ops-analyst has measured: of an import, that its X-ray is served. */
export const MEASURED_DDL = `create table if not exists measured (correlation_id text primary key)`;

/** Four eyes, escalation, who asked for a proposal, and who is away. */
export const APPROVALS_DDL = `
alter table request add column if not exists by text;
alter table docket
  add column if not exists requested_by text,
  -- The decision that stands as the first of two, and whose it is.
  add column if not exists first_decision_id text,
  add column if not exists first_by text,
  add column if not exists escalates_at timestamptz,
  add column if not exists escalated_to text;
create table if not exists absence (
  person_id text primary key,
  from_day date not null,
  until_day date not null,
  delegate_id text,
  by text not null,
  set_at timestamptz not null,
  -- planned, standing, over: moved on by the gate's loop, so that everybody sees the same at the same moment.
  state text not null check (state in ('planned', 'standing', 'over'))
);
`;

/** Everybody who asked for a proposal, of what it supersedes too: `requested_by` says who did last. */
export const ASKERS_DDL = `
alter table request add column if not exists asked_before text[] not null default '{}';
alter table docket
  add column if not exists asked_before text[] not null default '{}',
  add column if not exists superseded_by text;
`;

/** How often a question was asked: counted where it is asked, not by reading the log for each decision. */
export const ASKED_DDL = `
alter table docket add column if not exists asked integer not null default 0;
update docket d set asked = e.asked
from (select stream, count(*)::int as asked from event where type = 'ApprovalRequested' group by stream) e
where e.stream = d.action_id;
`;

/** Where a policy comes from, proposals of one, and what a backtest needs to know of a proposal. */
export const POLICY_DDL = `
alter table policy
  add column if not exists provenance jsonb not null default '{}',
  add column if not exists origin text not null default 'playbook' check (origin in ('playbook', 'published'));
alter table docket
  -- Minutes a person needs for it, and the day of the business clock it was proposed on; null = from before they were kept.
  add column if not exists minutes double precision,
  add column if not exists business_date text;
create table if not exists policy_proposal (
  proposal_id text primary key,
  version text not null,
  -- Version in force when it was proposed; it can replace no other.
  replaces text not null,
  file text not null,
  override jsonb not null,
  provenance jsonb not null,
  reason text not null,
  by text not null,
  by_sub text not null,
  proposed_at timestamptz not null,
  signed_by text,
  signed_at timestamptz
);
create index if not exists policy_proposal_version on policy_proposal (version);
`;

/** Which policy came last is counted, not told by clocks that can be set back. */
export const POLICY_ORDER_DDL = `
alter table policy add column if not exists adoption integer;
update policy p set adoption = n.adoption
from (select version, row_number() over (order by adopted_at)::int as adoption from policy) n
where n.version = p.version and p.adoption is null;
alter table policy alter column adoption set not null;
create unique index if not exists policy_adoption on policy (adoption);
alter table policy_proposal add column if not exists signature integer;
update policy_proposal p set signature = n.signature
from (select proposal_id, row_number() over (order by signed_at)::int as signature from policy_proposal
      where signed_at is not null) n
where n.proposal_id = p.proposal_id and p.signature is null;
create unique index if not exists policy_proposal_signature on policy_proposal (signature);
`;

/** Sections of a company that were proposed and signed; the newest signature is in force. */
export const PLAYBOOK_DDL = `
create table if not exists playbook_proposal (
  proposal_id text primary key,
  version text not null,
  -- Version in force when it was proposed; it can replace no other.
  replaces text not null,
  digest text not null,
  files jsonb not null,
  changes jsonb not null,
  affected jsonb,
  reason text not null,
  by text not null,
  by_sub text not null,
  proposed_at timestamptz not null,
  signed_by text,
  signed_at timestamptz,
  signature integer unique
);
create index if not exists playbook_proposal_version on playbook_proposal (version);
`;

/** The publication a proposal was made over, null = the folder: a version that comes back is not the same one again. */
export const PLAYBOOK_STANDS_DDL = `
alter table playbook_proposal add column if not exists stands_on text;
`;

/** The same for a policy; one that was open when a policy had been signed already is proposed again. */
export const POLICY_STANDS_DDL = `
alter table policy_proposal add column if not exists stands_on text;
`;

/** A proposal that somebody said no to, with who, when and why; what is signed was not rejected. */
export const REJECTED_DDL = ['policy_proposal', 'playbook_proposal'].map(
  (table) => `
alter table ${table}
  add column if not exists rejected_by text,
  add column if not exists rejected_at timestamptz,
  add column if not exists rejection text,
  add constraint ${table}_is_signed_or_rejected check (signed_at is null or rejected_at is null);
`,
);

/**
 * Which proposal came last is counted, as signatures are. One that the release before made while this one came up has no
 * count, and is taken for the last.
 */
export const PROPOSAL_ORDER_DDL = ['policy_proposal', 'playbook_proposal'].map(
  (table) => `
alter table ${table} add column if not exists ordinal integer;
update ${table} p set ordinal = n.ordinal
from (select proposal_id, row_number() over (order by proposed_at, proposal_id)::int as ordinal from ${table}) n
where n.proposal_id = p.proposal_id and p.ordinal is null;
create unique index if not exists ${table}_ordinal on ${table} (ordinal);
`,
);

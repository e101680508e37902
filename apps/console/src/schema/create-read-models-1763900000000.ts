import type { MigrationInterface, QueryRunner } from 'typeorm';
import { consumerDdl } from '@salesagent/bus';
import { mirrorDdl } from '@salesagent/mirror';

/**
 * Read models of the console. They own no truth: dropping them and reading the bus again from the beginning gives
 * the same rows.
 */
export class CreateReadModels1763900000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(consumerDdl('console'));
    await runner.query(mirrorDdl('console'));
    await runner.query(READ_MODELS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop schema console cascade');
  }
}

const READ_MODELS = `
create table console.timeline (
  event_id text primary key,
  subject text not null,
  action_id text,
  type text not null,
  source text not null,
  key text not null,
  sequence bigint not null,
  occurred_at timestamptz not null,
  recorded_at timestamptz not null,
  correlation_id text not null,
  causation_id text not null,
  data jsonb not null
);
create index timeline_subject on console.timeline (subject, occurred_at desc);
create index timeline_action on console.timeline (action_id) where action_id is not null;

create table console.proposal (
  action_id text primary key,
  action text not null,
  agent text not null,
  effect text not null,
  subject text not null,
  account_id text,
  owner_id text,
  tier text not null,
  title text not null,
  why text not null,
  facts jsonb not null,
  evidence jsonb not null,
  citations jsonb not null,
  draft jsonb,
  change jsonb not null,
  digest text not null,
  record_version int,
  attention jsonb not null,
  expected_value double precision not null,
  playbook_version text not null,
  business_date date not null,
  proposed_at timestamptz not null,
  ended text,
  ended_at timestamptz,
  ended_reason text,
  superseded_by text
);
create index proposal_subject on console.proposal (subject);

create table console.gate (
  action_id text primary key,
  state text not null,
  since timestamptz not null,
  queued_at timestamptz,
  admitted_at timestamptz,
  wave text,
  rank int,
  assignee jsonb,
  approver jsonb,
  digest text,
  policy_version text,
  expires_at timestamptz,
  decision_id text,
  decided_by text,
  edited jsonb,
  evidence_opened boolean,
  reason text
);

create table console.execution (
  action_id text primary key,
  state text not null,
  since timestamptz not null,
  started_at timestamptz,
  ended_at timestamptz,
  writes jsonb not null,
  write_count int not null,
  undoable boolean not null,
  note text,
  reason text
);

create table console.insight (
  key text primary key,
  action text not null,
  subject text not null,
  business_date date not null,
  recorded_at timestamptz not null,
  "values" jsonb not null,
  reasons jsonb not null,
  citations jsonb not null,
  playbook_version text not null
);
create index insight_subject on console.insight (subject);

create table console.movement (
  opportunity_id text primary key,
  sub_stage text not null,
  from_sub_stage text,
  moved_at timestamptz not null
);

create table console.win_curve (key text primary key, as_of date not null, curve jsonb not null);

-- One life, three writers: what happened in the gateway counts before what the gate said, and that before the agent.
create view console.approval as
select p.*,
       case
         when e.state is not null then e.state
         when g.state in ('approved', 'rejected', 'expired', 'withdrawn', 'prepared') then g.state
         when p.ended is not null then p.ended
         else coalesce(g.state, 'proposed')
       end as state,
       coalesce(e.since, case when g.state in ('approved', 'rejected', 'expired', 'withdrawn', 'prepared') then g.since end,
                p.ended_at, g.since, p.proposed_at) as state_since,
       coalesce(e.reason, g.reason, p.ended_reason) as reason,
       g.queued_at, g.admitted_at, g.wave, g.rank, g.assignee, g.approver, g.policy_version, g.expires_at,
       g.decided_by, g.decision_id, g.edited, g.since as gate_since, g.digest as gate_digest,
       e.state as execution_state, e.started_at, e.ended_at as executed_at, e.writes, e.write_count, e.note,
       e.reason as execution_reason, coalesce(e.undoable, false) as undoable
from console.proposal p
left join console.gate g using (action_id)
left join console.execution e using (action_id);
`;

import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who approved something first, and who else may decide it since it was escalated. */
export class ApprovalsOfTwo1764400000000 implements MigrationInterface {
  readonly name = 'ApprovalsOfTwo1764400000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(DDL);
  }

  async down(): Promise<void> {
    throw new Error('columns of a read model are not taken away again; rebuild it with the version before');
  }
}

const ENDED = `('approved', 'rejected', 'expired', 'withdrawn', 'prepared')`;

const DDL = `
alter table console.gate add column if not exists first_by text, add column if not exists also_asked jsonb;

create or replace view console.approval as
select p.*,
       case
         when e.state is not null then e.state
         when g.state in ${ENDED} then g.state
         when p.ended is not null then p.ended
         else coalesce(g.state, 'proposed')
       end as state,
       coalesce(e.since, case when g.state in ${ENDED} then g.since end,
                p.ended_at, g.since, p.proposed_at) as state_since,
       coalesce(e.reason, g.reason, p.ended_reason) as reason,
       g.queued_at, g.admitted_at, g.wave, g.rank, g.assignee, g.approver, g.policy_version, g.expires_at,
       g.decided_by, g.decision_id, g.edited, g.since as gate_since, g.digest as gate_digest,
       e.state as execution_state, e.started_at, e.ended_at as executed_at, e.writes, e.write_count, e.note,
       e.reason as execution_reason, coalesce(e.undoable, false) as undoable,
       g.first_by, g.also_asked
from console.proposal p
left join console.gate g using (action_id)
left join console.execution e using (action_id);
`;

import { auditTrailDdl } from '@salesagent/audit';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APPEND_ONLY, consumerDdl, consumerMigrations } from '@salesagent/bus';
import { eventStoreDdl, eventStoreFunctions } from '@salesagent/event-store';
import { mirrorDdl, mirrorMigrations } from '@salesagent/mirror';
import type { ServiceSchema } from '@salesagent/platform';
import { AUDIT_APPEND_ONLY, AUDIT_DDL, AUDIT_TYPES_DDL } from './audit/tables';
import { CHANNEL_DDL } from './channels/tables';
import { APPROVALS_DDL, GATE_DDL, MEASURED_DDL, POLICY_DDL, POLICY_ORDER_DDL } from './gate/tables';
import { INTERRUPTION_DDL } from './interruptions/tables';
import { LADDER_DDL, SHADOW_DDL } from './ladder/tables';
import { LIFECYCLE_DDL, LIFECYCLE_MEMORY_DDL } from './lifecycles/tables';

class OrchestratorTables1764000000000 implements MigrationInterface {
  readonly name = 'OrchestratorTables1764000000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(eventStoreDdl('orchestrator'));
    await queryRunner.query(consumerDdl('orchestrator'));
    await queryRunner.query(mirrorDdl('orchestrator'));
    await queryRunner.query(GATE_DDL);
    await queryRunner.query(LIFECYCLE_DDL);
  }

  async down(): Promise<void> {
    throw new Error('the record of what was approved is not dropped by a migration');
  }
}

class OrchestratorMeasured1764010000000 implements MigrationInterface {
  readonly name = 'OrchestratorMeasured1764010000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(MEASURED_DDL);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table measured');
  }
}

class OrchestratorPolicies1764300000000 implements MigrationInterface {
  readonly name = 'OrchestratorPolicies1764300000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(POLICY_DDL);
  }

  async down(): Promise<void> {
    throw new Error('the record of who published a policy is not dropped by a migration');
  }
}

class OrchestratorPolicyOrder1764310000000 implements MigrationInterface {
  readonly name = 'OrchestratorPolicyOrder1764310000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(POLICY_ORDER_DDL);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table policy drop column adoption');
    await queryRunner.query('alter table policy_proposal drop column signature');
  }
}

class OrchestratorApprovals1764400000000 implements MigrationInterface {
  readonly name = 'OrchestratorApprovals1764400000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(APPROVALS_DDL);
  }

  async down(): Promise<void> {
    throw new Error('the record of who approved what is not dropped by a migration');
  }
}

class OrchestratorAudit1764200000000 implements MigrationInterface {
  readonly name = 'OrchestratorAudit1764200000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(AUDIT_DDL);
  }

  async down(): Promise<void> {
    throw new Error('the audit chain is not dropped by a migration');
  }
}

class OrchestratorAuditTypes1764210000000 implements MigrationInterface {
  readonly name = 'OrchestratorAuditTypes1764210000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(AUDIT_TYPES_DDL);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table audit_type');
  }
}

class OrchestratorLifecycleMemory1764410000000 implements MigrationInterface {
  readonly name = 'OrchestratorLifecycleMemory1764410000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(LIFECYCLE_MEMORY_DDL);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table lifecycle_meeting; alter table lifecycle drop column closed');
  }
}

class OrchestratorChannels1764420000000 implements MigrationInterface {
  readonly name = 'OrchestratorChannels1764420000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(CHANNEL_DDL);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table slack_link, slack_code, channel_preference');
  }
}

class OrchestratorLadder1764430000000 implements MigrationInterface {
  readonly name = 'OrchestratorLadder1764430000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(LADDER_DDL);
  }

  async down(): Promise<void> {
    throw new Error('the record of who signed autonomy is not dropped by a migration');
  }
}

class OrchestratorInterruptions1764450000000 implements MigrationInterface {
  readonly name = 'OrchestratorInterruptions1764450000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(INTERRUPTION_DDL);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table interruption');
    await queryRunner.query(
      'alter table channel_preference drop interrupt, drop hours_from, drop hours_until, drop time_zone',
    );
  }
}

class OrchestratorShadow1764460000000 implements MigrationInterface {
  readonly name = 'OrchestratorShadow1764460000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(SHADOW_DDL);
  }

  async down(): Promise<void> {
    throw new Error('the record of who put an action in shadow is not dropped by a migration');
  }
}

export const schema: ServiceSchema = {
  schema: 'orchestrator',
  migrations: [
    OrchestratorTables1764000000000,
    OrchestratorMeasured1764010000000,
    OrchestratorPolicies1764300000000,
    OrchestratorApprovals1764400000000,
    ...consumerMigrations('orchestrator'),
    ...mirrorMigrations('orchestrator'),
    OrchestratorAudit1764200000000,
    OrchestratorAuditTypes1764210000000,
    OrchestratorPolicyOrder1764310000000,
    OrchestratorLifecycleMemory1764410000000,
    OrchestratorChannels1764420000000,
    OrchestratorLadder1764430000000,
    OrchestratorInterruptions1764450000000,
    OrchestratorShadow1764460000000,
  ],
  appendOnly: [...APPEND_ONLY, ...AUDIT_APPEND_ONLY],
  // Gateway reads the kill epoch in the transaction that starts an execution, and nothing else of this schema.
  grants: [
    eventStoreFunctions('orchestrator'),
    auditTrailDdl('orchestrator'),
    'grant usage on schema orchestrator to salesagent_gateway',
    'grant select on orchestrator.kill_epoch to salesagent_gateway',
  ],
  // Workflows are made anew from the log: the gates of what is not settled, which are told again what was decided, and
  // the lifecycles of what is open.
  afterRestore: [
    `update orchestrator.docket set started_at = null, state = case state when 'open' then 'admitted' else state end
     where state in ('admitted', 'open', 'approved')`,
    `update orchestrator.decision d set answer = null from orchestrator.docket p
     where p.action_id = d.action_id and p.decision_id = d.decision_id and p.state = 'approved'`,
    `update orchestrator.lifecycle set pending_since = clock_timestamp(), backfill = true
     where started_at is not null and ended_at is null`,
  ],
};

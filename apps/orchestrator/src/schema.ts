import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APPEND_ONLY, consumerDdl, consumerMigrations } from '@salesagent/bus';
import { eventStoreDdl, eventStoreFunctions } from '@salesagent/event-store';
import { mirrorDdl, mirrorMigrations } from '@salesagent/mirror';
import type { ServiceSchema } from '@salesagent/platform';
import { GATE_DDL, MEASURED_DDL } from './gate/tables';
import { LIFECYCLE_DDL } from './lifecycles/tables';

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

export const schema: ServiceSchema = {
  schema: 'orchestrator',
  migrations: [
    OrchestratorTables1764000000000,
    OrchestratorMeasured1764010000000,
    ...consumerMigrations('orchestrator'),
    ...mirrorMigrations('orchestrator'),
  ],
  appendOnly: APPEND_ONLY,
  // Gateway reads the kill epoch in the transaction that starts an execution, and nothing else of this schema.
  grants: [
    eventStoreFunctions('orchestrator'),
    'grant usage on schema orchestrator to salesagent_gateway',
    'grant select on orchestrator.kill_epoch to salesagent_gateway',
  ],
};

import { auditTrailDdl } from '@salesagent/audit';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { crmDdl } from '@salesagent/crm';
import { eventStoreDdl, eventStoreFunctions } from '@salesagent/event-store';
import type { ServiceSchema } from '@salesagent/platform';
import { vaultGrants } from '@salesagent/sealing';
import { APPEND_ONLY, consumerDdl, consumerMigrations } from '@salesagent/bus';
import { CHANNELS_DDL, INTERRUPTIONS_DDL } from './channels/tables';
import { EXECUTION_DDL } from './execution/tables';
import { INTAKE_DDL } from './intake/tables';
import { OPENING_DDL } from './personal-data/tables';

class GatewayTables1764000000000 implements MigrationInterface {
  readonly name = 'GatewayTables1764000000000';
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(crmDdl());
    await queryRunner.query(eventStoreDdl('gateway'));
    await queryRunner.query(consumerDdl('gateway'));
    await queryRunner.query(INTAKE_DDL);
    await queryRunner.query(EXECUTION_DDL);
  }
  async down(): Promise<void> {
    throw new Error('gateway owns the CRM: its tables are not dropped by a migration');
  }
}

class OpeningLimits1764100000000 implements MigrationInterface {
  readonly name = 'OpeningLimits1764100000000';
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(OPENING_DDL);
  }
  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table gateway.rate_limit');
  }
}

class Channels1764400000000 implements MigrationInterface {
  readonly name = 'Channels1764400000000';
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(CHANNELS_DDL);
  }
  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table gateway.noticed, gateway.notice, gateway.asked');
  }
}

class Interruptions1764450000000 implements MigrationInterface {
  readonly name = 'Interruptions1764450000000';
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(INTERRUPTIONS_DDL);
  }
  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table gateway.notice drop interruption_id');
    await queryRunner.query('drop table gateway.interruption');
  }
}

export const schema: ServiceSchema = {
  schema: 'gateway',
  also: ['crm'],
  migrations: [
    GatewayTables1764000000000,
    ...consumerMigrations('gateway'),
    OpeningLimits1764100000000,
    Channels1764400000000,
    Interruptions1764450000000,
  ],
  appendOnly: APPEND_ONLY,
  // Gateway seals what enters the log, and opens what an approved change writes into the CRM; it erases people.
  grants: [eventStoreFunctions('gateway'), auditTrailDdl('gateway'), vaultGrants('salesagent_gateway', 'erase')],
};

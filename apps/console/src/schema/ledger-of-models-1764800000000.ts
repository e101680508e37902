import { LEDGER_TABLES } from '@salesagent/llm/ledger';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The ledger of models is one for all services of a company; whichever comes first makes it. The console reads it. */
export class LedgerOfModels1764800000000 implements MigrationInterface {
  readonly name = 'LedgerOfModels1764800000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(LEDGER_TABLES);
  }

  async down(): Promise<void> {
    throw new Error('the ledger of models is not migrated down');
  }
}

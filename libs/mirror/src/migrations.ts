import type { MigrationInterface, QueryRunner } from 'typeorm';
import { mirrorDdl } from './ddl';

/**
 * Brings the mirror's tables of an existing schema up to date: to be listed behind the migration that made them.
 * `mirrorDdl` only adds what is missing.
 */
export function mirrorMigrations(schema: string): (new () => MigrationInterface)[] {
  class BusinessClockRecordedAt1764100000001 implements MigrationInterface {
    readonly name = `BusinessClockRecordedAt_${schema}_1764100000001`;
    async up(runner: QueryRunner): Promise<void> {
      await runner.query(mirrorDdl(schema));
    }
    down(): Promise<void> {
      return Promise.reject(new Error('the mirror is not migrated down: it is rebuilt from the bus'));
    }
  }
  return [BusinessClockRecordedAt1764100000001];
}

import type { MigrationInterface, QueryRunner } from 'typeorm';
import { deadLetterDdl } from './ddl';

/** Brings the table of parked events of an existing schema up to date. */
export function deadLetterMigration(schema: string): new () => MigrationInterface {
  return class DeadLetters1764100000000 implements MigrationInterface {
    readonly name = `DeadLetters_${schema}_1764100000000`;
    async up(runner: QueryRunner): Promise<void> {
      await runner.query(deadLetterDdl(schema));
    }
    /** Never taken back: expand, then contract. */
    down(): Promise<void> {
      return Promise.reject(new Error('a column of the parked events is not taken back'));
    }
  };
}

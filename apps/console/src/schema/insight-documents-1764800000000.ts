import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Passages of documents that an insight rests on, as they were found. */
export class InsightDocuments1764800000000 implements MigrationInterface {
  readonly name = 'InsightDocuments1764800000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table console.insight add column if not exists documents jsonb');
  }

  async down(): Promise<void> {
    throw new Error('columns of a read model are not taken away again; rebuild it with the version before');
  }
}

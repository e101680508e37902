import { agentServiceSchema } from '@salesagent/agent';
import { roleOf, type ServiceSchema } from '@salesagent/platform';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { intervalDdl } from './projection/ddl';
import { importsSeenDdl } from './publish/first-import';

class DatedIntervals1764000000001 implements MigrationInterface {
  readonly name = 'DatedIntervals1764000000001';
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(intervalDdl('ops_analyst'));
  }
  /** Never taken back: it is rebuilt from the bus. */
  down(): Promise<void> {
    return Promise.reject(new Error('the dated intervals are not migrated down'));
  }
}

class ImportsSeen1764000000002 implements MigrationInterface {
  readonly name = 'ImportsSeen1764000000002';
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(importsSeenDdl('ops_analyst'));
  }
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table ops_analyst.import_seen');
  }
}

/** It opens names of reps, to say whose number it is. */
const base = agentServiceSchema('ops_analyst', 'open');

export const schema: ServiceSchema = {
  ...base,
  migrations: [...base.migrations, DatedIntervals1764000000001, ImportsSeen1764000000002],
};
export const SCHEMA = base.schema;
export const ROLE = roleOf(SCHEMA);

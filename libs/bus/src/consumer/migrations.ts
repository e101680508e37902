import { eventStoreDdl, schemaName } from '@salesagent/event-store';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { consumerDdl } from './ddl';

/**
 * Brings the consumer's tables of an existing schema up to date: to be listed behind the migration that made them.
 * `consumerDdl` only adds what is missing, so a new database passes over it. What people decide about parked events is
 * in the service's log, so a service that has none for anything else gets one.
 */
export function consumerMigrations(schema: string): (new () => MigrationInterface)[] {
  schemaName(schema);
  class ConsumerTables1764100000000 implements MigrationInterface {
    readonly name = `ConsumerTables_${schema}_1764100000000`;
    async up(runner: QueryRunner): Promise<void> {
      await runner.query(consumerDdl(schema));
    }
    down(): Promise<void> {
      return Promise.reject(new Error('the record of what was redriven and discarded is not dropped by a migration'));
    }
  }
  class RoomForPositions1764200000000 implements MigrationInterface {
    readonly name = `RoomForPositions_${schema}_1764200000000`;
    async up(runner: QueryRunner): Promise<void> {
      await runner.query(consumerDdl(schema));
    }
    async down(runner: QueryRunner): Promise<void> {
      await runner.query(`alter table ${schema}.consumer_position set (fillfactor = 80)`);
    }
  }
  class LogOfDecisions1764450000000 implements MigrationInterface {
    readonly name = `LogOfDecisions_${schema}_1764450000000`;
    async up(runner: QueryRunner): Promise<void> {
      await runner.query(eventStoreDdl(schema));
    }
    down(): Promise<void> {
      return Promise.reject(new Error('the record of what was decided is not dropped by a migration'));
    }
  }
  return [ConsumerTables1764100000000, RoomForPositions1764200000000, LogOfDecisions1764450000000];
}

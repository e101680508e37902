import type { MigrationInterface } from 'typeorm';

/**
 * What a service asks of the database. The one migration job reads it from `apps/<name>/src/schema.ts`, since
 * services have no right to change tables themselves.
 */
export interface ServiceSchema {
  /** The service's own schema; its role is `salesagent_<schema>`. */
  schema: string;
  /** Further schemas that this service alone owns, such as `crm` for gateway. */
  also?: string[];
  /**
   * TypeORM migrations in order, raw SQL, run once each with `search_path` set to `schema`. Class names end in a
   * 13-digit time stamp, as TypeORM asks.
   */
  migrations: (new () => MigrationInterface)[];
  /** Tables of `schema` that are records of what happened: the service may add rows, not change or remove them. */
  appendOnly?: readonly string[];
  /** SQL run as the owner after every migration run, e.g. a view another service may read; must be repeatable. */
  grants?: string[];
  /**
   * SQL run as the owner once after a backup was restored, each an `update` or `delete` of one table: takes back what
   * the tables say of the world outside the database, such as a workflow that was started. Must be repeatable.
   */
  afterRestore?: string[];
}

/** The role a schema's service signs in as. */
export function roleOf(schema: string): string {
  return `salesagent_${schema}`;
}

import { Client } from 'pg';
import { roleOf, type ServiceSchema } from './service-schema';

export interface MigrationOptions {
  /** Connection string of a role that may create roles and schemas in the company's database. */
  url: string;
  services: ServiceSchema[];
  /** Schemas that belong to no single service (`bus`, `vault`): repeatable SQL, run first. */
  shared?: { schema: string; ddl: string }[];
  /** Further grants a service's role gets after every run, beside those on its own schemas. */
  grantsOf?: (role: string) => string[];
  /** Password of each service role. */
  passwordOf: (role: string) => string;
  onProgress?: (message: string) => void;
}

/** Limits a service's sessions have even if its pool forgets to ask for them. */
const ROLE_LIMITS = {
  transaction_timeout: '10min',
  idle_in_transaction_session_timeout: '2min',
  lock_timeout: '1min',
};

/** One of these runs at a time in a database; the number only has to be the same everywhere. */
const MIGRATION_LOCK = 727_001;

/**
 * Brings a database up to date: roles, schemas, each service's migrations, grants. Repeatable; run before the
 * services start, since they cannot change tables. Migrations expand first and contract in a later release, so old
 * and new services can run side by side.
 */
export async function migrate(options: MigrationOptions): Promise<{ applied: string[] }> {
  const owner = new Client({ connectionString: options.url, application_name: 'migrate' });
  await owner.connect();
  const applied: string[] = [];
  try {
    await owner.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await ensureRoles(options);
    const { rows } = await owner.query<{ name: string }>('select quote_ident(current_database()) as name');
    await owner.query(`revoke all on database ${rows[0]?.name} from public; revoke all on schema public from public`);
    for (const { schema, ddl } of options.shared ?? []) {
      await owner.query(`create schema if not exists ${identifier(schema)}; ${ddl}`);
    }
    for (const service of options.services) {
      for (const schema of [service.schema, ...(service.also ?? [])]) {
        await owner.query(`create schema if not exists ${identifier(schema)}`);
      }
      applied.push(...(await runMigrations(options.url, service)));
    }
    for (const service of options.services) {
      await owner.query(ownGrants(service, rows[0]?.name ?? ''));
      for (const sql of options.grantsOf?.(roleOf(service.schema)) ?? []) await owner.query(sql);
      for (const sql of service.grants ?? []) await owner.query(sql);
    }
  } finally {
    await owner.end(); // ends the lock too
  }
  for (const name of applied) options.onProgress?.(name);
  return { applied };
}

/** Roles belong to the whole server; two databases migrated at once must not alter one role at the same time. */
async function ensureRoles({ url, services, passwordOf }: MigrationOptions): Promise<void> {
  const server = new URL(url);
  server.pathname = '/postgres';
  const client = new Client({ connectionString: server.href, application_name: 'migrate' });
  await client.connect();
  try {
    await client.query('begin');
    await client.query('select pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
    for (const { schema } of services) {
      const role = identifier(roleOf(schema));
      const { rowCount } = await client.query('select 1 from pg_roles where rolname = $1', [role]);
      if (!rowCount) await client.query(`create role ${role} login`);
      await client.query(`alter role ${role} password ${client.escapeLiteral(passwordOf(role))}`);
      for (const [setting, value] of Object.entries(ROLE_LIMITS)) {
        await client.query(`alter role ${role} set ${setting} = '${value}'`);
      }
    }
    await client.query('commit');
  } finally {
    await client.end();
  }
}

async function runMigrations(url: string, { schema, migrations }: ServiceSchema): Promise<string[]> {
  const { DataSource } = await import('typeorm'); // only the migration job needs it in memory
  const source = new DataSource({
    type: 'postgres',
    url,
    schema,
    migrations,
    migrationsTableName: 'migration',
    migrationsTransactionMode: 'each',
    applicationName: `migrate ${schema}`,
    extra: { options: `-c search_path=${identifier(schema)},public`, max: 1 },
  });
  await source.initialize();
  try {
    return (await source.runMigrations()).map(({ name }) => `${schema}: ${name}`);
  } finally {
    await source.destroy();
  }
}

/** Data, not structure: a service reads and writes its own schemas and may look at, not change, its migrations. */
function ownGrants({ schema, also = [], appendOnly = [] }: ServiceSchema, database: string): string {
  const role = identifier(roleOf(schema));
  return [
    `grant connect, temporary on database ${database} to ${role};`,
    ...[schema, ...also]
      .map(identifier)
      .flatMap((name) => [
        `grant usage on schema ${name} to ${role};`,
        `grant select, insert, update, delete on all tables in schema ${name} to ${role};`,
        `grant usage, select on all sequences in schema ${name} to ${role};`,
      ]),
    `revoke insert, update, delete on ${identifier(schema)}.migration from ${role};`,
    // In the statement that grants, so that there is no moment in which the record could be changed.
    ...appendOnly.map((table) => `revoke update, delete on ${identifier(schema)}.${identifier(table)} from ${role};`),
  ].join('\n');
}

function identifier(name: string): string {
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(name)) throw new Error(`"${name}" cannot be the name of a schema or role`);
  return name;
}

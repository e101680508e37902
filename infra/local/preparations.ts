import { join } from 'node:path';
import { roleOf } from '@salesagent/platform/service-schema';
import type { PostgresServer } from '@salesagent/servers';
import { Client } from 'pg';
import { checkDatabase } from './database-seen';
import { busEnvironment, DATABASE, nodeFlags, type StackFacts } from './environment';
import type { Home, HomeCompany } from './home';
import { StartError } from './options';
import type { Progress } from './progress';
import { SERVICES } from './services';
import type { StepProcesses } from './step-processes';

/** What has to be done before the services start, each in a process of its own that ends again. */
export class Preparations {
  constructor(
    private readonly root: string,
    private readonly home: Home,
    private readonly company: HomeCompany,
    private readonly progress: Progress,
    private readonly steps: StepProcesses,
  ) {}

  /** While the servers come up; nothing to do when its sources have not changed. */
  async buildWeb(): Promise<void> {
    const { status, output } = await this.steps.run([join(this.root, 'infra/local/build.mjs'), 'web'], process.env);
    if (status !== 0) throw new StartError(output.trim());
  }

  /** With the operator's rights: services have none to create topics. */
  async createTopics(brokers: string): Promise<void> {
    const { status, output } = await this.steps.run(
      [...nodeFlags(256), join(this.root, 'dist/infra/kafka/main.js'), 'create', '--company', this.company.slug],
      { ...process.env, ...busEnvironment(brokers) },
    );
    if (status !== 0) throw new StartError(`the topics could not be made at ${brokers}:\n${output.trim()}`);
  }

  /** The migration library would stay in this process's memory. */
  async migrate(server: PostgresServer, restored: boolean): Promise<void> {
    await ensureDatabase(server);
    if (!restored) await checkDatabase(this.home, server.connectionString(DATABASE));
    const passwords = SERVICES.map(({ schema }) => {
      const role = roleOf(schema);
      return [`${role.toUpperCase()}_PASSWORD`, this.home.secret(role)];
    });
    const { status, output } = await this.steps.run(
      [...nodeFlags(256), join(this.root, 'dist/infra/migrate/main.js')],
      { ...process.env, MIGRATE_DATABASE_URL: server.connectionString(DATABASE), ...Object.fromEntries(passwords) },
    );
    if (status !== 0) throw new StartError(`the database could not be brought up to date:\n${output}`);
  }

  /** Before any service reads or writes: nothing stays ahead of a restored database. */
  async bringBack(server: PostgresServer, temporal: StackFacts['temporal'], kafka: string | null): Promise<void> {
    const lost = this.home.path(`lost-events-${new Date().toISOString().replaceAll(':', '')}.jsonl`);
    const script = join(this.root, 'dist/infra/restored/main.js');
    const { status, output } = await this.steps.run([...nodeFlags(256), script, '--lost', lost], {
      ...process.env,
      ...busEnvironment(kafka),
      SALESAGENT_COMPANY: this.company.slug,
      MIGRATE_DATABASE_URL: server.connectionString(DATABASE),
      TEMPORAL_ADDRESS: temporal.address,
      TEMPORAL_NAMESPACE: temporal.namespace,
    });
    if (status !== 0)
      throw new StartError(`what is ahead of the restored database could not be brought back:\n${output}`);
    for (const line of output.trim().split('\n')) this.progress.say(`  ${line}`);
  }
}

async function ensureDatabase(server: PostgresServer): Promise<void> {
  const client = new Client({ connectionString: server.connectionString() });
  await client.connect();
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [DATABASE]);
    if (!rowCount) await client.query(`create database ${DATABASE}`);
  } finally {
    await client.end();
  }
}

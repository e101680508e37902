import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { roleOf } from '@salesagent/platform/service-schema';
import {
  commandLine,
  endProcess,
  isAlive,
  servesTemporal,
  startKafka,
  startPostgres,
  startTemporal,
  type KafkaServer,
  type PostgresServer,
  type TemporalServer,
} from '@salesagent/servers';
import { Client } from 'pg';
import {
  baseEnvironment,
  busEnvironment,
  DATABASE,
  nodeFlags,
  serviceEnvironment,
  urlOf,
  type StackFacts,
} from './environment';
import { checkDatabase, noteDatabase } from './database-seen';
import type { Home, HomeCompany } from './home';
import { StartError, type StartOptions } from './options';
import type { Progress } from './progress';
import { SERVICES } from './services';
import { StackRecord } from './stack-file';
import { StepProcesses } from './step-processes';
import { SupervisedProcess } from './supervised-process';

const PATIENCE = { ready: 120_000, stop: 12_000 };

/** Everything `npm start` runs, in the order it depends on each other, and back. */
export class Stack {
  private postgres: PostgresServer | null = null;
  private temporal: TemporalServer | null = null;
  private kafka: KafkaServer | null = null;
  private readonly processes = new Map<string, SupervisedProcess>();
  private readonly record: StackRecord;
  private readonly steps: StepProcesses;
  private stopping = false;
  /** The database was taken for the newest that there is. */
  private serving = false;
  private starting: Promise<unknown> = Promise.resolve();
  private stopped: Promise<void> | null = null;

  constructor(
    private readonly root: string,
    private readonly home: Home,
    private readonly company: HomeCompany,
    private readonly progress: Progress,
    private readonly options: Pick<StartOptions, 'bus' | 'restored'>,
  ) {
    this.record = new StackRecord(home);
    this.steps = new StepProcesses(root);
  }

  /** Ends what an earlier start left running because it was killed. */
  async endLeftOvers(): Promise<void> {
    const before = this.record.leftOver();
    if (!before) return;
    const pids = Object.values(before.services).flatMap(({ pid }) => (pid ? [pid] : []));
    const ours = pids.filter((pid) => isAlive(pid) && isOurs(pid, this.root));
    await Promise.all(ours.map((pid) => endProcess(pid, ['SIGTERM', 'SIGKILL'], PATIENCE.stop)));
    this.record.close();
  }

  async start(ports: Record<string, number>): Promise<void> {
    const web = this.progress.step('web app', () => this.buildWeb());
    const servers = Promise.all([this.startServers(ports), web]).then(([facts]) => facts);
    this.starting = servers.catch(() => undefined);
    const facts = await servers;
    if (this.stopping) return;
    this.record.open({
      version: 1,
      pid: process.pid,
      company: this.company,
      loading: true,
      consoleUrl: urlOf(ports, 'console'),
      issuer: urlOf(ports, 'identity'),
      temporal: { ...facts.temporal, pid: this.temporal?.pid ?? null },
      kafka: facts.kafka === null ? null : { brokers: facts.kafka, pid: this.kafka?.pid ?? null },
      postgres: { port: facts.postgres.port, pid: facts.postgres.pid, database: DATABASE },
      services: Object.fromEntries(SERVICES.map(({ name }) => [name, { url: urlOf(ports, name), pid: null }])),
    });
    await this.progress.step(
      'services',
      () => this.startServices(facts),
      () => `${this.processes.size} processes`,
    );
  }

  /** What this start was to load is in. */
  loaded(): void {
    this.record.update((stack) => (stack.loading = false));
  }

  /** Ends everything: services first, so that they finish what they have while their servers still answer. */
  stop(): Promise<void> {
    this.stopping = true;
    this.stopped ??= this.stopAll();
    return this.stopped;
  }

  private async stopAll(): Promise<void> {
    this.steps.end();
    await this.starting; // a server that is coming up has to be known before it can be stopped
    await Promise.all([...this.processes.values()].map((each) => each.stop(PATIENCE.stop)));
    await Promise.all([this.temporal?.stop(), this.kafka?.stop()]);
    await this.noteDatabase();
    await this.postgres?.stop();
    this.record.close();
  }

  /** Best effort: a database that does not answer any more is looked at when it is started again. */
  private async noteDatabase(): Promise<void> {
    if (this.serving) await noteDatabase(this.home, this.postgres!.connectionString(DATABASE)).catch(() => undefined);
  }

  /** Ends everything at once, for the operator who asks a second time. */
  kill(): void {
    this.stopping = true;
    this.steps.end();
    for (const { pid } of this.processes.values()) if (pid !== null) killQuietly(pid, 'SIGKILL');
    for (const server of [this.temporal, this.kafka]) if (server) killQuietly(server.pid, 'SIGKILL');
    if (this.postgres) killQuietly(this.postgres.pid, 'SIGQUIT');
  }

  private async startServers(ports: Record<string, number>): Promise<StackFacts> {
    const postgres = this.progress
      .step(
        'PostgreSQL',
        () => this.startDatabase(ports['postgres']),
        ({ port }) => `port ${port}`,
      )
      .then((server) => this.progress.step('schema', () => this.migrate(server)).then(() => server));
    const temporal = this.progress.step(
      'Temporal',
      () => this.startWorkflows(ports['temporal']),
      ({ address }) => address,
    );
    const bus = this.startBus(ports['kafka']);
    await Promise.allSettled([postgres, temporal, bus]); // when one fails, the others have to be known to be stopped
    const [server, workflows, kafka] = await Promise.all([postgres, temporal, bus]);
    if (this.options.restored) {
      await this.progress.step('after restore', () => this.bringBack(server, workflows, kafka));
    }
    this.serving = true;
    await this.noteDatabase();
    const [permits, audit] = [await this.home.permitKeys(), await this.home.auditKeys()];
    const { root, home, company } = this;
    return { root, home, company, ports, postgres: server, temporal: workflows, kafka, permits, audit };
  }

  /** In a process of its own, while the servers come up; nothing to do when its sources have not changed. */
  private async buildWeb(): Promise<void> {
    const { status, output } = await this.steps.run([join(this.root, 'infra/local/build.mjs'), 'web'], process.env);
    if (status !== 0) throw new StartError(output.trim());
  }

  /** For as long as it takes: the services wait for a server that is away, and lose nothing meanwhile. */
  private async startAgain(name: string, start: () => Promise<unknown>): Promise<void> {
    if (!this.stopping) this.progress.say(`${name} ended; starting it again`);
    while (!this.stopping) {
      try {
        await start();
        return;
      } catch (error) {
        this.progress.say(`${name} does not start, trying again: ${String(error)}`);
        await pause(1_000);
      }
    }
  }

  private async startDatabase(port: number | undefined): Promise<PostgresServer> {
    const onExit = () => {
      void this.startAgain('PostgreSQL', () => this.startDatabase(this.postgres?.port));
    };
    this.postgres = await startPostgres({ directory: this.home.path('postgres'), ...(port ? { port } : {}), onExit });
    const { pid, port: actual } = this.postgres;
    this.record.update((stack) => Object.assign(stack.postgres, { pid, port: actual }));
    return this.postgres;
  }

  private async startWorkflows(port: number | undefined): Promise<{ address: string; namespace: string }> {
    const namespace = process.env['TEMPORAL_NAMESPACE'] || 'default';
    const given = process.env['TEMPORAL_ADDRESS'];
    if (given) {
      if (!(await servesTemporal(given, 5_000))) {
        throw new StartError(
          `TEMPORAL_ADDRESS is ${given}, where no Temporal server answers: start it or unset the variable`,
        );
      }
      return { address: given, namespace };
    }
    const onExit = () => {
      void this.startAgain('Temporal', () => this.startWorkflows(Number(this.temporal?.address.split(':')[1])));
    };
    this.temporal = await startTemporal({
      directory: this.home.path('temporal'),
      namespaces: [namespace],
      ...(port ? { port } : {}),
      onProgress: (message) => this.progress.say(`  ${message}`),
      onExit,
    });
    const { pid, address } = this.temporal;
    this.record.update((stack) => Object.assign(stack.temporal, { pid, address }));
    return { address, namespace };
  }

  /** Brokers of the Kafka that carries the events, with its topics made; null when the database carries them. */
  private async startBus(port: number | undefined): Promise<string | null> {
    const { bus } = this.options;
    if (bus.kind === 'postgres') return null;
    const brokers =
      bus.kind === 'kafka'
        ? bus.brokers
        : await this.progress.step(
            'Kafka',
            () => this.startBroker(port),
            (address) => address,
          );
    await this.progress.step('topics', () => this.createTopics(brokers));
    return brokers;
  }

  private async startBroker(port: number | undefined): Promise<string> {
    const onExit = () => {
      void this.startAgain('Kafka', () => this.startBroker(Number(this.kafka?.address.split(':')[1])));
    };
    const before = this.kafka?.address;
    const kafka = await startKafka({
      directory: this.home.path('kafka'),
      ...(port ? { port } : {}),
      onProgress: (message) => this.progress.say(`  ${message}`),
      onExit,
    });
    const { pid, address } = kafka;
    if (before !== undefined && address !== before) {
      await kafka.stop();
      throw new StartError(`the services know it at ${before}, and that port is taken`);
    }
    this.kafka = kafka;
    this.record.update((stack) => (stack.kafka = { brokers: address, pid }));
    return address;
  }

  /** In a process of its own, with the operator's rights: services have none to create topics. */
  private async createTopics(brokers: string): Promise<void> {
    const { status, output } = await this.steps.run(
      [...nodeFlags(256), join(this.root, 'dist/infra/kafka/main.js'), 'create', '--company', this.company.slug],
      { ...process.env, ...busEnvironment(brokers) },
    );
    if (status !== 0) throw new StartError(`the topics could not be made at ${brokers}:\n${output.trim()}`);
  }

  /** In a process of its own: the migration library would stay in this one's memory. */
  private async migrate(server: PostgresServer): Promise<void> {
    await ensureDatabase(server);
    if (!this.options.restored) await checkDatabase(this.home, server.connectionString(DATABASE));
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

  /** In a process of its own, before any service reads or writes: nothing stays ahead of a restored database. */
  private async bringBack(server: PostgresServer, temporal: StackFacts['temporal'], kafka: string | null) {
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

  private async startServices(facts: StackFacts): Promise<void> {
    const script = (name: string) => join(this.root, 'dist/apps', name, 'src/main.js');
    const secrets = Object.fromEntries(SERVICES.map(({ name }) => [name, this.home.secret(`client-${name}`)]));
    this.supervise(
      'identity',
      urlOf(facts.ports, 'identity'),
      join(this.root, 'dist/infra/local/identity/main.js'),
      128,
      {
        ...baseEnvironment(facts),
        SERVICE_CLIENT_SECRETS: JSON.stringify(secrets),
      },
    );
    for (const service of SERVICES) {
      if (!existsSync(script(service.name))) {
        this.progress.say(`  ${service.name} has no main yet and is left out`);
        continue;
      }
      const { name, heap } = service;
      this.supervise(name, urlOf(facts.ports, name), script(name), heap, serviceEnvironment(service, facts));
    }
    await Promise.all([...this.processes.keys()].map((name) => this.ready(name, urlOf(facts.ports, name))));
  }

  private supervise(name: string, url: string, script: string, heap: number, environment: Record<string, string>) {
    const supervised = new SupervisedProcess({
      name,
      parameters: [...nodeFlags(heap), script],
      environment,
      cwd: this.root,
      logFile: this.home.path('logs', `${name}.log`),
      onEnd: (reason, again) => this.progress.say(`${name} ${reason}${again ? '; starting it again' : ''}`),
      onStart: (pid) => this.record.update(({ services }) => (services[name] = { url, pid })),
    });
    this.processes.set(name, supervised);
    supervised.start();
  }

  private async ready(name: string, url: string): Promise<void> {
    const supervised = this.processes.get(name);
    const waited = performance.now();
    while (performance.now() - waited < PATIENCE.ready) {
      if (this.stopping) return;
      if (supervised?.gaveUp) {
        throw new StartError(
          `${name} does not start; its log (${this.home.path('logs', `${name}.log`)}) ends with:\n${supervised.endOfLog()}`,
        );
      }
      const answer = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(3_000) }).catch(() => null);
      if (answer?.ok) {
        supervised?.worked();
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, 150));
    }
    const reason = await fetch(`${url}/health/ready`).then((response) => response.text(), String);
    throw new StartError(`${name} is not ready after ${PATIENCE.ready / 1_000} s: ${reason}`);
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

function isOurs(pid: number, root: string): boolean {
  return process.platform !== 'linux' || commandLine(pid).includes(join(root, 'dist'));
}

function killQuietly(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    return; // it had ended
  }
}

/** The operator's token, as the local provider wrote it. */
export function operatorToken(home: Home): string {
  return readFileSync(home.path('operator-token'), 'utf8').trim();
}

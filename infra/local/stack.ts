import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandLine, endProcess, isAlive } from '@salesagent/servers';
import { consumerSecrets } from './consumers';
import { noteDatabase } from './database-seen';
import { baseEnvironment, DATABASE, nodeFlags, serviceEnvironment, urlOf, type StackFacts } from './environment';
import type { Home, HomeCompany } from './home';
import { StartError, type StartOptions } from './options';
import { Preparations } from './preparations';
import type { Progress } from './progress';
import { killQuietly, Servers } from './servers';
import { SERVICES } from './services';
import { StackRecord } from './stack-file';
import { StepProcesses } from './step-processes';
import { SupervisedProcess } from './supervised-process';

const PATIENCE = { ready: 120_000, stop: 12_000 };

/** Everything `npm start` runs, in the order it depends on each other, and back. */
export class Stack {
  private readonly processes = new Map<string, SupervisedProcess>();
  private readonly record: StackRecord;
  private readonly steps: StepProcesses;
  private readonly servers: Servers;
  private readonly preparations: Preparations;
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
    private readonly told: Pick<StackFacts, 'playbooks' | 'crm'>,
  ) {
    this.record = new StackRecord(home);
    this.steps = new StepProcesses(root);
    this.servers = new Servers(home, progress, this.record);
    this.preparations = new Preparations(root, home, company, progress, this.steps);
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
    const web = this.progress.step('web app', () => this.preparations.buildWeb());
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
      temporal: { ...facts.temporal, pid: this.servers.temporal?.pid ?? null },
      kafka: facts.kafka === null ? null : { brokers: facts.kafka, pid: this.servers.kafka?.pid ?? null },
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
    this.servers.leaveEnded();
    this.stopped ??= this.stopAll();
    return this.stopped;
  }

  private async stopAll(): Promise<void> {
    this.steps.end();
    await this.starting; // a server that is coming up has to be known before it can be stopped
    await Promise.all([...this.processes.values()].map((each) => each.stop(PATIENCE.stop)));
    await this.servers.stop(() => this.noteDatabase());
    this.record.close();
  }

  /** Best effort: a database that does not answer any more is looked at when it is started again. */
  private async noteDatabase(): Promise<void> {
    const { postgres } = this.servers;
    if (this.serving && postgres)
      await noteDatabase(this.home, postgres.connectionString(DATABASE)).catch(() => undefined);
  }

  /** Ends everything at once, for the operator who asks a second time. */
  kill(): void {
    this.stopping = true;
    this.servers.leaveEnded();
    this.steps.end();
    for (const { pid } of this.processes.values()) if (pid !== null) killQuietly(pid, 'SIGKILL');
    this.servers.kill();
  }

  private async startServers(ports: Record<string, number>): Promise<StackFacts> {
    const postgres = this.progress
      .step(
        'PostgreSQL',
        () => this.servers.startPostgres(ports['postgres']),
        ({ port }) => `port ${port}`,
      )
      .then((server) =>
        this.progress.step('schema', () => this.preparations.migrate(server, this.options.restored)).then(() => server),
      );
    const temporal = this.progress.step(
      'Temporal',
      () => this.servers.startTemporal(ports['temporal']),
      ({ address }) => address,
    );
    const bus = this.startBus(ports['kafka']);
    await Promise.allSettled([postgres, temporal, bus]); // when one fails, the others have to be known to be stopped
    const [server, workflows, kafka] = await Promise.all([postgres, temporal, bus]);
    if (this.options.restored) {
      await this.progress.step('after restore', () => this.preparations.bringBack(server, workflows, kafka));
    }
    this.serving = true;
    await this.noteDatabase();
    const [permits, audit] = [await this.home.permitKeys(), await this.home.auditKeys()];
    const { root, home, company } = this;
    return { ...this.told, root, home, company, ports, postgres: server, temporal: workflows, kafka, permits, audit };
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
            () => this.servers.startKafka(port),
            (address) => address,
          );
    await this.progress.step('topics', () => this.preparations.createTopics(brokers));
    return brokers;
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
        CONSUMER_CLIENT_SECRETS: JSON.stringify(consumerSecrets(this.home)),
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

function isOurs(pid: number, root: string): boolean {
  return process.platform !== 'linux' || commandLine(pid).includes(join(root, 'dist'));
}

/** The operator's token, as the local provider wrote it. */
export function operatorToken(home: Home): string {
  return readFileSync(home.path('operator-token'), 'utf8').trim();
}

import { setTimeout as pause } from 'node:timers/promises';
import {
  servesTemporal,
  startKafka,
  startPostgres,
  startTemporal,
  type KafkaServer,
  type PostgresServer,
  type TemporalServer,
} from '@salesagent/servers';
import type { Home } from './home';
import { StartError } from './options';
import type { Progress } from './progress';
import type { StackRecord } from './stack-file';

/** The servers below the services: each is started again on its port when it ends, until it is to be stopped. */
export class Servers {
  postgres: PostgresServer | null = null;
  temporal: TemporalServer | null = null;
  kafka: KafkaServer | null = null;
  private stopping = false;
  private readonly restarts = new Set<Promise<void>>();

  constructor(
    private readonly home: Home,
    private readonly progress: Progress,
    private readonly record: StackRecord,
  ) {}

  async startPostgres(port: number | undefined): Promise<PostgresServer> {
    const onExit = () => {
      this.restart('PostgreSQL', () => this.startPostgres(this.postgres?.port));
    };
    this.postgres = await startPostgres({ directory: this.home.path('postgres'), ...(port ? { port } : {}), onExit });
    const { pid, port: actual } = this.postgres;
    this.record.update((stack) => Object.assign(stack.postgres, { pid, port: actual }));
    return this.postgres;
  }

  /** The server that `TEMPORAL_ADDRESS` names, else one of our own. @throws StartError when nothing answers there */
  async startTemporal(port: number | undefined): Promise<{ address: string; namespace: string }> {
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
      this.restart('Temporal', () => this.startTemporal(Number(this.temporal?.address.split(':')[1])));
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

  /** @returns its address. @throws StartError when it is started again and its port is taken */
  async startKafka(port: number | undefined): Promise<string> {
    const onExit = () => {
      this.restart('Kafka', () => this.startKafka(Number(this.kafka?.address.split(':')[1])));
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

  /** From now on a server that ends stays away. */
  leaveEnded(): void {
    this.stopping = true;
  }

  /** The database last, so that the others can write down what they have; `before` is done while it still answers. */
  async stop(before: () => Promise<void>): Promise<void> {
    await Promise.all(this.restarts); // a server that is coming up again has to be known before it can be stopped
    await Promise.all([this.temporal?.stop(), this.kafka?.stop()]);
    await before();
    await this.postgres?.stop();
  }

  kill(): void {
    for (const server of [this.temporal, this.kafka]) if (server) killQuietly(server.pid, 'SIGKILL');
    if (this.postgres) killQuietly(this.postgres.pid, 'SIGQUIT');
  }

  private restart(name: string, start: () => Promise<unknown>): void {
    const again = this.startAgain(name, start).finally(() => this.restarts.delete(again));
    this.restarts.add(again);
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
}

export function killQuietly(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    return; // it had ended
  }
}

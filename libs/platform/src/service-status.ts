/** Where a consumer of the bus stands. */
export interface ConsumerProgress {
  group: string;
  caughtUp: boolean;
  /** Messages published and not yet handled; null where unknown. */
  lag: number | null;
}

/** A part of a service that takes time to start or has work behind it: consumers, workers, projections. */
export interface StatusSource {
  name: string;
  /** False, or the reason in words, while the part has not started; the service is not ready until every part is. */
  ready(): boolean | string | Promise<boolean | string>;
  /** Of a consumer: how far it is. */
  progress?(): Promise<ConsumerProgress[]>;
  /** Of what is being rebuilt: name and how far, in words. */
  rebuilding?(): Promise<string[]>;
  /** Anything else worth showing on /internal/progress, e.g. a backlog of evaluations. */
  details?(): Promise<Record<string, unknown>>;
}

/** Collects what /health/ready and /internal/progress answer. Provided by `PlatformModule` under its own class. */
export class ServiceStatus {
  private readonly sources: StatusSource[] = [];
  private draining = false;

  register(source: StatusSource): void {
    this.sources.push(source);
  }

  /** From now on the service is not ready: it finishes what it has and takes nothing new. */
  drain(): void {
    this.draining = true;
  }

  /** Names of the parts that are not ready, with the reason where there is one; empty when the service is. */
  async notReady(): Promise<string[]> {
    if (this.draining) return ['draining'];
    const states = await Promise.all(
      this.sources.map(async ({ name, ready }) => {
        const state = await Promise.resolve(ready()).catch(() => false);
        return state === true ? null : state === false ? name : `${name}: ${state}`;
      }),
    );
    return states.filter((name) => name !== null);
  }

  async progress(): Promise<{ consumers: ConsumerProgress[]; rebuilding: string[]; details: Record<string, unknown> }> {
    const consumers = await Promise.all(this.sources.map((source) => source.progress?.() ?? []));
    const details = await Promise.all(this.sources.map((source) => source.details?.() ?? {}));
    const rebuilding = await Promise.all(this.sources.map((source) => source.rebuilding?.() ?? []));
    return {
      consumers: consumers.flat(),
      rebuilding: rebuilding.flat(),
      details: Object.assign({}, ...details) as Record<string, unknown>,
    };
  }
}

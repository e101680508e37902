import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { inTransaction, schemaName } from '@salesagent/event-store';
import type { Pool } from 'pg';
import type { BusTransport } from '../transport';
import { contentHash } from './content';
import { RebuildRefused, rebuildProblem } from './errors';
import type { Projection } from './projection';
import { rebuild, type RebuildProgress } from './rebuild';
import { RebuildRuns, type RebuildRun } from './runs';
import { Shadow } from './shadow';

export type { RebuildRun } from './runs';

/** A consumer of the service whose effect is, or contains, a projection. */
export interface Rebuildable {
  transport: BusTransport;
  /** Group and topics (without company) of the live consumer. */
  group: string;
  topics: readonly string[];
  projection: Projection;
}

/** A projection as it is now. */
export interface ProjectionState {
  name: string;
  tables: string[];
  rows: number;
  /** Of the live tables; null unless asked for, since it reads them all. */
  hash: string | null;
  latest: RebuildRun | null;
}

const TELL_MILLISECONDS = 500;

/** The projections of a service: what there is, and building one again while the service is live. */
export class Rebuilds {
  private readonly logger = new Logger(Rebuilds.name);
  private readonly runs: RebuildRuns;
  private readonly known = new Map<string, Rebuildable>();
  private readonly running = new Map<string, Promise<void>>();
  private readonly progress = new Map<string, RebuildProgress | null>();
  private readonly stopping = new AbortController();

  constructor(
    private readonly pool: Pool,
    private readonly schema: string,
    private readonly company: string,
  ) {
    schemaName(schema);
    this.runs = new RebuildRuns(pool, schema);
  }

  serve(rebuildable: Rebuildable): void {
    this.known.set(rebuildable.projection.name, rebuildable);
  }

  async list({ hash = false } = {}): Promise<ProjectionState[]> {
    const names = [...this.known.keys()];
    const latest = new Map((await this.runs.find({ projections: names })).map((run) => [run.projection, run]));
    const states: ProjectionState[] = [];
    for (const [name, { projection }] of this.known) {
      states.push({
        name,
        tables: [...projection.tables],
        rows: await this.rowsOf(projection),
        hash: hash ? await inTransaction(this.pool, (c) => contentHash(c, this.schema, projection.tables)) : null,
        latest: latest.get(name) ?? null,
      });
    }
    return states;
  }

  async run(id: string): Promise<RebuildRun | null> {
    return (await this.runs.find({ id }))[0] ?? null;
  }

  /**
   * Begins and returns at once; {@link run} tells how it goes.
   * @throws RebuildRefused when there is no such projection, or it is being rebuilt
   */
  async start(name: string, { dryRun, by }: { dryRun: boolean; by: string }): Promise<string> {
    const rebuildable = this.known.get(name);
    if (!rebuildable) {
      throw new RebuildRefused(
        `There is no projection "${name}" here.`,
        `One of ${[...this.known.keys()].join(', ') || 'none'}.`,
        'unknown-projection',
      );
    }
    const { projection, ...consumer } = rebuildable;
    const shadow = new Shadow({ pool: this.pool, schema: this.schema, company: this.company, ...consumer }, projection);
    const id = randomUUID();
    try {
      await shadow.claim();
      await this.runs.begin(id, name, dryRun, by);
    } catch (error) {
      await shadow.close();
      throw error;
    }
    this.progress.set(name, null);
    const work = this.follow(id, shadow, projection, dryRun).finally(() => {
      this.progress.delete(name);
      this.running.delete(id);
    });
    this.running.set(id, work);
    return id;
  }

  /** Ends what runs; live tables stay as they are. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await Promise.all(this.running.values());
  }

  /** What this process is building now, with how far it is. */
  underWay(): string[] {
    return [...this.progress].map(([name, p]) => `${name} (${p ? `${p.read} of ${p.total} read` : 'beginning'})`);
  }

  private async follow(id: string, shadow: Shadow, projection: Projection, dryRun: boolean): Promise<void> {
    let told = 0;
    try {
      const result = await rebuild(shadow, projection, {
        dryRun,
        signal: this.stopping.signal,
        onProgress: async (progress) => {
          this.progress.set(projection.name, progress);
          if (performance.now() - told < TELL_MILLISECONDS) return;
          told = performance.now();
          await this.runs.progressed(id, progress);
        },
      });
      await this.runs.ended(id, { result });
    } catch (error) {
      this.logger.error(`${projection.name} was not rebuilt: ${rebuildProblem(error)}`);
      await this.runs
        .ended(id, { problem: rebuildProblem(error) })
        .catch((failure: unknown) => this.logger.warn(`Not written down: ${String(failure)}`));
    }
  }

  private async rowsOf({ tables }: Projection): Promise<number> {
    const counts = tables.map((table) => `(select count(*) from ${this.schema}.${table})`).join(' + ');
    const { rows } = await this.pool.query<{ n: string }>(`select ${counts} as n`);
    return Number(rows[0]?.n ?? 0);
  }
}

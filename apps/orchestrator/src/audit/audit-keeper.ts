import { Logger } from '@nestjs/common';
import type { AuditLink } from '@salesagent/audit';
import type { Source } from '@salesagent/canon/events';
import { FollowLoop, type EventStore } from '@salesagent/event-store';
import type { Clock } from '@salesagent/platform';
import { AuditChain } from './chain';
import { exportLines } from './export';
import { HeadsFile } from './heads-file';
import { Notary } from './notary';
import type { Trails } from './trails';

export interface AuditOptions {
  store: EventStore;
  clock: Clock;
  company: string;
  privateKeyFile: string | null;
  headsFile: string;
  /** All logs when absent. */
  trails?: Trails;
}

/** Where the chain stands, for people. */
export interface AuditStanding {
  links: number;
  /** The newest signed head; null while nothing is signed. */
  signed: { seq: number; at: string } | null;
  /** Why nothing is signed or linked, in words. */
  problem: string | null;
  /** Newest first. */
  latest: (Pick<AuditLink, 'seq' | 'source' | 'eventId' | 'stream' | 'type' | 'recordedAt'> & { by: string | null })[];
}

/** Links that are shown of a chain. */
const LATEST = 30;
const STOP_MILLISECONDS = 3_000;

/** Keeps the audit chain: follows the logs, links, signs. */
export class AuditKeeper {
  readonly chain: AuditChain;
  readonly notary: Notary;
  private readonly heads: HeadsFile;
  private readonly loop: FollowLoop;
  private readonly logger = new Logger('Audit');
  private problem: string | null = null;

  constructor(private readonly options: AuditOptions) {
    const { store, clock, company, privateKeyFile, headsFile, trails } = options;
    this.chain = new AuditChain(store.pool, company, trails);
    this.heads = new HeadsFile(headsFile);
    this.notary = new Notary({ store, chain: this.chain, clock, company, privateKeyFile, heads: this.heads });
    this.loop = new FollowLoop(
      () => this.turn(),
      (error) => this.note(`The audit chain cannot go on, trying again: ${String(error)}`),
      { idle: 1_000, shortest: 250 },
    );
  }

  start(): void {
    this.loop.start();
  }

  /** Links what may be read within three seconds and signs it; the next start goes on from there. */
  async stop(): Promise<void> {
    await this.loop.stop();
    const until = performance.now() + STOP_MILLISECONDS;
    try {
      while (performance.now() < until && (await this.chain.follow()));
      this.note(await this.notary.sign('now'));
    } catch (error) {
      this.logger.warn(`The audit chain is not signed up to its end: ${String(error)}`);
    }
  }

  /** Everything that may be read is linked and signed. */
  async settle(): Promise<void> {
    while (await this.chain.follow());
    this.note(await this.notary.sign('now'));
  }

  export(): ReturnType<typeof exportLines> {
    const { store, clock, company } = this.options;
    return exportLines({ pool: store.pool, chain: this.chain, heads: this.heads, notary: this.notary, clock, company });
  }

  async standing(): Promise<AuditStanding> {
    const links = (await this.chain.head())?.seq ?? 0;
    const head = this.heads.read().at(-1);
    const latest = (await this.chain.links(Math.max(1, links - LATEST + 1), links)).reverse();
    const actors = await this.actorsOf(latest);
    return {
      links,
      signed: head ? { seq: head.seq, at: head.at } : null,
      problem: this.problem,
      latest: latest.map(({ seq, source, eventId, stream, type, recordedAt }) => ({
        ...{ seq, source, eventId, stream, type, recordedAt },
        by: actors.get(eventId) ?? null,
      })),
    };
  }

  /** Who acted, by the id of the event; a row that is gone names nobody. */
  private async actorsOf(links: readonly AuditLink[]): Promise<Map<string, string | null>> {
    const actors = new Map<string, string | null>();
    for (const source of new Set(links.map((link) => link.source))) {
      const ids = links.filter((link) => link.source === source).map(({ eventId }) => eventId);
      const rows = await this.chain.trails.rows(this.options.store.pool, source as Source, ids);
      for (const [id, { actor }] of rows) actors.set(id, actor);
    }
    return actors;
  }

  async status(): Promise<object> {
    return { links: (await this.chain.head())?.seq ?? 0, problem: this.problem };
  }

  /** What is linked is signed also when nothing more can be linked. */
  private async turn(): Promise<boolean> {
    let more: boolean;
    try {
      more = await this.chain.follow();
    } catch (error) {
      await this.notary.sign();
      throw error;
    }
    if (more) return true;
    this.note(await this.notary.sign());
    return false;
  }

  private note(problem: string | null): void {
    if (problem !== null && problem !== this.problem) this.logger.error(problem);
    this.problem = problem;
  }
}

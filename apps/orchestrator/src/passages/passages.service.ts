import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { DocumentReader } from '@salesagent/documents/reading';
import { FollowLoop } from '@salesagent/event-store';
import { embedderFrom, PostgresLedger } from '@salesagent/llm';
import { CONFIG, POOL, ServiceStatus, type Config } from '@salesagent/platform';
import {
  configuredVectorIndex,
  PassagesKeeper,
  passagesPool,
  passagesStatus,
  type Look,
  type OpenedVectorIndex,
  type PassagesStatus,
  type ReadsDocuments,
} from '@salesagent/retrieval';
import type { Pool } from 'pg';
import { PlaybookInForce } from '../gate/playbook-in-force';
import { companySources } from './company-sources';
import { lookInWords } from './look-in-words';

/** Reads documents beside the process; `close` ends what it began, `stop` at once. */
export type ReadsBeside = Pick<DocumentReader, 'read' | 'stop' | 'close'>;
export const READER = Symbol('DocumentReader');

/** One holds the turn, one reads or writes, one answers status. */
const CONNECTIONS = 3;
/** Between two tries for the turn while another process has it, ms. */
const OTHERS_TURN = 1_000;
/** Longest that somebody who asks for a look waits for it, ms. */
const PATIENCE = 30_000;

/**
 * The one keeper of the passages that people and agents search (ADR 0023). It works beside everything else of the service:
 * nothing waits for it, and what it cannot do is told.
 */
@Injectable()
export class PassagesService implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(PassagesService.name);
  private readonly pool: Pool;
  private readonly keeper: PassagesKeeper;
  private readonly vectors: OpenedVectorIndex | null;
  private readonly loop: FollowLoop;
  private readonly waiting: (() => void)[] = [];
  private readonly makesVectors: boolean;
  private said = '';

  constructor(
    @Inject(CONFIG) config: Config,
    @Inject(POOL) pool: Pool,
    @Inject(ServiceStatus) status: ServiceStatus,
    @Inject(PlaybookInForce) playbook: PlaybookInForce,
    @Inject(READER) private readonly reader: ReadsBeside,
  ) {
    const { playbooksDir, company, documents } = config;
    const onUnclosed = (id: string, error: unknown) =>
      this.logger.warn(`Request ${id} for vectors stays reserved until the day ends: ${String(error)}`);
    const { embedder, why } = embedderFrom(config, {
      ledger: new PostgresLedger(pool),
      agent: 'orchestrator',
      onUnclosed,
    });
    if (why !== null) {
      const words = `Passages are searched by words alone: ${why}`;
      if (config.embeddings.kind === 'none') this.logger.log(words);
      else this.logger.warn(words);
    }
    this.makesVectors = embedder !== null;
    this.pool = passagesPool(config.database, 'orchestrator', CONNECTIONS);
    const inForce = () => playbook.of(pool);
    const read: ReadsDocuments = (file, bytes) => this.reader.read(file, bytes);
    const sources = companySources({ playbooksDir, company, documentsDir: documents.dir, read, inForce });
    const { vectors, why: searchedHere } = configuredVectorIndex(config);
    if (searchedHere !== null) this.logger.warn(`Vectors are searched in each process: ${searchedHere}`);
    this.vectors = vectors;
    this.keeper = new PassagesKeeper({ pool: this.pool, sources, embedder, noEmbedder: why, vectors });
    this.loop = new FollowLoop(
      () => this.turn(),
      (error) => this.logger.error(`The passages could not be brought up to date: ${String(error)}`),
      { idle: documents.pollMs, shortest: documents.pollMs },
    );
    // Approvals do not wait for passages: this part is always ready, and its details say how far it is.
    status.register({
      name: 'passages',
      ready: () => true,
      details: async () => ({ passages: await this.status().catch((error: unknown) => ({ failure: String(error) })) }),
    });
  }

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  async onModuleDestroy(): Promise<void> {
    this.keeper.stop();
    this.reader.stop();
    await this.vectors?.index.close(); // first, so that requests under way end
    await this.loop.stop();
    await this.pool.end();
  }

  /** Something changed that is to be searched soon. */
  wake(): void {
    const told = this.keeper.hurry();
    void told
      .catch((error: unknown) => this.logger.warn(`A look under way elsewhere does not hurry: ${String(error)}`))
      .finally(() => this.loop.wake());
  }

  /**
   * Looks at the sources now.
   *
   * @returns what is indexed then; `looked` is false where another process had the turn for too long
   */
  async look(): Promise<PassagesStatus & { looked: boolean }> {
    const looked = await new Promise<boolean>((resolve) => {
      const patience = setTimeout(() => resolve(false), PATIENCE);
      this.waiting.push(() => {
        clearTimeout(patience);
        resolve(true);
      });
      this.wake();
    });
    return { ...(await this.status()), looked };
  }

  status(): Promise<PassagesStatus> {
    return passagesStatus(this.pool);
  }

  /** @returns whether to go on at once, or after how long, ms */
  private async turn(): Promise<boolean | number> {
    const asked = this.waiting.splice(0);
    try {
      const somebodyAsked = asked.length > 0;
      const look = await this.keeper.look(() => asked.splice(0).forEach((told) => told()), somebodyAsked);
      if (!look) return OTHERS_TURN;
      this.report(look);
      return look.interrupted;
    } finally {
      await this.reader.close(); // its process is there while documents are read
      this.waiting.push(...asked); // who was not served waits for the next look
    }
  }

  /** What changed, and what is wrong whenever that is other than before. */
  private report(look: Look): void {
    const { changed, wrong } = lookInWords({ ...look, notEmbedded: this.makesVectors ? look.notEmbedded : null });
    for (const one of changed) this.logger.log(one);
    if (look.interrupted) return; // the next look sees the rest of what is wrong
    const all = wrong.join('\n');
    if (all !== this.said) for (const one of wrong) this.logger.warn(one);
    this.said = all;
  }
}

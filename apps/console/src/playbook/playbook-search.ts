import { Inject, Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { embedderFrom, PostgresLedger, readerFrom, type ConfiguredReader } from '@salesagent/llm';
import type { LibraryAnswer, LibraryQuestion } from '@salesagent/mcp';
import { dataOf, glossarySchema, type Playbook } from '@salesagent/playbook';
import { CONFIG, POOL, type Config } from '@salesagent/platform';
import {
  configuredVectorIndex,
  openPassages,
  ReadingRetriever,
  type Passages,
  type PassagesStatus,
} from '@salesagent/retrieval';
import type { Pool } from 'pg';
import { problem } from '../http/problem';
import { PlaybookInForce } from './playbook-in-force';

/** A question of a page, a command or an assistant. */
export interface Asked extends LibraryQuestion {
  neighbours?: number;
  /** An assistant asks: it is told nothing that is confidential. */
  forModel?: true;
  /** Business day (`2026-01-31`) on which the passages must hold. */
  on?: string | undefined;
}

/** Answers from the passages that orchestrator keeps: the playbook in force and the company's documents. */
@Injectable()
export class PlaybookSearch implements OnModuleDestroy {
  private readonly logger = new Logger(PlaybookSearch.name);
  private readonly passages: Passages;
  private readonly reading: ConfiguredReader;
  private retriever: { of: Playbook; is: ReadingRetriever } | null = null;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(POOL) pool: Pool,
    private readonly inForce: PlaybookInForce,
  ) {
    const onUnclosed = (id: string, error: unknown) =>
      this.logger.warn(`Request ${id} of a search stays reserved until the day ends: ${String(error)}`);
    const asked = { ledger: new PostgresLedger(pool), agent: 'console', onUnclosed };
    const { embedder, why } = embedderFrom(config, asked);
    this.reading = readerFrom(config, asked);
    const { vectors, why: searchedHere } = configuredVectorIndex(config);
    if (searchedHere !== null) this.logger.warn(`Vectors are searched in this process: ${searchedHere}`);
    this.passages = openPassages({ ...{ database: config.database, service: 'console' }, embedder, noEmbedder: why, vectors }); // prettier-ignore
  }

  onModuleDestroy(): Promise<void> {
    return this.passages.close();
  }

  /** @throws ProblemError while nothing is indexed */
  async search({
    question,
    limit,
    neighbours = 0,
    stage,
    persona,
    language,
    on,
    forModel,
  }: Asked): Promise<LibraryAnswer> {
    const { company } = this.config;
    const answer = await this.withGlossary().search(question, {
      ...{ limit, neighbours },
      filter: {
        ...{ company, ...(stage && { stage }), ...(persona && { persona }) },
        ...(on && { effectiveOn: on }),
        ...(forModel && { forModel }),
      },
      ...(language && { language }),
    });
    const searched = await this.passages.searched();
    if (searched.length === 0) throw nothingIndexed();
    return { answer, searched: searched.map(({ source, place }) => `${source} (${place})`) };
  }

  status(): Promise<PassagesStatus> {
    return this.passages.status();
  }

  /** Words of the trade are those of the playbook in force. */
  private withGlossary(): ReadingRetriever {
    const of = this.inForce.playbook;
    if (this.retriever?.of !== of) {
      const glossary = of.data('glossary');
      const retriever = this.passages.retriever(glossary ? dataOf(glossary, glossarySchema) : {});
      const { reader, why } = this.reading;
      this.retriever = { of, is: new ReadingRetriever(retriever, reader, why) };
    }
    return this.retriever.is;
  }
}

const nothingIndexed = () =>
  problem(503, 'not-indexed', 'Nothing is indexed yet: orchestrator does it when it starts.', {
    service: 'orchestrator',
    remedy: 'Ask again in a moment; `salesagent playbook show` says how far it is.',
  });

import { Rest, type Embedder, type EmbeddingKind } from '@salesagent/retrieval';
import { BudgetSpent, ModelError, ModelTimedOut, NOTHING_SPENT } from '../errors';
import { Entries, type Metering } from '../ledger/entries';
import { tokensOfTexts } from '../ledger/estimate';
import type { Places } from '../limited';
import { asSent, inLots, type LotLimits, type OpenAiEmbedder } from '../openai/openai-embedder';
import { NO_USAGE, type CallPurpose } from '../port';
import { inEmbeddingSpan } from './embedding-span';

/** What the ledger knows calls for vectors by, in the place of a prompt. */
const NO_PROMPT = { id: 'embedding', version: 1 };

/** Somebody waits for the answer to a question, and words can give one: this long for a place and a vector, ms. */
const QUESTION_MS = 2_500;

/**
 * An embedder whose every request is in the ledger, and which is not asked when a budget would be passed, nor, where it
 * failed, for a while: for questions a minute, for passages longer each time.
 */
export class MeteredEmbedder implements Embedder {
  readonly rest: Rest;
  readonly keepsConfidential?: true;
  private readonly restOfQuestions: Rest;
  private readonly entries: Entries;

  constructor(
    private readonly embedder: OpenAiEmbedder,
    private readonly metering: Metering,
    private readonly purpose: CallPurpose,
    /** Requests at once, of this process; the others wait. */
    private readonly places: Places,
    private readonly server: URL,
  ) {
    if (embedder.keepsConfidential) this.keepsConfidential = true;
    this.entries = new Entries(metering, 'embeddings');
    const now = () => (metering.now?.() ?? new Date()).getTime();
    this.rest = Rest.ofIndexing(now);
    this.restOfQuestions = Rest.ofQuestions(now);
  }

  get model(): string {
    return this.embedder.model;
  }

  get dimensions(): number {
    return this.embedder.dimensions;
  }

  /** @throws ModelError with the reason and what to do about it; `BudgetSpent` says when the budget is free again */
  embed(texts: readonly string[], kind: EmbeddingKind): Promise<Float32Array[]> {
    if (kind === 'passage') return inLots(texts, (lot) => this.placed(lot, NEVER));
    return this.restOfQuestions.ask(
      () => inLots(texts, (lot) => this.soon(lot)),
      // Nobody was asked, or another question may do.
      (error) => !(error instanceof BudgetSpent || this.isAboutTexts(error)),
    );
  }

  isAboutTexts(error: unknown): boolean {
    return this.embedder.isAboutTexts(error);
  }

  /** Waiting for a place is part of the time. */
  private soon(lot: readonly string[]): Promise<Float32Array[]> {
    const ends = performance.now() + QUESTION_MS;
    return this.placed(lot, AbortSignal.timeout(QUESTION_MS), () => ({
      ...{ timeoutMs: Math.max(1, Math.round(ends - performance.now())), maxAttempts: 1 },
    }));
  }

  private async placed(
    lot: readonly string[],
    patience: AbortSignal,
    limits: () => LotLimits = () => ({}),
  ): Promise<Float32Array[]> {
    if (!(await this.places.take(patience))) {
      const remedy = 'raise MODEL_CONCURRENCY or ask for less at once';
      throw new ModelTimedOut(`${this.model} had no place free within ${QUESTION_MS} ms; ${remedy}.`, QUESTION_MS);
    }
    try {
      return await this.counted(lot, limits());
    } finally {
      this.places.leave();
    }
  }

  private async counted(lot: readonly string[], limits: LotLimits): Promise<Float32Array[]> {
    const inputTokens = tokensOfTexts(lot.map(asSent));
    const entry = await this.entries.open(this.purpose, NO_PROMPT, (cost) => ({
      tokens: inputTokens,
      usd: cost({ ...NO_USAGE, inputTokens }),
    }));
    const started = performance.now();
    try {
      const { provider, model } = this.metering;
      const about = { provider, model, dimensions: this.dimensions, server: this.server, purpose: this.purpose };
      const { vectors, ...used } = await inEmbeddingSpan(about, () => this.embedder.lot(lot, limits));
      await entry.close('answered', used, performance.now() - started);
      return vectors;
    } catch (error) {
      const [outcome, spent] =
        error instanceof ModelError
          ? [error.kind, error.spent ?? NOTHING_SPENT]
          : (['unavailable', NOTHING_SPENT] as const);
      await entry.close(outcome, spent, performance.now() - started);
      throw error;
    }
  }
}

/** A request waits as long as it takes: those before it end within their own time. */
const NEVER = new AbortController().signal;

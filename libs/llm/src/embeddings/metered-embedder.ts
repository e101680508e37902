import type { Embedder } from '@salesagent/retrieval';
import { ModelError, NOTHING_SPENT } from '../errors';
import { Entries, type Metering } from '../ledger/entries';
import { tokensOfTexts } from '../ledger/estimate';
import type { Places } from '../limited';
import { inLots, type OpenAiEmbedder } from '../openai/openai-embedder';
import { NO_USAGE, type CallPurpose } from '../port';
import { inEmbeddingSpan } from './embedding-span';

/** What the ledger knows calls for vectors by, in the place of a prompt. */
const NO_PROMPT = { id: 'embedding', version: 1 };

/** An embedder whose every request is in the ledger, and which is not asked when a budget would be passed. */
export class MeteredEmbedder implements Embedder {
  private readonly entries: Entries;

  constructor(
    private readonly embedder: OpenAiEmbedder,
    private readonly metering: Metering,
    private readonly purpose: CallPurpose,
    /** Requests at once, of this process; the others wait. */
    private readonly places: Places,
    private readonly server: URL,
  ) {
    this.entries = new Entries(metering, 'embeddings');
  }

  get model(): string {
    return this.embedder.model;
  }

  get dimensions(): number {
    return this.embedder.dimensions;
  }

  /** @throws ModelError with the reason and what to do about it; `BudgetSpent` says when the budget is free again */
  embed(texts: readonly string[]): Promise<Float32Array[]> {
    return inLots(texts, async (lot) => {
      await this.places.take(NEVER);
      try {
        return await this.counted(lot);
      } finally {
        this.places.leave();
      }
    });
  }

  private async counted(lot: readonly string[]): Promise<Float32Array[]> {
    const inputTokens = tokensOfTexts(lot);
    const entry = await this.entries.open(this.purpose, NO_PROMPT, (cost) => ({
      tokens: inputTokens,
      usd: cost({ ...NO_USAGE, inputTokens }),
    }));
    const started = performance.now();
    try {
      const { provider, model } = this.metering;
      const about = { provider, model, dimensions: this.dimensions, server: this.server, purpose: this.purpose };
      const { vectors, ...used } = await inEmbeddingSpan(about, () => this.embedder.lot(lot));
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

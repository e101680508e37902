import type { Rest } from '../rest';

/** What a text is for: some models take a question and a passage that answers it in different ways. */
export type EmbeddingKind = 'passage' | 'question';

/**
 * Makes vectors of texts, so that what means the same is near. Implemented by `LocalMiniLm` here, and by
 * `OpenAiEmbedder` of libs/llm for a server.
 */
export interface Embedder {
  /** Names the model and everything else that decides its vectors: only vectors of one name are compared. */
  readonly model: string;
  readonly dimensions: number;
  /** It sends texts to a server: those of confidential documents are kept from it. */
  readonly keepsConfidential?: true;
  /** Between attempts to index that failed, where each costs something; `end()` where somebody asks for one now. */
  readonly rest?: Rest;
  /**
   * One vector a text, in order, of length 1 (the product of two is their cosine).
   *
   * @throws an error whose message says why the model cannot be had or does not answer, and what to do
   */
  embed(texts: readonly string[], kind: EmbeddingKind): Promise<Float32Array[]>;
  /** Whether an error of `embed` may be about these texts, so that others or shorter ones may do. */
  isAboutTexts?(error: unknown): boolean;
}

/** The model of this machine made no vectors; the message says why. */
export class EmbeddingError extends Error {
  override readonly name = 'EmbeddingError';
}

/** What a text is for: some models take a question and a passage that answers it in different ways. */
export type EmbeddingKind = 'passage' | 'question';

/**
 * Makes vectors of texts, so that what means the same is near. Implemented by `LocalMiniLm` here, and by whatever calls
 * a model elsewhere.
 */
export interface Embedder {
  /** Names the model and everything else that decides its vectors: only vectors of one name are compared. */
  readonly model: string;
  readonly dimensions: number;
  /**
   * One vector a text, in order, of length 1 (the product of two is their cosine).
   *
   * @throws EmbeddingError where the model cannot be had or does not answer
   */
  embed(texts: readonly string[], kind: EmbeddingKind): Promise<Float32Array[]>;
}

/** No vectors could be made; the message says why and what to do. */
export class EmbeddingError extends Error {
  override readonly name = 'EmbeddingError';
}

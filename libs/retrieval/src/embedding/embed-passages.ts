import type { PassageStore } from '../store';
import type { Embedder } from './embedder';

/** Texts that are embedded before their vectors are kept: what is lost when it is interrupted. */
const TOGETHER = 64;

/**
 * Gives a vector to every passage that has none of the model: after indexing, or when another model is used. What was
 * done stays when it is interrupted.
 *
 * @param onProgress told after each lot; where it says false, the rest is left for the next time
 * @returns how many texts were embedded
 * @throws EmbeddingError as the embedder does
 */
export async function embedPassages(
  store: PassageStore,
  embedder: Embedder,
  onProgress: (done: number) => unknown = () => undefined,
): Promise<number> {
  for (let done = 0; ;) {
    const texts = await store.unembedded(embedder.model, TOGETHER);
    if (texts.length === 0) return done;
    const vectors = await embedder.embed(
      texts.map(({ text }) => text),
      'passage',
    );
    await store.putVectors(embedder.model, new Map(texts.map(({ textHash }, i) => [textHash, vectors[i]!])));
    done += texts.length;
    if (onProgress(done) === false) return done;
  }
}

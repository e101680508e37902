import type { PassageStore, UnembeddedText } from '../store';
import type { Embedder } from './embedder';
import { LotOfTexts } from './lot-of-texts';

/** Texts that are embedded before their vectors are kept: what is lost when it is interrupted. */
const TOGETHER = 64;

/**
 * Gives a vector to every passage that has none of the model: after indexing, or when another model is used. What was
 * done stays when it is interrupted. A text that the model does not take gets the vector of its beginning, so that it
 * keeps no other from being found.
 *
 * @param onProgress told after each lot; where it says false, the rest is left for the next time
 * @param onShortened told of each passage of which only the beginning was taken, in words
 * @returns how many texts were embedded
 * @throws EmbeddingError as the embedder does, or did a short while ago (`Embedder.rest`)
 */
export async function embedPassages(
  store: PassageStore,
  embedder: Embedder,
  onProgress: (done: number) => unknown = () => undefined,
  onShortened: (told: string) => void = () => undefined,
): Promise<number> {
  const lots = new LotOfTexts(embedder, onShortened);
  const vectorsOf = (texts: readonly UnembeddedText[]) =>
    embedder.rest ? embedder.rest.ask(() => lots.embed(texts)) : lots.embed(texts);
  for (let done = 0; ;) {
    const texts = await store.unembedded(embedder.model, TOGETHER);
    if (texts.length === 0) return done;
    const vectors = await vectorsOf(texts);
    await store.putVectors(embedder.model, new Map(texts.map(({ textHash }, i) => [textHash, vectors[i]!])));
    done += texts.length;
    if (onProgress(done) === false) return done;
  }
}

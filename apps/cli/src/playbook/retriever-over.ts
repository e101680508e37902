import type { ConfiguredReader } from '@salesagent/llm';
import { ReadingRetriever, Retriever } from '@salesagent/retrieval';
import type { Surroundings } from '../surroundings';
import type { CommandEmbedder } from './embedder-of';
import type { KeptIndex } from './kept-index';
import { glossaryFor } from './searched-folders';

/** Answers from what is indexed, with the words of its playbook. */
export function retrieverOver(
  from: Surroundings,
  index: KeptIndex,
  { embedder, why }: CommandEmbedder,
  { reader, why: unread }: ConfiguredReader,
): ReadingRetriever {
  const retriever = new Retriever(index.store, glossaryFor(from, index), embedder, why ?? undefined);
  return new ReadingRetriever(retriever, reader, unread);
}

import { tryCompile } from '@salesagent/playbook';
import type { ConfiguredReader } from '@salesagent/llm';
import { ReadingRetriever, Retriever } from '@salesagent/retrieval';
import type { PlaybookLibrary } from '@salesagent/mcp';
import { embedderOf, type CommandEmbedder } from '../playbook/embedder-of';
import { readerOf } from '../playbook/reader-of';
import { folderOf, glossaryFor, shownFolder, upToDate } from '../playbook/searched-folders';
import type { Surroundings } from '../surroundings';

/**
 * What `playbook search` looks through, read anew for each question: whoever writes the playbook asks about the words
 * that they have just written. Needs no stack.
 */
export function ownPlaybook(
  from: Surroundings,
  company: string | undefined,
  say: (text: string) => void,
): PlaybookLibrary {
  let held: Promise<CommandEmbedder> | null = null;
  let reading: Promise<ConfiguredReader> | null = null;
  return {
    search: async ({ question, limit, stage, persona, language }) => {
      const { embedder: model, why } = await (held ??= embedderOf(from));
      const index = await upToDate(from, { company }, say, model);
      const retriever = new Retriever(index.store, glossaryFor(from, index), model, why ?? undefined);
      const { reader, why: unread } = await (reading ??= readerOf(from));
      const answer = await new ReadingRetriever(retriever, reader, unread).search(question, {
        limit,
        filter: {
          forModel: true,
          ...(company && { company }),
          ...(stage && { stage }),
          ...(persona && { persona }),
        },
        ...(language && { language }),
      });
      return { answer, searched: index.folders.map(({ folder }) => shownFolder(from, folder)) };
    },
    playbook: async () => {
      const folder = folderOf(from, undefined, true);
      return tryCompile(folder, company === undefined ? {} : { company }).playbook;
    },
  };
}

import { tryCompile } from '@salesagent/playbook';
import { Retriever } from '@salesagent/retrieval';
import type { PlaybookLibrary } from '@salesagent/mcp';
import { embedderOf, type CommandEmbedder } from '../playbook/embedder-of';
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
  return {
    search: async ({ question, limit, stage, persona, language }) => {
      const { embedder: model, why } = await (held ??= embedderOf(from));
      const index = await upToDate(from, { company }, say, model);
      const answer = await new Retriever(index.store, glossaryFor(from, index), model, why ?? undefined).search(
        question,
        {
          ...{
            limit,
            filter: {
              forModel: true,
              ...(company && { company }),
              ...(stage && { stage }),
              ...(persona && { persona }),
            },
          },
          ...(language && { language }),
        },
      );
      return { answer, searched: index.folders.map(({ folder }) => shownFolder(from, folder)) };
    },
    playbook: async () => {
      const folder = folderOf(from, undefined, true);
      return tryCompile(folder, company === undefined ? {} : { company }).playbook;
    },
  };
}

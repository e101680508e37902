import { tryCompile } from '@salesagent/playbook';
import type { ConfiguredReader } from '@salesagent/llm';
import type { PlaybookLibrary } from '@salesagent/mcp';
import { embedderOf, type CommandEmbedder } from '../playbook/embedder-of';
import { readerOf } from '../playbook/reader-of';
import { retrieverOver } from '../playbook/retriever-over';
import { folderOf, shownFolder, upToDate } from '../playbook/searched-folders';
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
      const [model, reader] = await Promise.all([(held ??= embedderOf(from)), (reading ??= readerOf(from))]);
      const index = await upToDate(from, { company }, say, model.embedder);
      const answer = await retrieverOver(from, index, model, reader).search(question, {
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

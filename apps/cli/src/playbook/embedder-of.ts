import { LocalMiniLm, modelFolder, type Embedder } from '@salesagent/retrieval';
import type { Surroundings } from '../surroundings';
import { configured } from './configured';

/** What makes vectors for a command; where nothing does, why not and what would. */
export interface CommandEmbedder {
  embedder: Embedder | null;
  why: string | null;
}

const FETCH = '`salesagent playbook model` fetches the model that makes them';

/**
 * What EMBEDDINGS says, as for the services. Where it says nothing, MiniLM if it was fetched: a command that works on
 * files alone sends none of them anywhere unless it is told to. Requests to a server are counted for this command only.
 *
 * @throws CliError for settings that cannot be read
 */
export async function embedderOf(from: Surroundings): Promise<CommandEmbedder> {
  const folder = modelFolder(from.environment);
  if (!from.environment['EMBEDDINGS']) {
    const embedder = LocalMiniLm.find(folder);
    return { embedder, why: embedder ? null : FETCH };
  }
  return configured(from, ({ embedderFrom, MemoryLedger }, config) =>
    embedderFrom(config, { ledger: new MemoryLedger(), agent: 'cli', miniLmFolder: folder }),
  );
}

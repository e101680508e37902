import { ConfigError, loadVariables, VARIABLES } from '@salesagent/platform/config';
import { LocalMiniLm, modelFolder, type Embedder } from '@salesagent/retrieval';
import { usageError } from '../exit-codes';
import type { Surroundings } from '../surroundings';

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
export async function embedderOf({ environment }: Surroundings): Promise<CommandEmbedder> {
  if (!environment['EMBEDDINGS']) {
    const embedder = LocalMiniLm.find(modelFolder(environment));
    return { embedder, why: embedder ? null : FETCH };
  }
  const { embedderFrom, MemoryLedger, ModelFileError } = await import('@salesagent/llm'); // slow to load
  try {
    const { company, models, embeddings } = VARIABLES;
    const config = loadVariables({ company, models, embeddings }, environment);
    const setUp = { ledger: new MemoryLedger(), agent: 'cli', miniLmFolder: modelFolder(environment) };
    return embedderFrom(config, setUp);
  } catch (error) {
    if (error instanceof ConfigError || error instanceof ModelFileError) throw usageError(error.message);
    throw error;
  }
}

import { ConfigError, loadVariables, VARIABLES } from '@salesagent/platform/config';
import { usageError } from '../exit-codes';
import type { Surroundings } from '../surroundings';

/** What a command works with as configured for the services. @throws CliError for settings that cannot be read */
export async function configured<T>(
  { environment }: Surroundings,
  make: (llm: typeof import('@salesagent/llm'), config: ModelSettings) => T,
): Promise<T> {
  const llm = await import('@salesagent/llm'); // slow to load
  try {
    return make(llm, loadVariables(OF_MODELS, environment));
  } catch (error) {
    if (error instanceof ConfigError || error instanceof llm.ModelFileError) throw usageError(error.message);
    throw error;
  }
}

const { company, models, embeddings, search } = VARIABLES;
const OF_MODELS = { company, models, embeddings, search };
type ModelSettings = ReturnType<typeof loadVariables<typeof OF_MODELS>>;

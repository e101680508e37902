import { ConfigError, loadVariables, VARIABLES } from '@salesagent/platform/config';
import { usageError } from '../exit-codes';
import type { Surroundings } from '../surroundings';
import type { ConfiguredReader } from '@salesagent/llm';

/**
 * What PASSAGES_READ_BY says, as for the services. Calls are counted for this command only.
 *
 * @throws CliError for settings that cannot be read
 */
export async function readerOf({ environment }: Surroundings): Promise<ConfiguredReader> {
  if (!environment['PASSAGES_READ_BY']) return { reader: null, why: null };
  const { MemoryLedger, ModelFileError, readerFrom } = await import('@salesagent/llm'); // slow to load
  try {
    const { company, models, search } = VARIABLES;
    const config = loadVariables({ company, models, search }, environment);
    return readerFrom(config, { ledger: new MemoryLedger(), agent: 'cli' });
  } catch (error) {
    if (error instanceof ConfigError || error instanceof ModelFileError) throw usageError(error.message);
    throw error;
  }
}

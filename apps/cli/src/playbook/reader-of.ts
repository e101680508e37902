import type { ConfiguredReader } from '@salesagent/llm';
import type { Surroundings } from '../surroundings';
import { configured } from './configured';

/**
 * What PASSAGES_READ_BY says, as for the services. Calls are counted for this command only.
 *
 * @throws CliError for settings that cannot be read
 */
export async function readerOf(from: Surroundings): Promise<ConfiguredReader> {
  if (!from.environment['PASSAGES_READ_BY']) return { reader: null, why: null };
  return configured(from, ({ MemoryLedger, readerFrom }, config) =>
    readerFrom(config, { ledger: new MemoryLedger(), agent: 'cli' }),
  );
}

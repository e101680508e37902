import type { Config } from '@salesagent/platform';
import type { AnswerReader } from '@salesagent/retrieval';
import { modelFrom, type ModelSetUp } from '../model-from';
import { ModelAnswerReader } from './model-answer-reader';

/** What reads passages in a process; where nothing does although it should, why, in words. */
export type ConfiguredReader = { reader: AnswerReader; why: null } | { reader: null; why: string | null };

export interface ReaderSetUp extends ModelSetUp {
  /** Service that asks, for the ledger: `console`. */
  agent: string;
}

/**
 * What PASSAGES_READ_BY says. A setting that cannot be followed is no reason not to start: the guess answers, and `why`
 * says what is missing.
 *
 * @throws ModelFileError when the file of budgets or prices cannot be used
 */
export function readerFrom(
  config: Pick<Config, 'company' | 'models' | 'search'>,
  { agent, ...setUp }: ReaderSetUp,
): ConfiguredReader {
  if (config.search.readBy === 'none') return { reader: null, why: null };
  const model = modelFrom(config, setUp);
  if (!model.configured) {
    const why =
      'PASSAGES_READ_BY is model, and no model is configured; set OPENAI_API_KEY, or OPENAI_BASE_URL for a server of your own';
    return { reader: null, why };
  }
  return {
    reader: new ModelAnswerReader(model, { company: config.company, agent, action: 'passage-reading' }),
    why: null,
  };
}

import { ModelNotConfigured } from './errors';
import type { LanguageModel } from './port';

/**
 * The model of a system that has none: it is asked nothing and answers nothing, so that callers need no second path.
 *
 * @param remedy what to configure, a sentence
 */
export function noModel(remedy = 'Set OPENAI_API_KEY, or OPENAI_BASE_URL for a server of your own.'): LanguageModel {
  return {
    name: 'none',
    configured: false,
    answer: () =>
      Promise.reject(new ModelNotConfigured(`No model is configured, so the playbook's templates are used. ${remedy}`)),
  };
}

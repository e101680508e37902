import { ModelError } from '../errors';
import { NO_USAGE, type LanguageModel, type ModelAnswer, type ModelRequest } from '../port';
import { Entries, type Metering } from './entries';
import { estimateOf } from './estimate';

/** A model whose every call is in the ledger, and which is not asked when a budget would be passed. */
export function metered(model: LanguageModel, metering: Metering): LanguageModel {
  const entries = new Entries(metering);
  return {
    ...{ name: model.name, configured: model.configured },
    async answer<T>(request: ModelRequest<T>): Promise<ModelAnswer<T>> {
      const started = performance.now();
      const { purpose, prompt } = request;
      const entry = await entries.open(purpose, prompt, (cost) => estimateOf(request, cost));
      try {
        const answer = await model.answer(request);
        const { usage, attempts, model: answered, latencyMs } = answer;
        // A server that reports no use at all is counted by estimate, as is what broke off before the answer.
        const { unreported = usage.inputTokens + usage.outputTokens === 0 ? 1 : 0 } = answer;
        const usd = await entry.close('answered', { usage, attempts, unreported, model: answered }, latencyMs);
        return { ...answer, costUsd: usd };
      } catch (error) {
        const spent = error instanceof ModelError ? error.spent : undefined;
        const used = spent ?? { usage: NO_USAGE, attempts: 0, unreported: 1 };
        const outcome = error instanceof ModelError ? error.kind : 'unavailable';
        await entry.close(outcome, used, performance.now() - started);
        throw error;
      }
    },
  };
}

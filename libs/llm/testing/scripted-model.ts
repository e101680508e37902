import { ModelRefused } from '../src/errors';
import type { LanguageModel, ModelAnswer, ModelRequest } from '../src/port';

/** A value to answer with, an error to throw, or a function of the request that gives either. */
export type Scripted = object | ((request: ModelRequest<unknown>) => unknown);

/**
 * A model inside the process, for tests of what is done with answers; each answer passes the request's schema, so a
 * script cannot say what a real model could not. For everything on the wire use the stand-in server. The last entry
 * answers all that come after.
 */
export function scriptedModel(...script: Scripted[]): LanguageModel & { readonly asked: ModelRequest<unknown>[] } {
  const asked: ModelRequest<unknown>[] = [];
  return {
    ...{ name: 'scripted', configured: true, asked },
    async answer<T>(request: ModelRequest<T>): Promise<ModelAnswer<T>> {
      const entry = script[asked.length] ?? script.at(-1);
      asked.push(request as ModelRequest<unknown>);
      const said: unknown = typeof entry === 'function' ? await entry(request as ModelRequest<unknown>) : entry;
      if (said === undefined) throw new ModelRefused('The script has nothing to say.', '');
      if (said instanceof Error) throw said;
      const usage = { inputTokens: 1, cachedInputTokens: 0, outputTokens: 1 };
      return {
        ...{ value: request.schema.parse(said), text: JSON.stringify(said), model: 'scripted', provider: 'scripted' },
        ...{ usage, costUsd: 0, latencyMs: 0, attempts: 1, toolCalls: [] },
      };
    },
  };
}

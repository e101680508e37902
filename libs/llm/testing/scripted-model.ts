import { addUsage, ModelRefused, NO_USAGE, type LanguageModel, type ModelError, type ModelRequest } from '../src/index';

/** What it says: a value for the request, an error to throw, or a function of the request that gives either. */
export type Scripted = unknown | ModelError | ((request: ModelRequest<unknown>) => unknown);

/**
 * A model inside the process for tests of what is done with answers; each answer passes the request's schema, so a
 * script cannot say what a real model could not. For everything on the wire use the stand-in server.
 */
export function scriptedModel(...script: Scripted[]): LanguageModel & { readonly asked: ModelRequest<unknown>[] } {
  const asked: ModelRequest<unknown>[] = [];
  return {
    name: 'scripted',
    configured: true,
    asked,
    async answer<T>(request: ModelRequest<T>) {
      const entry = script[Math.min(asked.push(request as ModelRequest<unknown>), script.length) - 1];
      const said: unknown =
        typeof entry === 'function'
          ? await (entry as (r: ModelRequest<unknown>) => unknown)(request as ModelRequest<unknown>)
          : entry;
      if (said === undefined) throw new ModelRefused('The script has nothing to say.', '');
      if (said instanceof Error) throw said;
      const value = request.schema.parse(said);
      const usage = addUsage(NO_USAGE, { inputTokens: 1, cachedInputTokens: 0, outputTokens: 1 });
      return {
        ...{ value, text: JSON.stringify(said), model: 'scripted', provider: 'scripted', usage },
        ...{ costUsd: 0, latencyMs: 0, attempts: 1, toolCalls: [] },
      };
    },
  };
}

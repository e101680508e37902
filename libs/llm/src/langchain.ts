import type { z } from 'zod';
import {
  AnswerInvalid,
  ModelCallCancelled,
  ModelError,
  ModelRejected,
  ModelTimedOut,
  ModelUnavailable,
  NOTHING_SPENT,
} from './errors';
import { NO_USAGE, type LanguageModel, type ModelAnswer, type ModelRequest, type Usage } from './port';
import { TimeOver, withTimeLimit } from './time-limit';

/**
 * What is used of a LangChain chat model (`BaseChatModel` of `@langchain/core` fits). Named here so that nobody needs
 * LangChain who does not use it.
 */
export interface LangChainChat {
  withStructuredOutput(
    schema: z.ZodType,
    config: { name: string; includeRaw: true },
  ): { invoke(messages: [string, string][], options: { signal: AbortSignal }): Promise<unknown> };
}

export interface LangChainOptions {
  /** In names, records and spans: `anthropic`. */
  provider: string;
  model: string;
}

/**
 * A LangChain chat model as one of ours. Its own settings hold for everything the port has no word for: give it
 * `maxRetries: 0`, so that the chain decides, and its bound of output tokens. Tools are not offered through it; a
 * request with some is turned down, so that a chain goes on to a model that takes them.
 */
export function langchainModel(chat: LangChainChat, { provider, model }: LangChainOptions): LanguageModel {
  const name = `${provider}/${model}`;

  async function invoke<T>(request: ModelRequest<T>, signal: AbortSignal): Promise<Raw> {
    const { prompt, schema } = request;
    const shape = (request.schemaName ?? prompt.id).replaceAll(/[^\w-]/g, '_');
    const structured = chat.withStructuredOutput(schema, { name: shape, includeRaw: true });
    const messages: [string, string][] = [
      ['system', prompt.instructions],
      ['human', prompt.input],
    ];
    return (await structured.invoke(messages, { signal })) as Raw;
  }

  return {
    ...{ name, configured: true },
    async answer<T>(request: ModelRequest<T>): Promise<ModelAnswer<T>> {
      if (request.tools?.length) {
        const message = `${name} is asked through LangChain, which is offered no tools here; ask it without.`;
        throw Object.assign(new ModelRejected(message), { spent: NOTHING_SPENT });
      }
      const started = performance.now();
      try {
        const heard = await withTimeLimit(request.timeoutMs, request.signal, (signal) => invoke(request, signal));
        const usage = usageOf(heard.raw);
        return {
          ...{ value: checked(heard.parsed, request.schema, usage), text: JSON.stringify(heard.parsed) },
          ...{ model: heard.raw?.response_metadata?.model_name ?? model, provider, usage, costUsd: null },
          ...{ latencyMs: performance.now() - started, attempts: 1, toolCalls: [] },
        };
      } catch (error) {
        throw explained(error, request, name);
      }
    },
  };
}

/** Of what `includeRaw` gives, what is read here; all of it may be missing. */
interface Raw {
  parsed?: unknown;
  raw?: {
    usage_metadata?: {
      input_tokens?: number;
      output_tokens?: number;
      input_token_details?: { cache_read?: number };
    };
    response_metadata?: { model_name?: string };
  };
}

function usageOf(raw: Raw['raw']): Usage {
  const used = raw?.usage_metadata;
  return {
    inputTokens: used?.input_tokens ?? 0,
    cachedInputTokens: used?.input_token_details?.cache_read ?? 0,
    outputTokens: used?.output_tokens ?? 0,
  };
}

function checked<T>(parsed: unknown, schema: z.ZodType<T>, usage: Usage): T {
  const read = schema.safeParse(parsed ?? undefined);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const message = parsed
    ? `The answer has another shape than was asked for (${issue?.path.join('.')}: ${issue?.code}).`
    : 'The model gave no answer in the shape that was asked for.';
  const error = new AnswerInvalid(message, parsed ? 'schema' : 'empty');
  error.spent = { usage, attempts: 1, unreported: 0 };
  throw error;
}

function explained<T>(error: unknown, request: ModelRequest<T>, name: string): unknown {
  if (error instanceof ModelError) return error;
  const spent = { usage: NO_USAGE, attempts: 1, unreported: 1 };
  if (request.signal?.aborted) {
    return Object.assign(new ModelCallCancelled('The call was given up by who made it.'), { spent });
  }
  if (error instanceof TimeOver) {
    const message = `${name} gave no answer within ${request.timeoutMs} ms.`;
    return Object.assign(new ModelTimedOut(message, request.timeoutMs), { spent });
  }
  // Each integration throws errors of its own; a status of HTTP is what most of them have.
  const status = error instanceof Error && 'status' in error && typeof error.status === 'number' ? error.status : null;
  const turnedDown = status !== null && status >= 400 && status < 500 && status !== 429 && status !== 408;
  const message = `${name} failed${status === null ? '' : ` (${status})`}; see the settings of its LangChain model.`;
  const failed = turnedDown ? new ModelRejected(message, status) : new ModelUnavailable(message, status ?? undefined);
  return Object.assign(failed, { spent, cause: error });
}

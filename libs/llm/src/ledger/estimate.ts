import { z } from 'zod';
import type { ModelRequest, Usage } from '../port';
import { allowedTools } from '../tool-runs';
import type { Estimate } from './ledger';

/** Bytes of UTF-8 a token stands for at least, over a whole prompt; it is about four in English. */
const BYTES_A_TOKEN = 3;
/** With tools the prompt is sent again for every round; one round more is the usual. */
const SENDINGS_WITH_TOOLS = 2;

/** Tokens that texts are at most. */
export function tokensOfTexts(texts: readonly string[]): number {
  return Math.ceil(texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0) / BYTES_A_TOKEN);
}

/** What a call may use: the prompt as it is sent, and all it may write. */
export function estimateOf<T>(request: ModelRequest<T>, cost: (usage: Usage) => number | null): Estimate {
  const { prompt, schema, maxOutputTokens } = request;
  const tools = allowedTools(request);
  const sent = [
    ...[prompt.instructions, prompt.input, JSON.stringify(z.toJSONSchema(schema, { unrepresentable: 'any' }))],
    ...tools.map(({ description, parameters }) => description + JSON.stringify(z.toJSONSchema(parameters))),
  ];
  const inputTokens = tokensOfTexts(sent) * (tools.length > 0 ? SENDINGS_WITH_TOOLS : 1);
  return {
    tokens: inputTokens + maxOutputTokens,
    usd: cost({ inputTokens, cachedInputTokens: 0, outputTokens: maxOutputTokens }),
  };
}

import { z } from 'zod';
import type { ModelRequest } from '../src/port';

const answerSchema = z.object({ summary: z.string(), score: z.number().nullable() });
export type Answer = z.output<typeof answerSchema>;

export const ANSWER: Answer = { summary: 'Silent for three weeks.', score: 0.4 };

/** A request whose answer is an `Answer`. Its time is ample: where a test lets it run out, it says how much there is. */
export function aRequest(change: Partial<ModelRequest<Answer>> = {}): ModelRequest<Answer> {
  return {
    purpose: {
      ...{ company: 'acme', agent: 'deal', action: 'deal-risk', subject: 'opportunity/O1' },
      actionId: 'deal-risk:opportunity/O1:1',
    },
    prompt: {
      id: 'deal-risk.summary',
      version: 1,
      instructions: 'Say it in a sentence.',
      input: 'No touch in 21 days.',
    },
    schema: answerSchema,
    maxOutputTokens: 200,
    timeoutMs: 20_000,
    ...change,
  };
}

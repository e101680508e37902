import type { z } from 'zod';
import type { ModelTool, ToolCall } from './tools';

/**
 * Something that answers in a shape that was asked for. Providers, the fallback chain and "none is configured" are all
 * one; who calls has the playbook's template ready for every `ModelError`.
 */
export interface LanguageModel {
  /** Who answers, as people read it: `openai/gpt-5-mini`, `none`. */
  readonly name: string;
  /** False when nothing is configured: use the template at once and say why nothing was asked. */
  readonly configured: boolean;
  /**
   * Asks once and ends within `timeoutMs`, whatever the model does: slow, down, rubbish, endless.
   *
   * @throws ModelError, always one of its subclasses (`errors.ts`); other errors are faults of our own code
   */
  answer<T>(request: ModelRequest<T>): Promise<ModelAnswer<T>>;
}

/** What a call is for: budgets, ledger and spans are kept by these. No personal data. */
export interface CallPurpose {
  /** Slug of the portfolio company. */
  company: string;
  /** Service that asks: `deal`. */
  agent: string;
  /** Action of ACTIONS.md: `deal-risk`. */
  action: string;
  /** The proposal it is for, `{action}:{subject}:{episode}`, where there is one. */
  actionId?: string;
  /** Record it is about, `opportunity/006…`. */
  subject?: string;
}

/** A prompt file, rendered (`prompts.ts`): instructions are ours alone, whatever a CRM holds is in `input`. */
export interface RenderedPrompt {
  id: string;
  /** Version of the file. */
  version: number;
  /** What the model is told to do. Never holds text of a CRM, a document or a mail. */
  instructions: string;
  /** What it is told to do it with; text from outside stands in fenced blocks. */
  input: string;
}

export interface ModelRequest<T> {
  purpose: CallPurpose;
  prompt: RenderedPrompt;
  /**
   * Shape of the answer: a `z.object`. Strict structured outputs know no optional keys, so use `.nullable()`; what zod
   * checks beyond the JSON Schema (refinements, lengths) is checked when the answer is there.
   */
  schema: z.ZodType<T>;
  /** Name of the shape, letters, digits, `_` and `-`; the prompt's id when absent. */
  schemaName?: string;
  /** Tools the model may call. Of these only the ones named in `allowedTools` are offered and run. */
  tools?: readonly ModelTool[];
  /** The action's allow-list. A call of anything else is not run, told to the model as refused, and noted. */
  allowedTools?: readonly string[];
  /** Upper bound of what is written, reasoning included; tokens. */
  maxOutputTokens: number;
  /** Of the whole call with its retries and tools, ms. */
  timeoutMs: number;
  /** Of one attempt, ms; a part of `timeoutMs` when absent, so that one hanging connection leaves time to retry. */
  attemptTimeoutMs?: number;
  /** Ends the call from outside: `ModelCallCancelled`. */
  signal?: AbortSignal;
  /**
   * Text as it is written: the JSON of the answer, piece by piece, unchecked. Show it as a draft in the making only. A
   * retry begins from the start, told by `restarted`.
   */
  onText?: (piece: string, restarted: boolean) => void;
}

export interface ModelAnswer<T> {
  /** Checked by the schema. */
  value: T;
  /** The same as it was written. */
  text: string;
  /** As the provider names what answered: `gpt-5-mini-2025-08-07`. */
  model: string;
  provider: string;
  usage: Usage;
  /** US dollars by the dated price list; null when the model has no price there. */
  costUsd: number | null;
  /** From asking to the checked answer, waits and retries included, ms. */
  latencyMs: number;
  /** Requests that were sent, tool rounds and retries included. */
  attempts: number;
  /** Those among them whose use nobody told us: broken off before another answered. The ledger counts them by estimate. */
  unreported?: number;
  /** What the model wanted to call, in order, whether it was run or not. */
  toolCalls: readonly ToolCall[];
}

/** Tokens, summed over all requests of a call. */
export interface Usage {
  inputTokens: number;
  /** Part of `inputTokens` that the provider had cached. */
  cachedInputTokens: number;
  /** Reasoning included. */
  outputTokens: number;
}

export const NO_USAGE: Usage = { inputTokens: 0, cachedInputTokens: 0, outputTokens: 0 };

export function addUsage(one: Usage, other: Usage): Usage {
  return {
    inputTokens: one.inputTokens + other.inputTokens,
    cachedInputTokens: one.cachedInputTokens + other.cachedInputTokens,
    outputTokens: one.outputTokens + other.outputTokens,
  };
}

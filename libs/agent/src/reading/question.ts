import type { RenderedPrompt } from '@salesagent/llm';
import type { z } from 'zod';
import type { KeptFor } from '../writing/memory';

/** What a model is asked about texts that others wrote. It may look for something; what it finds is checked by who asks. */
export interface Question<T> {
  /** The prompt as it is sent: texts without people, secrets and fences (`shownToModel`). */
  prompt: RenderedPrompt;
  /** Everything the answer depends on beside prompt and model, as JSON: the same is never asked twice. */
  of: unknown;
  /** Shape of the answer. */
  schema: z.ZodType<T>;
  maxOutputTokens: number;
  /** Whom the answer is kept sealed for, as it quotes what they wrote. */
  keptFor: KeptFor;
}

/** For which action a question is asked. */
export interface AskedBy {
  action: string;
  agent: string;
  /** `opportunity/D1` */
  subject: string;
}

/** An answer in its shape, or why there is none. */
export type Answered<T> =
  | {
      value: T;
      /** As the provider names what answered. */
      model: string;
      /** `extract-meddicc@1` */
      prompt: string;
    }
  | { value: null; because: string };

/** What the `read` step of an action asks. Never throws for a model: there is always the way without one. */
export interface TextReader {
  ask<T>(question: Question<T>): Promise<Answered<T>>;
}

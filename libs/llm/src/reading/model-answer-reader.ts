import { join } from 'node:path';
import {
  QUOTED_WORDS_AT_LEAST,
  QUOTED_WORDS_AT_MOST,
  Rest,
  type AnswerReader,
  type Excerpt,
  type Quoted,
} from '@salesagent/retrieval';
import { z } from 'zod';
import { AnswerInvalid, BudgetSpent, ModelCallCancelled, ModelRefused, ModelRejected, NobodyAnswered } from '../errors';
import type { CallPurpose, LanguageModel } from '../port';
import { loadPrompts, type Prompts } from '../prompts/prompts';

const saidSchema = z.strictObject({
  answers: z.boolean().describe('Whether one of the excerpts answers the question'),
  excerpt: z.number().nullable().describe('Number of the excerpt that answers, or null'),
  quotation: z.string().nullable().describe('Words of that excerpt that answer, copied out, or null'),
});

/** Somebody waits for the answer, and the guess is there at once; ms. */
const READ_MS = 12_000;
/** Of an answer, with what a model thinks before it. */
const TOKENS_AT_MOST = 2_000;

let prompts: Prompts | null = null;
/** The prompts passages are read with. */
export const readingPrompts = (): Prompts => (prompts ??= loadPrompts(join(__dirname, 'prompts')));

/** Has a model read the passages. One that did not answer is left alone for a minute: the guess stands meanwhile. */
export class ModelAnswerReader implements AnswerReader {
  private readonly rest: Rest;

  constructor(
    private readonly model: LanguageModel,
    private readonly purpose: CallPurpose,
    now?: () => number,
  ) {
    this.rest = Rest.ofQuestions(now);
  }

  get name(): string {
    return this.model.name;
  }

  /** @throws ModelError with the reason and what to do about it */
  read(question: string, excerpts: readonly Excerpt[]): Promise<Quoted | null> {
    return this.rest.ask(() => this.ask(question, excerpts), isAboutTheModel);
  }

  private async ask(question: string, excerpts: readonly Excerpt[]): Promise<Quoted | null> {
    const { value } = await this.model.answer({
      purpose: this.purpose,
      prompt: readingPrompts().render('does-it-answer', {
        question,
        words: { least: QUOTED_WORDS_AT_LEAST, most: QUOTED_WORDS_AT_MOST },
        excerpts: excerpts.map(({ heading, text }, at) => `[excerpt ${at + 1}] ${heading}\n${text}`).join('\n\n'),
      }),
      ...{ schema: saidSchema, maxOutputTokens: TOKENS_AT_MOST, timeoutMs: READ_MS, allowedTools: [] },
    });
    if (!value.answers) return null;
    // A yes without words to show for it is checked like one with wrong words, and counts as little.
    return { excerpt: (value.excerpt ?? 0) - 1, words: value.quotation ?? '' };
  }
}

/** Statuses that may be about this one prompt, such as one that is too long. */
const OF_THE_PROMPT: readonly (number | undefined)[] = [400, 413, 422];

/** Whether others would fail likewise: the other failures are of this question alone, or nobody was asked. */
function isAboutTheModel(error: unknown): boolean {
  if (error instanceof NobodyAnswered) return error.said.some((one) => isAboutTheModel(one.error));
  if (error instanceof ModelRejected) return !OF_THE_PROMPT.includes(error.status);
  return ![AnswerInvalid, BudgetSpent, ModelCallCancelled, ModelRefused].some((kind) => error instanceof kind);
}

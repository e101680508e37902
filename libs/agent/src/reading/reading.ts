import { ModelError } from '@salesagent/llm';
import { endsAllOf, LEAST_TIME_MS, NO_MODEL, TIME_OVER, type PenLimits } from '../writing/part';
import type { ModelReader } from './model-reader';
import type { Answered, AskedBy, Question, TextReader } from './question';

/** All looks of a batch together: those of every action wait for it. */
const BATCH_MS = 60_000;

/**
 * What the looks of one batch read texts with: a model while it answers, and once it does not nobody, so that a dead or slow
 * model costs a batch its time once. A pass over all subjects asks nothing new and takes what was read before.
 */
export class Reading {
  private ends: number | null = null;

  private constructor(
    private readonly reader: ModelReader | null,
    private silent: string | null,
    private readonly limits: PenLimits = {},
  ) {}

  static model(reader: ModelReader, limits: PenLimits = {}): Reading {
    return reader.configured ? new Reading(reader, null, limits) : new Reading(null, NO_MODEL);
  }
  /** @param because why no model is asked @param reader knows what was read before */
  static without(because: string, reader: ModelReader | null = null): Reading {
    return new Reading(reader?.configured ? reader : null, because);
  }

  /** Whether the service stops: a look that was given up then is to be taken again. */
  get stopped(): boolean {
    return this.limits.signal?.aborted ?? false;
  }

  by(by: AskedBy): TextReader {
    return { ask: (question) => this.ask(question, by) };
  }

  /** @throws ModelError when it was given up because the service stops */
  private async ask<T>(question: Question<T>, by: AskedBy): Promise<Answered<T>> {
    if (this.reader === null) return { value: null, because: this.silent ?? NO_MODEL };
    const { withinMs = BATCH_MS, signal = new AbortController().signal } = this.limits;
    this.ends ??= performance.now() + withinMs;
    const timeIsOver = () => this.ends! - performance.now() < LEAST_TIME_MS;
    if (this.silent === null && timeIsOver()) this.silent = TIME_OVER;
    if (this.silent !== null) return (await this.reader.kept(question)) ?? { value: null, because: this.silent };
    try {
      return await this.reader.ask(question, by, { ends: this.ends, signal });
    } catch (error) {
      if (!(error instanceof ModelError) || this.stopped) throw error;
      const because = timeIsOver() ? TIME_OVER : `the model gave no answer (${error.kind})`;
      if (endsAllOf(error)) this.silent = because;
      return { value: null, because };
    }
  }
}

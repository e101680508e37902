import { ModelError } from '@salesagent/llm';
import { endsAllOf, LEAST_TIME_MS, TIME_OVER, type PenLimits, type Within } from './part';

/** All looks of a batch together: those of every action wait for it. */
const BATCH_MS = 60_000;

/**
 * What the looks of one batch may still ask of a model: nothing more once it does not answer or its time is over, so that
 * a dead model costs a batch one time limit, and a slow one the time of the batch, not one for each look.
 */
export class ModelInBatch {
  private ends: number | null = null;

  /** @param because why no model is asked from the beginning; null where one is */
  constructor(
    private because: string | null,
    private readonly limits: PenLimits = {},
  ) {}

  /** Why it is not asked any more, as far as is known now; null while it is. */
  get silent(): string | null {
    return this.because;
  }

  /** Whether the service stops: a look that was given up then is to be taken again, not done without a model. */
  get stopped(): boolean {
    return this.limits.signal?.aborted ?? false;
  }

  /**
   * The answer, or why there is none.
   * @throws ModelError when it was given up because the service stops
   */
  async ask<T>(question: (within: Within) => Promise<T>): Promise<{ answer: T } | { because: string }> {
    const { withinMs = BATCH_MS, signal = new AbortController().signal } = this.limits;
    const ends = (this.ends ??= performance.now() + withinMs);
    const timeIsOver = () => ends - performance.now() < LEAST_TIME_MS;
    if (this.because === null && timeIsOver()) this.because = TIME_OVER;
    if (this.because !== null) return { because: this.because };
    try {
      return { answer: await question({ ends, signal }) };
    } catch (error) {
      if (!(error instanceof ModelError) || this.stopped) throw error;
      const because = timeIsOver() ? TIME_OVER : `the model gave no answer (${error.kind})`;
      if (endsAllOf(error)) this.because = because;
      return { because };
    }
  }
}

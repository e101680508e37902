/** How long somebody who failed is left alone, ms. */
export interface RestTimes {
  first: number;
  /** Each failure in a row doubles it, up to this. */
  most: number;
}

const REST_OF_QUESTIONS: RestTimes = { first: 60_000, most: 60_000 };
const REST_OF_INDEXING: RestTimes = { first: 60_000, most: 3_600_000 };

/**
 * Leaves alone for a while who just failed: what is asked meanwhile fails at once with the same words, so that nobody waits
 * for, and nothing is paid to, a server that does not answer.
 */
export class Rest {
  private failures = 0;
  private ends = 0;
  private because: unknown;

  constructor(
    private readonly times: RestTimes,
    private readonly now: () => number = Date.now,
  ) {}

  /** Between questions, which words answer meanwhile. */
  static ofQuestions = (now?: () => number): Rest => new Rest(REST_OF_QUESTIONS, now);
  /** Between attempts to index, which nobody waits for. */
  static ofIndexing = (now?: () => number): Rest => new Rest(REST_OF_INDEXING, now);

  /**
   * @param counts whether a failure is one of who was asked
   * @throws what `work` throws, or threw when it last failed
   */
  async ask<T>(work: () => Promise<T>, counts: (error: unknown) => boolean = () => true): Promise<T> {
    if (this.now() < this.ends) throw this.because;
    try {
      const answer = await work();
      this.end();
      return answer;
    } catch (error) {
      if (counts(error)) this.begin(error);
      throw error;
    }
  }

  /** Somebody wants to know now. */
  end(): void {
    this.failures = 0;
    this.ends = 0;
  }

  private begin(error: unknown): void {
    // Those who asked at the same time fail together: once.
    if (this.now() < this.ends) return;
    this.ends = this.now() + Math.min(this.times.most, this.times.first * 2 ** this.failures);
    this.failures += 1;
    this.because = error;
  }
}

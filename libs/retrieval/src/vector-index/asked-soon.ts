import { Rest } from '../rest';
import { VectorIndexError, type NearPassage, type VectorIndex, type VectorQuery } from './port';
import type { PassageKey } from '../store';

/** Somebody waits for the answer, and words can give one: ms. */
const SOON = 2_500;

/** An index as questions ask it: it answers soon, and where it did not answer it is left alone for a minute. */
export class AskedSoon {
  private readonly rest = Rest.ofQuestions();

  constructor(
    private readonly index: VectorIndex,
    /** For messages. */
    private readonly name: string,
  ) {}

  /** @throws VectorIndexError as the index does, or where it takes too long */
  nearest(query: VectorQuery): Promise<NearPassage[]> {
    return this.soon(() => this.index.nearest(query));
  }

  /** @throws VectorIndexError as the index does, or where it takes too long */
  similarities(model: string, values: Float32Array, keys: readonly PassageKey[]): Promise<NearPassage[]> {
    return this.soon(() => this.index.similarities(model, values, keys));
  }

  /** It answered somebody else, or is asked to show that it does. */
  answers(): void {
    this.rest.end();
  }

  private soon<T>(ask: () => Promise<T>): Promise<T> {
    return this.rest.ask(() => this.inTime(ask()));
  }

  /** What is under way ends by itself, within the time of the index's own requests. */
  private async inTime<T>(answer: Promise<T>): Promise<T> {
    let clock: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      const error = new VectorIndexError(
        'unreachable',
        `${this.name} did not answer within ${SOON} ms; look at it, or at the way there.`,
      );
      clock = setTimeout(() => reject(error), SOON);
    });
    try {
      return await Promise.race([answer, late]);
    } finally {
      clearTimeout(clock);
    }
  }
}

import { z } from 'zod';
import type { AnswerReader } from '../reading/answer-reader';
import { quotationProblem } from '../reading/quotation';

/** How the passages were found that were read: without vectors, and with those of MiniLM. */
export type FoundBy = 'byWords' | 'withVectors';

/** What a large language model quoted, given the prompt `does-it-answer` and ten passages of each question, once. */
export const recordedReadingsSchema = z.strictObject({
  version: z.int(),
  readings: z.array(
    z.strictObject({
      question: z.string().min(1),
      /** Words of the passage that answers; null where it found none that does. */
      byWords: z.string().min(1).nullable(),
      withVectors: z.string().min(1).nullable(),
    }),
  ),
});
export type RecordedReading = z.output<typeof recordedReadingsSchema>['readings'][number];

/** Answers as they were recorded: what was quoted is looked for in the passages that are shown now. */
export function recordedReader(readings: readonly RecordedReading[], foundBy: FoundBy): AnswerReader {
  const of = new Map(readings.map((reading) => [reading.question, reading[foundBy]]));
  return {
    name: 'recorded answers of a model',
    read(question, excerpts) {
      const words = of.get(question);
      if (words === undefined) return Promise.reject(new Error('no answer is recorded to this question'));
      if (words === null) return Promise.resolve(null);
      const excerpt = excerpts.findIndex(({ text }) => quotationProblem(words, text) === null);
      // Not found any more is no answer that was checked, and no refusal.
      return Promise.resolve({ excerpt, words });
    },
  };
}

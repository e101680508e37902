import { z } from 'zod';

/** A file of questions with the passages that answer each. */
export const labelledQuestionsSchema = z.strictObject({
  version: z.int(),
  questions: z.array(
    z.strictObject({
      question: z.string().min(1),
      split: z.enum(['dev', 'test', 'fresh', 'stranger']),
      /** Ids of passages; any of them counts. Empty: the playbook does not answer. */
      answers: z.array(z.string()),
    }),
  ),
});
export type LabelledQuestion = z.output<typeof labelledQuestionsSchema>['questions'][number];

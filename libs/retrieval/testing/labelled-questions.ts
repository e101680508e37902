import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

const questionsSchema = z.strictObject({
  version: z.int(),
  questions: z.array(
    z.strictObject({
      question: z.string().min(1),
      split: z.enum(['dev', 'test', 'fresh']),
      /** Ids of passages; any of them counts. Empty: the playbook does not answer. */
      answers: z.array(z.string()),
    }),
  ),
});
export type LabelledQuestion = z.output<typeof questionsSchema>['questions'][number];

/** The questions of a split; `dev` for tuning, `test` for reports only. */
export function labelledQuestions(split: LabelledQuestion['split'], file = QUESTIONS): LabelledQuestion[] {
  return questionsSchema.parse(parse(readFileSync(file, 'utf8'))).questions.filter((q) => q.split === split);
}

/** From the sources or from what was compiled of them alike. */
const ROOT = resolve(__dirname, __dirname.includes('/dist/') ? '../../../..' : '../../..');
const QUESTIONS = resolve(ROOT, 'libs/retrieval/testing/questions.yaml');
export const PLAYBOOKS = resolve(ROOT, 'playbooks');
export const CALIBRATION = resolve(ROOT, 'libs/retrieval/src/calibration.json');

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import { labelledQuestionsSchema, type LabelledQuestion } from '../src/measuring/labelled-questions';

/** The questions of a split; `dev` for tuning, `test` for reports only. */
export function labelledQuestions(split: LabelledQuestion['split'], file = QUESTIONS): LabelledQuestion[] {
  return labelledQuestionsSchema.parse(parse(readFileSync(file, 'utf8'))).questions.filter((q) => q.split === split);
}

/** From the sources or from what was compiled of them alike. */
const ROOT = resolve(__dirname, __dirname.includes('/dist/') ? '../../../..' : '../../..');
const QUESTIONS = resolve(ROOT, 'libs/evaluation/cases/questions.yaml');
export const PLAYBOOKS = resolve(ROOT, 'playbooks');
export const CALIBRATION = resolve(ROOT, 'libs/retrieval/src/calibration.json');

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import { labelledQuestionsSchema, type LabelledQuestion } from '../src/measuring/labelled-questions';
import { recordedReadingsSchema, type RecordedReading } from '../src/measuring/recorded-readings';

/** The questions of a split; `dev` for tuning, all others for reports only. */
export function labelledQuestions(split: LabelledQuestion['split'], files = QUESTIONS): LabelledQuestion[] {
  return files
    .flatMap((file) => labelledQuestionsSchema.parse(parse(readFileSync(file, 'utf8'))).questions)
    .filter((question) => question.split === split);
}

/** From the sources or from what was compiled of them alike. */
const ROOT = resolve(__dirname, __dirname.includes('/dist/') ? '../../../..' : '../../..');
const CASES = resolve(ROOT, 'libs/evaluation/cases');
const QUESTIONS = ['questions.yaml', 'questions-of-strangers.yaml'].map((name) => resolve(CASES, name));
export const PLAYBOOKS = resolve(ROOT, 'playbooks');
export const CALIBRATION = resolve(ROOT, 'libs/retrieval/src/calibration.json');

/** What a model quoted once of the passages that were found to the questions of `test`, `fresh` and `stranger`. */
export const recordedReadings = (): RecordedReading[] =>
  recordedReadingsSchema.parse(parse(readFileSync(resolve(CASES, 'readings.yaml'), 'utf8'))).readings;

import { writeFileSync } from 'node:fs';
import { compilePlaybook, glossarySchema } from '@salesagent/playbook';
import { indexSource, MemoryStore, playbookSource, Retriever, type DocumentSource } from '../src';
import { evidenceKeys, type Evidence } from '../src/confidence';
import type { SourcePassage } from '../src/passage';
import { askAll, metricsOf, type Asked, type Metrics } from './evaluation';
import { CALIBRATION, labelledQuestions, PLAYBOOKS } from './labelled-questions';

/**
 * Fits when one of the first five passages is an answer, on the questions of the `dev` split alone, and writes `src/calibration.json`:
 * `node dist/libs/retrieval/testing/calibrate.js`. To be run again when the ranking or the playbook changes much.
 */
async function main(): Promise<void> {
  const playbook = compilePlaybook(PLAYBOOKS);
  const glossary = glossarySchema.parse(playbook.data('glossary')?.value ?? {});
  const ask = async (source: DocumentSource): Promise<Asked[]> => {
    const store = new MemoryStore();
    await indexSource(store, source);
    return askAll(new Retriever(store, glossary), labelledQuestions('dev'));
  };
  const asked = await ask(playbookSource(playbook));
  // Once more without the words of asked.yaml: how questions look for which nobody foresaw the words.
  const unforeseen = await ask(withoutAskedWords(playbookSource(playbook)));
  const { intercept, coefficients } = fit([...asked, ...unforeseen]);
  const settled = (of: readonly Asked[], threshold: number): Asked[] =>
    of.map((one) => {
      const known = logistic(intercept, coefficients, one.answer.evidence) >= threshold;
      return { ...one, answer: { ...one.answer, known } };
    });
  const threshold = bestThreshold((at) => metricsOf(settled(asked, at)));
  const round = (value: number): number => Number(value.toFixed(3));
  const calibration = {
    intercept: round(intercept),
    coefficients: Object.fromEntries(evidenceKeys.map((key) => [key, round(coefficients[key])])),
    threshold: round(threshold),
  };
  writeFileSync(CALIBRATION, `${JSON.stringify(calibration, null, 2)}\n`);
  console.log(calibration, metricsOf(settled(asked, threshold)), metricsOf(settled(unforeseen, threshold)));
}

function withoutAskedWords(source: DocumentSource): DocumentSource {
  const bare = ({ asked: _asked, ...passage }: SourcePassage): SourcePassage => passage;
  return {
    name: source.name,
    entries: () =>
      source.entries().map((entry) => ({
        ...entry,
        load: async () => {
          const { document, problems } = await entry.load();
          return { document: document && { ...document, passages: document.passages.map(bare) }, problems };
        },
      })),
  };
}

type Coefficients = Record<keyof Evidence, number>;

const logistic = (intercept: number, coefficients: Coefficients, evidence: Evidence): number =>
  1 / (1 + Math.exp(-evidenceKeys.reduce((sum, key) => sum + coefficients[key] * evidence[key], intercept)));

/** Logistic regression by gradient descent, both classes of equal weight, with a little ridge. */
function fit(asked: readonly Asked[]): { intercept: number; coefficients: Coefficients } {
  const known = (one: Asked): number => (one.place !== null && one.place <= 5 ? 1 : 0);
  const positives = asked.filter((one) => known(one) === 1).length;
  const weight = [asked.length / (2 * (asked.length - positives)), asked.length / (2 * positives)];
  const coefficients = Object.fromEntries(evidenceKeys.map((key) => [key, 0])) as Coefficients;
  let intercept = 0;
  for (let step = 0; step < 20_000; step++) {
    const gradient = Object.fromEntries(evidenceKeys.map((key) => [key, RIDGE * coefficients[key]])) as Coefficients;
    let constant = 0;
    for (const one of asked) {
      const { evidence } = one.answer;
      const error = (weight[known(one)]! * (logistic(intercept, coefficients, evidence) - known(one))) / asked.length;
      constant += error;
      for (const key of evidenceKeys) gradient[key] += error * evidence[key];
    }
    intercept -= RATE * constant;
    for (const key of evidenceKeys) coefficients[key] -= RATE * gradient[key];
  }
  return { intercept, coefficients };
}
const RATE = 1;
const RIDGE = 0.001;

/**
 * Where the weaker of refusal precision and recall is best, in the middle of its plateau. Precision is taken as if three
 * of four questions had an answer, whatever the share in the file: with more to refuse it would look better than it is.
 */
function bestThreshold(metricsAt: (threshold: number) => Metrics): number {
  const candidates = Array.from({ length: 199 }, (_, i) => (i + 1) / 200).map((threshold) => {
    const { answerable, unanswerable, refusalPrecision, refusalRecall } = metricsAt(threshold);
    const right = refusalRecall * unanswerable;
    const wrong = refusalPrecision > 0 ? right / refusalPrecision - right : answerable;
    const expected = (refusalRecall * answerable) / 3;
    return { threshold, worst: Math.min(expected / (expected + wrong || 1), refusalRecall) };
  });
  const best = Math.max(...candidates.map(({ worst }) => worst));
  const plateau = candidates.filter(({ worst }) => worst === best);
  return plateau[Math.floor(plateau.length / 2)]!.threshold;
}

void main();

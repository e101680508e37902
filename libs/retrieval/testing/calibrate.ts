import { readFileSync, writeFileSync } from 'node:fs';
import { compilePlaybook, glossarySchema } from '@salesagent/playbook';
import { embedPassages, indexSource, LocalMiniLm, MemoryStore, playbookSource, Retriever } from '../src';
import { logistic, VECTOR_MEASURES, WORD_MEASURES, type Calibration, type Measure } from '../src/confidence';
import type { Embedder } from '../src/embedding/embedder';
import { askAll, metricsOf, type Asked } from '../src';
import { bestThreshold, fit } from './fitting';
import { CALIBRATION, labelledQuestions, PLAYBOOKS } from './labelled-questions';

/**
 * Fits when one of the first five passages is an answer, on the questions of the `dev` split alone, and writes
 * `src/calibration.json`, for words alone and, where it was fetched, for MiniLM:
 * `node dist/libs/retrieval/testing/calibrate.js`. To be run again when the ranking or the playbook changes much.
 */
async function main(): Promise<void> {
  const calibrations = JSON.parse(readFileSync(CALIBRATION, 'utf8')) as Record<string, Calibration>;
  calibrations['words'] = await calibrate(null, WORD_MEASURES);
  const model = LocalMiniLm.find();
  if (model) calibrations[model.model] = await calibrate(model, VECTOR_MEASURES);
  else console.log('MiniLM is not there (`salesagent playbook model`): its calibration stays as it was.');
  writeFileSync(CALIBRATION, `${JSON.stringify(calibrations, null, 2)}\n`);
  await model?.close();
}

async function calibrate(embedder: Embedder | null, measures: readonly Measure[]): Promise<Calibration> {
  const playbook = compilePlaybook(PLAYBOOKS);
  const glossary = glossarySchema.parse(playbook.data('glossary')?.value ?? {});
  const store = new MemoryStore();
  await indexSource(store, playbookSource(playbook));
  if (embedder) await embedPassages(store, embedder);
  const retriever = new Retriever(store, glossary, embedder);
  const asked = await askAll(retriever, labelledQuestions('dev'));
  const fitted = fit(asked, measures);
  const settled = (threshold: number): Asked[] =>
    asked.map((one) => ({
      ...one,
      answer: { ...one.answer, known: logistic(fitted, one.answer.evidence) >= threshold },
    }));
  const threshold = bestThreshold((at) => metricsOf(settled(at)));
  console.log(embedder?.model ?? 'words', metricsOf(settled(threshold)));
  return { ...fitted, threshold: Number(threshold.toFixed(3)) };
}

void main();

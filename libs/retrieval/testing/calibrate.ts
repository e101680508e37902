import { readFileSync, writeFileSync } from 'node:fs';
import { compilePlaybook, glossarySchema } from '@salesagent/playbook';
import { embedPassages, indexSource, LocalMiniLm, MemoryStore, playbookSource, Retriever, weighDocument } from '../src';
import { termsOf } from '../src/analysis/terms';
import { logistic, VECTOR_MEASURES, WORD_MEASURES, type Calibration, type Measure } from '../src/confidence';
import type { Embedder } from '../src/embedding/embedder';
import type { SourceDocument, SourcePassage } from '../src/passage';
import { askAll, metricsOf, type Asked, type LabelledQuestion } from '../src';
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
  if (model) calibrations[model.model] = await calibrate(remembering(model), VECTOR_MEASURES);
  else console.log('MiniLM is not there (`salesagent playbook model`): its calibration stays as it was.');
  writeFileSync(CALIBRATION, `${JSON.stringify(calibrations, null, 2)}\n`);
  await model?.close();
}

async function calibrate(embedder: Embedder | null, measures: readonly Measure[]): Promise<Calibration> {
  const playbook = compilePlaybook(PLAYBOOKS);
  const glossary = glossarySchema.parse(playbook.data('glossary')?.value ?? {});
  const entries = await playbookSource(playbook).entries();
  const loaded = await Promise.all(entries.map((entry) => entry.load()));
  const documents = loaded.flatMap(({ document }) => (document ? [document] : []));
  const store = new MemoryStore();
  await indexSource(store, playbookSource(playbook));
  if (embedder) await embedPassages(store, embedder);
  const retriever = new Retriever(store, glossary, embedder);
  const questions = labelledQuestions('dev');
  const asked = await askAll(retriever, questions);
  // Once more with the words of the question taken out of asked.yaml: how one looks for which nobody foresaw them.
  const unforeseen: Asked[] = [];
  for (const question of questions) {
    const changed = documents.filter(({ passages }) => passages.some(({ id }) => question.answers.includes(id)));
    await store.replace('playbook', changed.map((document) => weighDocument(unforeseenBy(question, document))), []); // prettier-ignore
    if (embedder) await embedPassages(store, embedder);
    unforeseen.push(...(await askAll(retriever, [question])));
    await store.replace('playbook', changed.map(weighDocument), []);
    if (embedder) await embedPassages(store, embedder);
  }

  const fitted = fit([...asked, ...unforeseen], measures);
  const settled = (of: readonly Asked[], threshold: number): Asked[] =>
    of.map((one) => ({
      ...one,
      answer: { ...one.answer, known: logistic(fitted, one.answer.evidence) >= threshold },
    }));
  const threshold = bestThreshold((at) => metricsOf(settled(asked, at)));
  console.log(
    embedder?.model ?? 'words',
    metricsOf(settled(asked, threshold)),
    metricsOf(settled(unforeseen, threshold)),
  );
  return { ...fitted, threshold: Number(threshold.toFixed(3)) };
}

/** Passages come and go while calibrating, and each of their texts is computed once. */
function remembering(embedder: Embedder): Embedder {
  const made = new Map<string, Float32Array>();
  const { model, dimensions } = embedder;
  const embed: Embedder['embed'] = async (texts, kind) => {
    const missing = [...new Set(texts)].filter((text) => !made.has(text));
    const vectors = await embedder.embed(missing, kind);
    missing.forEach((text, i) => made.set(text, vectors[i]!));
    return texts.map((text) => made.get(text)!);
  };
  return { model, dimensions, embed };
}

/** A document without those of its words by which this question was foreseen. */
function unforeseenBy(question: LabelledQuestion, document: SourceDocument): SourceDocument {
  const words = new Set(termsOf(question.question, 'en'));
  const without = (asked: string): string =>
    asked
      .split(/\s+/)
      .filter((word) => !termsOf(word, 'en').some((term) => words.has(term)))
      .join(' ');
  const bare = (passage: SourcePassage): SourcePassage =>
    passage.asked === undefined || !question.answers.includes(passage.id)
      ? passage
      : { ...passage, asked: without(passage.asked) };
  return { ...document, passages: document.passages.map(bare) };
}

void main();

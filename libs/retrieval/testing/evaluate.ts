import { compilePlaybook, glossarySchema } from '@salesagent/playbook';
import {
  askAll,
  embedPassages,
  indexSource,
  LocalMiniLm,
  MemoryStore,
  metricsOf,
  playbookSource,
  ReadingRetriever,
  recordedReader,
  Retriever,
  type Metrics,
} from '../src';

import { labelledQuestions, PLAYBOOKS, recordedReadings } from './labelled-questions';

/**
 * The table of docs/playbook-search.md: every split, by words alone and, where it was fetched, with MiniLM, guessed and
 * as a model read the passages once (`readings.yaml`):
 * `node dist/libs/retrieval/testing/evaluate.js`. To look at when something is done, not to tune by.
 */
async function main(): Promise<void> {
  const playbook = compilePlaybook(PLAYBOOKS);
  const glossary = glossarySchema.parse(playbook.data('glossary')?.value ?? {});
  const store = new MemoryStore();
  await indexSource(store, playbookSource(playbook));
  const model = LocalMiniLm.find();
  if (model) await embedPassages(store, model);
  else console.log('MiniLM is not there (`salesagent playbook model`): words alone.');
  console.log('| split | searched by | recall@5 | recall@1 | MRR | refusal precision | refusal recall |');
  console.log('|---|---|---|---|---|---|---|');
  const readings = recordedReadings();
  for (const split of ['dev', 'test', 'fresh', 'stranger'] as const) {
    for (const embedder of model ? [null, model] : [null]) {
      const retriever = new Retriever(store, glossary, embedder);
      const by = embedder ? `words and ${embedder.model}` : 'words';
      console.log(rowOf(split, by, metricsOf(await askAll(retriever, labelledQuestions(split)))));
      if (split === 'dev') continue;
      const read = new ReadingRetriever(retriever, recordedReader(readings, embedder ? 'withVectors' : 'byWords'));
      console.log(rowOf(split, `${by}, read`, metricsOf(await askAll(read, labelledQuestions(split)))));
    }
  }
  await model?.close();
}

function rowOf(split: string, by: string, m: Metrics): string {
  const figures = [m.recallAt5, m.recallAt1, m.meanReciprocalRank, m.refusalPrecision, m.refusalRecall];
  return `| ${[split, by, ...figures.map((figure) => figure.toFixed(2))].join(' | ')} |`;
}

void main();

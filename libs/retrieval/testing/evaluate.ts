import { compilePlaybook, glossarySchema } from '@salesagent/playbook';
import {
  askAll,
  embedPassages,
  indexSource,
  LocalMiniLm,
  MemoryStore,
  metricsOf,
  playbookSource,
  Retriever,
} from '../src';

import { labelledQuestions, PLAYBOOKS } from './labelled-questions';

/**
 * The table of docs/playbook-search.md: every split, by words alone and, where it was fetched, with MiniLM:
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
  for (const split of ['dev', 'test', 'fresh', 'stranger'] as const) {
    for (const embedder of model ? [null, model] : [null]) {
      const asked = await askAll(new Retriever(store, glossary, embedder), labelledQuestions(split));
      const m = metricsOf(asked);
      const figures = [m.recallAt5, m.recallAt1, m.meanReciprocalRank, m.refusalPrecision, m.refusalRecall];
      const by = embedder ? `words and ${embedder.model}` : 'words';
      console.log(`| ${[split, by, ...figures.map((figure) => figure.toFixed(2))].join(' | ')} |`);
    }
  }
  await model?.close();
}

void main();

import { resolve } from 'node:path';
import { compilePlaybook, glossarySchema } from '@salesagent/playbook';
import { labelledQuestions } from '@salesagent/retrieval/testing';
import { pgvectorFiles, pgvectorLacks, pgvectorSettings } from '@salesagent/servers';
import { withDatabase } from '../server';
import { median, percentile, printTable } from '../table';
import { inMemory, inPgvector, inPostgres, miniSearch, plainPostgres } from './contenders';
import { corpus, seeded } from './corpus';

/**
 * What a question costs: the labelled questions of the base playbook asked of 10,000 passages (the first parameter sets
 * another number), in turn of every contender, one at a time. Goal: p95 below 20 ms in PostgreSQL, without what a model
 * takes for the question's vector.
 */
const PASSAGES = Number(process.argv[2] ?? 10_000);
const ROUNDS = 2;
/** Every fifth of the questions: enough for a p95, and a run ends in a minute or two. */
const EVERY = 5;

async function main(): Promise<void> {
  const playbook = compilePlaybook(resolve(process.cwd(), 'playbooks'));
  const glossary = glossarySchema.parse(playbook.data('glossary')?.value ?? {});
  const words = playbook.sections.flatMap(({ passages }) =>
    passages.flatMap(({ text }) => text.toLowerCase().match(/\p{L}+/gu) ?? []),
  );
  const documents = corpus(PASSAGES, words, seeded(7));
  const questions = (['dev', 'test'] as const)
    .flatMap((split) => labelledQuestions(split))
    .map((q) => q.question)
    .filter((_, i) => i % EVERY === 0);
  const lacks = pgvectorLacks();
  if (lacks !== null) console.log(`pgvector is not brought along, which needs ${lacks}`);
  const settings = lacks === null ? pgvectorSettings(await pgvectorFiles((message) => console.log(message))) : {};
  await withDatabase(async (connectionString) => {
    const contenders = [
      ...(await inPostgres(connectionString, documents, glossary)),
      ...(await inPgvector(connectionString, documents, glossary)),
      await plainPostgres(connectionString, documents),
      ...(await inMemory(documents, glossary)),
      miniSearch(documents),
    ];
    const times = contenders.map(() => [] as number[]);
    for (let round = -1; round < ROUNDS; round++) {
      for (const question of questions) {
        for (const [at, contender] of contenders.entries()) {
          const began = performance.now();
          await contender.search(question);
          if (round >= 0) times[at]?.push(performance.now() - began); // the first round warms up
        }
      }
    }
    const ms = (value: number): string => value.toFixed(1);
    printTable(
      `${questions.length} questions of ${PASSAGES.toLocaleString('en-US')} passages, ${ROUNDS} rounds, ms a question`,
      ['who', 'p50', 'p95', 'p99', 'indexing, s', 'p95 < 20'],
      contenders.map(({ name, indexed }, at) => {
        const p95 = percentile(times[at] ?? [], 0.95);
        return [
          ...[name, ms(median(times[at] ?? [])), ms(p95), ms(percentile(times[at] ?? [], 0.99))],
          ...[(indexed / 1000).toFixed(1), p95 < 20 ? 'yes' : 'no'],
        ];
      }),
    );
    await Promise.all(contenders.map((contender) => contender.close()));
  }, settings);
}

void main();

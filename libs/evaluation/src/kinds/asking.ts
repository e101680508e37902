import { createHash } from 'node:crypto';
import { dataOf, glossarySchema, type Playbook } from '@salesagent/playbook';
import {
  askAll,
  indexSource,
  MemoryStore,
  metricsOf,
  playbookSource,
  Retriever,
  type Asked,
} from '@salesagent/retrieval';
import type { CaseSet } from '../cases/case-set';
import type { AskedCases } from '../cases/schema';
import type { CaseResult } from '../result';

/** Questions are answered by words alone: the same on every machine, whether a model of vectors was fetched or not. */
export const BY_WORDS = 'full text';

/** One question, asked. */
interface Timed extends Asked {
  latencyMs: number;
}

interface Outcome {
  measures: Record<string, number>;
  cases: CaseResult[];
}

/** Asks the playbook; each question is asked once, whatever kinds are evaluated. */
export class Asking {
  private readonly asked = new Map<string, Timed>();

  private constructor(private readonly retriever: Retriever) {}

  static async of(playbook: Playbook): Promise<Asking> {
    const store = new MemoryStore();
    await indexSource(store, playbookSource(playbook));
    const glossary = playbook.data('glossary');
    return new Asking(new Retriever(store, glossary ? dataOf(glossary, glossarySchema) : {}));
  }

  /** Whether a passage that answers is among the first five; questions that have none are not asked. */
  async retrieval({ file, questions }: CaseSet<AskedCases>): Promise<Outcome> {
    const asked = await this.all(questions.filter(({ answers }) => answers.length > 0));
    const measures = file.splits.flatMap((split) => {
      const { recallAt5, meanReciprocalRank } = metricsOf(asked.filter(({ labelled }) => labelled.split === split));
      return [
        [`recall@5 (${split})`, recallAt5],
        [`MRR (${split})`, meanReciprocalRank],
      ] as const;
    });
    const cases = asked.map((one): CaseResult => {
      const pass = one.place !== null && one.place <= 5;
      const where = one.place === null ? 'not among the first ten' : `at place ${one.place}`;
      const because = pass ? null : `what answers it is ${where}`;
      return { ...resultOf(one), score: one.place === null ? 0 : 1 / one.place, pass, because };
    });
    return { measures: Object.fromEntries(measures), cases };
  }

  /** Whether what has no answer is refused, and what has one is not. */
  async refusal({ file, questions }: CaseSet<AskedCases>): Promise<Outcome> {
    const asked = await this.all(questions);
    const measures = file.splits.flatMap((split) => {
      const { refusalPrecision, refusalRecall } = metricsOf(asked.filter(({ labelled }) => labelled.split === split));
      return [
        [`precision (${split})`, refusalPrecision],
        [`recall (${split})`, refusalRecall],
      ] as const;
    });
    const cases = asked.map((one): CaseResult => {
      const answerable = one.labelled.answers.length > 0;
      const pass = one.answer.known === answerable;
      const because = pass
        ? null
        : answerable
          ? 'refused, though it is answered'
          : 'answered, though nothing answers it';
      return { ...resultOf(one), score: pass ? 1 : 0, pass, because };
    });
    return { measures: Object.fromEntries(measures), cases };
  }

  private async all(questions: CaseSet['questions']): Promise<Timed[]> {
    const all: Timed[] = [];
    for (const labelled of questions) {
      const known = this.asked.get(labelled.question);
      const started = performance.now();
      const [fresh] = known ? [] : await askAll(this.retriever, [labelled]);
      const timed = known ?? { ...fresh!, latencyMs: performance.now() - started };
      this.asked.set(labelled.question, timed);
      all.push(timed);
    }
    return all;
  }
}

function resultOf({ labelled: { question, split }, latencyMs }: Timed) {
  const id = `${split}/${createHash('sha256').update(question).digest('hex').slice(0, 8)}`;
  return { id, title: question, answeredBy: BY_WORDS, latencyMs, tokens: 0, usd: null };
}

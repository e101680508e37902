import { createHash } from 'node:crypto';
import { dataOf, glossarySchema, type Playbook } from '@salesagent/playbook';
import {
  askAll,
  askedOf,
  indexSource,
  MemoryStore,
  metricsOf,
  playbookSource,
  readAnswer,
  Retriever,
  type Asked,
} from '@salesagent/retrieval';
import type { CaseSet } from '../cases/case-set';
import type { AskedCases } from '../cases/schema';
import type { CaseResult } from '../result';
import type { QuestionReader } from './answer-reading';
import type { Used } from './counted';

/** Questions are answered by words alone: the same on every machine, whether a model of vectors was fetched or not. */
export const BY_WORDS = 'full text';

/** One question, asked. */
interface Timed extends Asked, Used {
  latencyMs: number;
  by: string;
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

  /** Whether what has no answer is refused, and what has one is not: as is guessed, and as the reader reads it. */
  async refusal({ file, questions }: CaseSet<AskedCases>, reader: QuestionReader | null): Promise<Outcome> {
    const guessed = await this.all(questions);
    const read = reader ? await readAll(guessed, reader) : [];
    const measures = {
      ...refusalMeasures(file.splits, guessed, ''),
      ...(reader ? refusalMeasures(file.splits, read, ' read') : {}),
    };
    const cases = [...guessed, ...read].map((one): CaseResult => {
      const answerable = one.labelled.answers.length > 0;
      const pass = one.answer.known === answerable;
      const because = pass ? null : `${answerable ? REFUSED : ANSWERED}${unread(one)}`;
      return { ...resultOf(one), score: pass ? 1 : 0, pass, because };
    });
    return { measures, cases };
  }

  private async all(questions: CaseSet['questions']): Promise<Timed[]> {
    const all: Timed[] = [];
    for (const labelled of questions) {
      const known = this.asked.get(labelled.question);
      const started = performance.now();
      const [fresh] = known ? [] : await askAll(this.retriever, [labelled]);
      const timed = known ?? { ...fresh!, ...UNPAID, latencyMs: performance.now() - started, by: BY_WORDS };
      this.asked.set(labelled.question, timed);
      all.push(timed);
    }
    return all;
  }
}

/** What was found is read as it is; only the reading is timed. */
async function readAll(guessed: readonly Timed[], by: QuestionReader): Promise<Timed[]> {
  const all: Timed[] = [];
  for (const { labelled, answer } of guessed) {
    const { reader, used } = by.reader();
    const started = performance.now();
    const read = await readAnswer(labelled.question, answer, reader);
    all.push({ ...askedOf(labelled, read), latencyMs: performance.now() - started, by: by.name, ...used() });
  }
  return all;
}

const REFUSED = 'refused, though it is answered';
const ANSWERED = 'answered, though nothing answers it';
/** Where somebody should have read the passages and did not, the guess stands. */
const unread = ({ by, answer: { reading } }: Timed): string =>
  by === BY_WORDS || reading.by !== null ? '' : `; not read: ${reading.why}`;
/** `precision read (test)`: by split and by how it was settled whether passages answer. */
function refusalMeasures(splits: AskedCases['splits'], asked: readonly Timed[], how: string): Record<string, number> {
  const measures = splits.flatMap((split) => {
    const { refusalPrecision, refusalRecall } = metricsOf(asked.filter(({ labelled }) => labelled.split === split));
    return [
      [`precision${how} (${split})`, refusalPrecision],
      [`recall${how} (${split})`, refusalRecall],
    ] as const;
  });
  return Object.fromEntries(measures);
}

const UNPAID: Used = { tokens: 0, usd: null };

function resultOf({ labelled: { question, split }, latencyMs, by, tokens, usd }: Timed) {
  const id = `${split}/${createHash('sha256').update(question).digest('hex').slice(0, 8)}`;
  return { id, title: question, answeredBy: by, latencyMs, tokens, usd };
}

import type { Answer, Retriever } from '../retriever';
import type { LabelledQuestion } from './labelled-questions';

export interface Asked {
  labelled: LabelledQuestion;
  answer: Answer;
  /** Place of the first passage that answers, from 1; null where none of the hits does. */
  place: number | null;
}

export interface Metrics {
  answerable: number;
  unanswerable: number;
  /** Share of answerable questions with a labelled passage among the first five, refused or not. */
  recallAt5: number;
  recallAt1: number;
  /** Mean of 1 ÷ place of the first labelled passage, 0 beyond the tenth. */
  meanReciprocalRank: number;
  /** Of what was refused, the share that the playbook does not answer. */
  refusalPrecision: number;
  /** Of what the playbook does not answer, the share refused. */
  refusalRecall: number;
}

export async function askAll(
  retriever: Pick<Retriever, 'search'>,
  questions: readonly LabelledQuestion[],
): Promise<Asked[]> {
  const asked: Asked[] = [];
  for (const labelled of questions) {
    asked.push(askedOf(labelled, await retriever.search(labelled.question, { limit: 10, language: 'en' })));
  }
  return asked;
}

export function askedOf(labelled: LabelledQuestion, answer: Answer): Asked {
  const at = answer.hits.findIndex(({ passage }) => labelled.answers.includes(passage.id));
  return { labelled, answer, place: at < 0 ? null : at + 1 };
}

export function metricsOf(asked: readonly Asked[]): Metrics {
  const answerable = asked.filter(({ labelled }) => labelled.answers.length > 0);
  const unanswerable = asked.filter(({ labelled }) => labelled.answers.length === 0);
  const refused = asked.filter(({ answer }) => !answer.known);
  const rightly = refused.filter(({ labelled }) => labelled.answers.length === 0);
  const share = (some: number, all: number): number => (all === 0 ? 1 : some / all);
  const within = (k: number): number =>
    share(answerable.filter(({ place }) => place !== null && place <= k).length, answerable.length);
  return {
    answerable: answerable.length,
    unanswerable: unanswerable.length,
    recallAt5: within(5),
    recallAt1: within(1),
    meanReciprocalRank: share(
      answerable.reduce((sum, { place }) => sum + (place === null ? 0 : 1 / place), 0),
      answerable.length,
    ),
    refusalPrecision: share(rightly.length, refused.length),
    refusalRecall: share(rightly.length, unanswerable.length),
  };
}

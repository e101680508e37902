import calibrations from './calibration.json';
import { highestScore, type RankedPassage, type WeightedConcept } from './ranking';

/** What is measured of an answer to tell whether it is one. Shares are of the question's information, 0–1. */
export interface Evidence {
  /** Held by the best passage. */
  coverage: number;
  /** Held by the best passage's document. */
  documentCoverage: number;
  /** Held by the best passage in the very words of the question. */
  literal: number;
  /** In words the index does not know at all. */
  unknown: number;
  /** What the words of the best passage score, as a share of the highest there could be. */
  strength: number;
  /** How far the best passage is before the fifth. */
  margin: number;
  /** Cosine of the best passage and the question; 0 without vectors. */
  similarity: number;
  /** Cosine of the nearest passage, best or not; 0 without vectors. */
  nearest: number;
}
export type Measure = keyof Evidence;

export const WORD_MEASURES: readonly Measure[] = [
  ...(['coverage', 'documentCoverage', 'literal', 'unknown', 'strength', 'margin'] as const),
];
export const VECTOR_MEASURES: readonly Measure[] = [...WORD_MEASURES, 'similarity', 'nearest'];

const NO_EVIDENCE = { coverage: 0, documentCoverage: 0, literal: 0, unknown: 1, strength: 0, margin: 0 };

export function evidenceOf(concepts: readonly WeightedConcept[], ranked: readonly RankedPassage[]): Evidence {
  const all = concepts.reduce((sum, { information }) => sum + information, 0);
  const unknown = concepts.filter(({ known }) => !known).reduce((sum, { information }) => sum + information, 0);
  const [best] = ranked;
  const similarity = best?.similarity ?? 0;
  const nearest = Math.max(0, ...ranked.map((one) => one.similarity ?? 0));
  if (!best || all === 0) return { ...NO_EVIDENCE, similarity, nearest };
  const fifth = ranked[4]?.score ?? 0;
  return {
    coverage: best.coverage,
    documentCoverage: best.documentCoverage,
    literal: best.literalCoverage,
    unknown: unknown / all,
    strength: best.words / highestScore(concepts),
    margin: best.score > 0 ? (best.score - fifth) / best.score : 0,
    ...{ similarity, nearest },
  };
}

export interface Calibration {
  intercept: number;
  coefficients: Partial<Record<Measure, number>>;
  /** Below this confidence the answer is that it is not known. */
  threshold: number;
}

/**
 * Probability that the passages answer the question, and how much is needed: a logistic regression whose coefficients
 * were fitted on the questions of the `dev` split (`testing/calibrate.ts` writes `calibration.json`), for words alone and
 * for each model whose vectors were measured. Vectors of another model help to find, but it is not known how near is
 * near: there the words alone tell.
 */
export function confidenceOf(evidence: Evidence, model: string | null): { probability: number; needed: number } {
  const fitted: Record<string, Calibration> = calibrations;
  const { intercept, coefficients, threshold } = (model === null ? undefined : fitted[model]) ?? calibrations.words;
  return { probability: logistic({ intercept, coefficients }, evidence), needed: threshold };
}

export function logistic(
  { intercept, coefficients }: Pick<Calibration, 'intercept' | 'coefficients'>,
  evidence: Evidence,
): number {
  const sum = Object.entries(coefficients).reduce(
    (total, [name, of]) => total + of * evidence[name as Measure],
    intercept,
  );
  return 1 / (1 + Math.exp(-sum));
}

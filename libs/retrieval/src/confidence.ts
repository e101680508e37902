import calibration from './calibration.json';
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
  /** The best score as a share of the highest there could be. */
  strength: number;
  /** How far the best passage is before the fifth. */
  margin: number;
}

export const evidenceKeys = ['coverage', 'documentCoverage', 'literal', 'unknown', 'strength', 'margin'] as const;

const NO_EVIDENCE = { coverage: 0, documentCoverage: 0, literal: 0, unknown: 1, strength: 0, margin: 0 };

export function evidenceOf(concepts: readonly WeightedConcept[], ranked: readonly RankedPassage[]): Evidence {
  const all = concepts.reduce((sum, { information }) => sum + information, 0);
  const unknown = concepts.filter(({ known }) => !known).reduce((sum, { information }) => sum + information, 0);
  const [best] = ranked;
  if (!best || all === 0) return NO_EVIDENCE;
  const fifth = ranked[4]?.score ?? 0;
  return {
    coverage: best.coverage,
    documentCoverage: best.documentCoverage,
    literal: best.literalCoverage,
    unknown: unknown / all,
    strength: best.score / highestScore(concepts),
    margin: (best.score - fifth) / best.score,
  };
}

/**
 * Probability that the passages answer the question: a logistic regression whose coefficients were fitted on the
 * questions of the `dev` split (`testing/calibrate.ts` writes `calibration.json`).
 */
export function confidenceOf(evidence: Evidence): number {
  const { intercept, coefficients } = calibration;
  const sum = evidenceKeys.reduce((total, name) => total + coefficients[name] * evidence[name], intercept);
  return 1 / (1 + Math.exp(-sum));
}

/** Below this confidence the answer is that it is not known. */
export const CONFIDENCE_NEEDED = calibration.threshold;

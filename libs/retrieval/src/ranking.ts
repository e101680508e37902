import type { Concept } from './question';
import type { Candidate, Frequencies, PassageKey } from './store';
import { inverseFrequency, SATURATION, type Impacts } from './weights';

/** What the whole document says of the question adds this share to each of its passages. */
export const DOCUMENT_SHARE = 0.3;
/** A word of any conversation counts this much of its rarity. */
const COMMON_SHARE = 0.4;

/** Cosine counts this much beside the share that the words reach of the highest score there could be. */
const MEANING = 1;

/** A concept with what it is worth in this index. */
export interface WeightedConcept extends Concept {
  /** Rarity of each of its terms here. */
  rarity: ReadonlyMap<string, number>;
  /** Rarity of its words as asked, of any conversation less: how much of the question it is. */
  information: number;
  /** Whether any passage holds a wording of it. */
  known: boolean;
}

export interface RankedPassage extends PassageKey {
  /** What it is ranked by. */
  score: number;
  /** What its words alone say of the question. */
  words: number;
  /** Cosine of its vector and the question's; null without vectors. */
  similarity: number | null;
  /** Share of the question's information that the passage holds, in its words or other ones, 0–1. */
  coverage: number;
  /** The same of its whole document. */
  documentCoverage: number;
  /** Share it holds in the very words of the question. */
  literalCoverage: number;
}

export function weighConcepts(concepts: readonly Concept[], { passages, withTerm }: Frequencies): WeightedConcept[] {
  return concepts.map((concept) => {
    const share = concept.common ? COMMON_SHARE : 1;
    const rarityOf = (term: string): number => share * inverseFrequency(passages, withTerm.get(term) ?? 0);
    const rarity = new Map(
      concept.wordings.flatMap(({ terms }) => terms.map((term) => [term, rarityOf(term)] as const)),
    );
    const worth = (terms: readonly string[]): number => Math.max(...terms.map((term) => rarity.get(term) ?? 0));
    const held = concept.wordings.filter(({ terms }) => terms.every((term) => withTerm.has(term)));
    // A word that only its synonyms answer is as rare as the rarest of those.
    const information = Math.min(
      worth(concept.wordings[0]!.terms),
      ...held.slice(0, 1).map(({ terms }) => worth(terms)),
    );
    return { ...concept, rarity, information, known: held.length > 0 };
  });
}

/** The weights by which a store finds candidates: each term by the best wording that holds it. */
export function candidateWeights(concepts: readonly WeightedConcept[]): Map<string, number> {
  const weights = new Map<string, number>();
  for (const { wordings, rarity } of concepts) {
    for (const { terms, weight } of wordings) {
      for (const term of terms) {
        weights.set(term, Math.max(weights.get(term) ?? 0, (weight * (rarity.get(term) ?? 0)) / terms.length));
      }
    }
  }
  return weights;
}

/**
 * Best first. By words, each concept counts once, by its best wording; where every candidate has a vector, what it means
 * is added to what it says.
 */
export function rank(concepts: readonly WeightedConcept[], candidates: readonly Candidate[]): RankedPassage[] {
  const all = concepts.reduce((sum, { information }) => sum + information, 0) || 1;
  const highest = highestScore(concepts) || 1;
  const ranked = candidates.map(({ source, id, impacts, documentImpacts, similarity }) => {
    const inPassage = concepts.map((concept) => match(concept, impacts));
    const inDocument = concepts.map((concept) => match(concept, documentImpacts));
    const sum = (scores: { score: number }[]): number => scores.reduce((total, { score }) => total + score, 0);
    const covered = (shares: number[]): number =>
      shares.reduce((total, share, i) => total + share * concepts[i]!.information, 0) / all;
    const words = sum(inPassage) + DOCUMENT_SHARE * sum(inDocument);
    return {
      ...{ source, id, words, similarity },
      score: similarity === null ? words : words / highest + MEANING * similarity,
      coverage: covered(inPassage.map(({ share }) => share)),
      documentCoverage: covered(inDocument.map(({ share }) => share)),
      literalCoverage: covered(inPassage.map(({ literal }) => literal)),
    };
  });
  return ranked.sort((a, b) => b.score - a.score || before(a, b));
}

const before = (a: PassageKey, b: PassageKey): number =>
  a.source === b.source ? (a.id < b.id ? -1 : 1) : a.source < b.source ? -1 : 1;

interface Match {
  score: number;
  share: number;
  literal: number;
}

/** How well a passage or document says a concept: its best wording; a phrase said in part counts less than its parts. */
function match({ wordings, rarity }: WeightedConcept, impacts: Impacts): Match {
  const best = { score: 0, share: 0, literal: 0 };
  for (const [n, { terms, weight }] of wordings.entries()) {
    const held = terms.filter((term) => impacts.has(term));
    if (held.length === 0) continue;
    const part = held.length / terms.length;
    const sum = held.reduce((total, term) => total + (rarity.get(term) ?? 0) * impacts.get(term)!, 0);
    best.score = Math.max(best.score, (weight * part * sum) / Math.sqrt(terms.length));
    best.share = Math.max(best.share, weight * part);
    if (n === 0) best.literal = part;
  }
  return best;
}

/** The highest score there could be: every concept as asked, as heavy as it gets, in passage and document. */
export const highestScore = (concepts: readonly WeightedConcept[]): number =>
  concepts.reduce((sum, { information }) => sum + information, 0) * (SATURATION + 1) * (1 + DOCUMENT_SHARE);

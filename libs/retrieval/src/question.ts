import { languageOf } from './analysis/languages';
import { termsOf } from './analysis/terms';
import type { SynonymIndex } from './glossary';

/** A way to say a concept; `weight` 1 as it was asked, less in other words. */
export interface Wording {
  terms: readonly string[];
  weight: number;
}

/** One thing a question asks about: a word, or a phrase of the glossary with what else it is called. */
export interface Concept {
  /** As it was asked, first, and its synonyms. */
  wordings: readonly Wording[];
  /** Only words of any conversation: searched for, but no evidence. */
  common: boolean;
}

const SYNONYM_WEIGHT = 0.7;

/** What a question asks about; each thing once, however often it is said. */
export function conceptsOf(question: string, language: string, synonyms: SynonymIndex): Concept[] {
  const terms = termsOf(question, language);
  const { common } = languageOf(language);
  const concepts = new Map<string, Concept>();
  for (let place = 0; place < terms.length;) {
    const found = synonyms.at(terms, place);
    const asked = terms.slice(place, place + (found?.length ?? 1));
    const key = asked.join(' ');
    const others = (found?.alternatives ?? []).filter((phrase) => phrase.join(' ') !== key);
    concepts.set(key, {
      wordings: [{ terms: asked, weight: 1 }, ...others.map((phrase) => ({ terms: phrase, weight: SYNONYM_WEIGHT }))],
      common: asked.every((term) => common.has(term)) && others.length === 0,
    });
    place += asked.length;
  }
  return [...concepts.values()];
}

/** Every term that may answer. */
export const termsAsked = (concepts: readonly Concept[]): string[] => [
  ...new Set(concepts.flatMap(({ wordings }) => wordings.flatMap(({ terms }) => terms))),
];

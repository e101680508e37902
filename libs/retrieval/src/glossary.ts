import type { Glossary } from '@salesagent/playbook';
import { termsOf } from './analysis/terms';

/** Words for one thing, each a sequence of terms, that of the glossary's own first. */
export type Synonyms = readonly (readonly string[])[];

/** The glossary as its terms: which words stand for which others. */
export class SynonymIndex {
  /** First term of a phrase → the phrases that begin with it, the longest first. */
  private readonly byFirst = new Map<string, { phrase: readonly string[]; group: Synonyms }[]>();

  constructor(glossary: Glossary, language: string) {
    for (const [term, { also }] of Object.entries(glossary)) {
      const phrases = new Map<string, string[]>();
      for (const words of [term, ...also]) {
        const terms = termsOf(words, language);
        if (terms.length > 0) phrases.set(terms.join(' '), terms);
      }
      const group = [...phrases.values()];
      for (const phrase of group) {
        const entries = this.byFirst.get(phrase[0]!) ?? [];
        entries.push({ phrase, group });
        this.byFirst.set(phrase[0]!, entries);
      }
    }
    for (const entries of this.byFirst.values()) entries.sort((a, b) => b.phrase.length - a.phrase.length);
  }

  /** The longest phrase of the glossary that begins at a place, with everything it may be called instead. */
  at(terms: readonly string[], place: number): { length: number; alternatives: string[][] } | null {
    const fitting = (this.byFirst.get(terms[place] ?? '') ?? []).filter(({ phrase }) =>
      phrase.every((term, i) => terms[place + i] === term),
    );
    const length = fitting[0]?.phrase.length;
    if (length === undefined) return null;
    const groups = fitting.filter(({ phrase }) => phrase.length === length).map(({ group }) => group);
    return { length, alternatives: groups.flat().map((phrase) => [...phrase]) };
  }
}

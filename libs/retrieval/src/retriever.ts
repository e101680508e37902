import type { Glossary } from '@salesagent/playbook';
import { DEFAULT_LANGUAGE, detectLanguage } from './analysis/languages';
import { CONFIDENCE_NEEDED, confidenceOf, evidenceOf, type Evidence } from './confidence';
import { SynonymIndex } from './glossary';
import type { PassageFilter } from './passage';
import { conceptsOf, termsAsked } from './question';
import { candidateWeights, DOCUMENT_SHARE, rank, weighConcepts, type RankedPassage } from './ranking';
import type { Frequencies, PassageStore, StoredPassage } from './store';

export interface SearchOptions {
  /** Passages at most; 5 when absent. */
  limit?: number;
  filter?: PassageFilter;
  /** ISO 639-1; else that of the question, where anything is indexed in it. */
  language?: string;
  /** Passages before and after each hit in its document; 0 when absent. */
  neighbours?: number;
}

export interface Hit extends RankedPassage {
  neighbours: StoredPassage[];
}

export interface Answer {
  /** Whether the passages answer the question. Where not, they are only what came nearest. */
  known: boolean;
  /** Probability that they do, 0–1. */
  confidence: number;
  confidenceNeeded: number;
  evidence: Evidence;
  language: string;
  /** Best first. */
  hits: Hit[];
}

/** Passages taken from the store to be ranked: enough that the order of the store does not decide. */
const CANDIDATES = 60;

/** Finds the passages that answer a question, by its words and their synonyms, or says that none does. */
export class Retriever {
  private readonly synonyms = new Map<string, SynonymIndex>();

  constructor(
    private readonly store: PassageStore,
    /** Of the playbook: words of the trade that stand for one another. */
    private readonly glossary: Glossary = {},
  ) {}

  async search(question: string, options: SearchOptions = {}): Promise<Answer> {
    const asked = options.language ?? detectLanguage(question);
    let { language, concepts, frequencies } = await this.read(question, asked);
    if (frequencies.passages === 0 && options.language === undefined && asked !== DEFAULT_LANGUAGE) {
      ({ language, concepts, frequencies } = await this.read(question, DEFAULT_LANGUAGE));
    }
    const weighted = weighConcepts(concepts, frequencies);
    const candidates = await this.store.candidates({
      ...{ language, documentShare: DOCUMENT_SHARE, filter: options.filter ?? {}, limit: CANDIDATES },
      weights: new Map([...candidateWeights(weighted)].filter(([term]) => frequencies.withTerm.has(term))),
    });
    const ranked = rank(weighted, candidates);
    const evidence = evidenceOf(weighted, ranked);
    const confidence = ranked.length === 0 ? 0 : confidenceOf(evidence);
    const hits = await Promise.all(
      ranked.slice(0, options.limit ?? 5).map(async (hit) => ({ ...hit, neighbours: await this.near(hit, options) })),
    );
    return {
      ...{ known: confidence >= CONFIDENCE_NEEDED, confidence, confidenceNeeded: CONFIDENCE_NEEDED },
      ...{ evidence, language, hits },
    };
  }

  private async read(question: string, language: string) {
    const concepts = conceptsOf(question, language, this.synonymsIn(language));
    const frequencies: Frequencies = await this.store.frequencies(language, termsAsked(concepts));
    return { language, concepts, frequencies };
  }

  private near({ passage }: RankedPassage, { neighbours = 0 }: SearchOptions): Promise<StoredPassage[]> {
    if (neighbours === 0) return Promise.resolve([]);
    return this.store.neighbours(passage.document.source, passage.id, neighbours);
  }

  /** The glossary is written in the playbook's language; stemmed by another's rules it would join the wrong words. */
  private synonymsIn(language: string): SynonymIndex {
    const held = this.synonyms.get(language);
    if (held) return held;
    const made = new SynonymIndex(language === DEFAULT_LANGUAGE ? this.glossary : {}, language);
    this.synonyms.set(language, made);
    return made;
  }
}

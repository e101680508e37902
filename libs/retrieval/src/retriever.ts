import type { Glossary } from '@salesagent/playbook';
import { DEFAULT_LANGUAGE, detectLanguage } from './analysis/languages';
import { confidenceOf, evidenceOf, type Evidence } from './confidence';
import type { Embedder } from './embedding/embedder';
import { SynonymIndex } from './glossary';
import { admits, type PassageFilter } from './passage';
import { conceptsOf, termsAsked } from './question';
import { candidateWeights, DOCUMENT_SHARE, rank, weighConcepts, type RankedPassage } from './ranking';
import type { Candidate, CandidateQuery, Frequencies, PassageSearch, StoredPassage } from './store';
import { VectorIndexError } from './vector-index/port';

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
  passage: StoredPassage;
  neighbours: StoredPassage[];
}

/** Whether an answer was found by meaning as well as by words, and if not, why. */
export type VectorUse = { used: true; model: string } | { used: false; why: string };

/** How passages were found, in words. Said with every answer, since other ways find other things. */
export const searchMode = (vectors: VectorUse): string =>
  vectors.used ? `full text and vectors of ${vectors.model}` : 'full text, no vectors';

/**
 * Whether the passages were read, by whom, and the words that answer; null where none does. Where nobody read them, why
 * not; null where nobody was to.
 */
export type AnswerReading =
  { by: string; quotation: { passage: string; words: string } | null } | { by: null; why: string | null };

/** The same, as programs are told it. */
export const readingSaid = (reading: AnswerReading) =>
  reading.by === null
    ? { readBy: null, quotation: null, notRead: reading.why }
    : { readBy: reading.by, quotation: reading.quotation, notRead: null };

export interface Answer {
  /** Whether the passages answer the question: as they were read, else as is guessed. Where not, they only came near. */
  known: boolean;
  /** Probability that they do, 0–1, guessed from how they were found. */
  confidence: number;
  confidenceNeeded: number;
  evidence: Evidence;
  vectors: VectorUse;
  reading: AnswerReading;
  language: string;
  /** Best first. */
  hits: Hit[];
}

const UNREAD: AnswerReading = { by: null, why: null };

/** Passages taken from the store to be ranked: enough that the order of the store does not decide. */
const CANDIDATES = 60;

/** Finds the passages that answer a question, by its words, their synonyms and its meaning, or says that none does. */
export class Retriever {
  private readonly synonyms = new Map<string, SynonymIndex>();

  constructor(
    private readonly store: PassageSearch,
    /** Of the playbook: words of the trade that stand for one another. */
    private readonly glossary: Glossary = {},
    /** Makes the vectors of questions; those of the passages must be its own (`embedPassages`). Without it, words alone. */
    private readonly embedder: Embedder | null = null,
    /** Why there is none, in words: it is told with each answer. */
    private readonly noEmbedder = 'there is no embedding model',
  ) {}

  async search(question: string, options: SearchOptions = {}): Promise<Answer> {
    const asked = options.language ?? detectLanguage(question);
    let { language, concepts, frequencies } = await this.read(question, asked);
    if (frequencies.passages === 0 && options.language === undefined && asked !== DEFAULT_LANGUAGE) {
      ({ language, concepts, frequencies } = await this.read(question, DEFAULT_LANGUAGE));
    }
    const weighted = weighConcepts(concepts, frequencies);
    const { candidates, vectors } = await this.candidates(await this.vectorOf(question, frequencies), {
      ...{ language, documentShare: DOCUMENT_SHARE, filter: options.filter ?? {}, limit: CANDIDATES },
      weights: new Map([...candidateWeights(weighted)].filter(([term]) => frequencies.withTerm.has(term))),
    });
    const ranked = rank(weighted, candidates);
    const evidence = evidenceOf(weighted, ranked);
    const { probability, needed } = confidenceOf(evidence, vectors.used ? vectors.model : null);
    const hits = await this.hits(ranked.slice(0, options.limit ?? 5), options);
    const confidence = hits.length === 0 ? 0 : probability;
    return {
      ...{ known: confidence >= needed, confidence, confidenceNeeded: needed },
      ...{ evidence, vectors, reading: UNREAD, language, hits },
    };
  }

  private async read(question: string, language: string) {
    const concepts = conceptsOf(question, language, this.synonymsIn(language));
    const model = this.embedder?.model ?? null;
    const frequencies: Frequencies = await this.store.frequencies(language, termsAsked(concepts), model);
    return { language, concepts, frequencies };
  }

  /** The question's vector, where all passages have one to compare it with: some with and some without rank unfairly. */
  private async vectorOf(
    question: string,
    { passages, withVector, vectorsOf, vectorsLack }: Frequencies,
  ): Promise<{ vector?: CandidateQuery['vector']; vectors: VectorUse }> {
    if (!this.embedder) return { vectors: { used: false, why: this.noEmbedder } };
    if (vectorsLack !== undefined) return { vectors: { used: false, why: vectorsLack } };
    const { model } = this.embedder;
    if (vectorsOf !== undefined) {
      const why = `the passages have vectors of ${vectorsOf}, and questions are given those of ${model}; EMBEDDINGS must be the same for both`;
      return { vectors: { used: false, why } };
    }
    if (withVector < passages || passages === 0) {
      const why = `${passages - withVector} of ${passages} passages have no vector of ${model} yet; indexing makes them`;
      return { vectors: { used: false, why } };
    }
    try {
      const [values] = await this.embedder.embed([question], 'question');
      return { vector: { model, values: values! }, vectors: { used: true, model } };
    } catch (error) {
      // Words still answer, and the answer says what it went without.
      return { vectors: { used: false, why: error instanceof Error ? error.message : String(error) } };
    }
  }

  /** By words and vectors; where the store of the vectors does not answer, by words, and the answer says why. */
  private async candidates(
    { vector, vectors }: { vector?: CandidateQuery['vector']; vectors: VectorUse },
    query: Omit<CandidateQuery, 'vector'>,
  ): Promise<{ candidates: Candidate[]; vectors: VectorUse }> {
    if (vector === undefined) return { candidates: await this.store.candidates(query), vectors };
    const withoutBecause = async (why: string) => ({
      candidates: await this.store.candidates(query),
      vectors: { used: false as const, why },
    });
    try {
      const candidates = await this.store.candidates({ ...query, vector });
      if (candidates.every(({ similarity }) => similarity !== null)) return { candidates, vectors };
      return await withoutBecause('passages came in meanwhile that have no vector yet');
    } catch (error) {
      if (!(error instanceof VectorIndexError)) throw error;
      return withoutBecause(error.message);
    }
  }

  /** Read from where they are kept, which knows better than the copy that was searched whether they may be shown. */
  private async hits(ranked: readonly RankedPassage[], { neighbours = 0, filter = {} }: SearchOptions): Promise<Hit[]> {
    const passages = await this.store.passages(ranked);
    const found = new Map(passages.map((passage) => [keyOf(passage.document.source, passage.id), passage]));
    const hits = await Promise.all(
      ranked.map(async (one) => {
        const passage = found.get(keyOf(one.source, one.id));
        if (!passage || !admits(filter, passage.document)) return []; // taken out since, or made confidential
        const near = neighbours > 0 ? await this.store.neighbours(one.source, one.id, neighbours) : [];
        return [{ ...one, passage, neighbours: near }];
      }),
    );
    return hits.flat();
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

const keyOf = (source: string, id: string): string => `${source}\0${id}`;

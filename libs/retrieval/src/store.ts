import type { Passage, PassageFilter, SourceDocument } from './passage';
import type { Impacts, IndexedDocument } from './weights';

/** A passage as it is read back, with the document it is of. */
export interface StoredPassage extends Passage {
  document: Omit<SourceDocument, 'passages'>;
  /** Place within its document, from 0. */
  ordinal: number;
}

export interface PassageKey {
  source: string;
  id: string;
}

export interface Candidate extends PassageKey {
  /** Of the terms asked for, those it holds. */
  impacts: Impacts;
  /** The same over all passages of its document (`documentImpact`). */
  documentImpacts: Impacts;
  /** Cosine of its vector and the question's; null where it has none, or none was asked for. */
  similarity: number | null;
}

export interface CandidateQuery {
  language: string;
  /** Term → how much it is worth; a passage scores the sum of worth × impact. */
  weights: ReadonlyMap<string, number>;
  /** How much the score of a whole document adds to that of each of its passages. */
  documentShare: number;
  /** What is looked for by meaning as well: the question as a model sees it, of length 1. */
  vector?: { model: string; values: Float32Array };
  filter: PassageFilter;
  /** By words and by vector each: the union has up to twice as many. */
  limit: number;
}

export interface Frequencies {
  /** Passages in the language. */
  passages: number;
  /** How many of them hold a term; a term that none holds is absent. */
  withTerm: ReadonlyMap<string, number>;
  /** How many of them have a vector of the model asked for. */
  withVector: number;
  /** Why they cannot be searched by it although they have one, where that is so. */
  vectorsLack?: string;
  /** Whose vectors there are, where they are not of the model asked for. */
  vectorsOf?: string;
}

/** A text that has no vector yet. */
export interface UnembeddedText {
  textHash: string;
  text: string;
  /** Id of a passage that says it, for messages. */
  passage?: string;
  /** It is of a confidential document. */
  confidential?: true;
}

/**
 * Where passages are kept: a sparse vector of term impacts each, and a dense one where a model made it. A store finds,
 * `rank` decides, so that an answer does not depend on the store. Documents are known by source (a folder) and id;
 * languages do not mix. Vectors are known by model and hash of their text: a text that is there again, or stays while its
 * document changes, is not embedded again.
 */
export interface PassageStore {
  /** Document id → hash of what is indexed of a source. */
  indexed(source: string): Promise<ReadonlyMap<string, string>>;
  /**
   * Puts documents in the place of what was there under their ids and removes others, all or nothing. Vectors that no
   * passage needs any more go with them.
   */
  replace(source: string, put: readonly IndexedDocument[], remove: readonly string[]): Promise<void>;
  /** Texts of passages that have no vector of a model, at most `limit`. */
  unembedded(model: string, limit: number): Promise<UnembeddedText[]>;
  /** Text hash → vector of length 1. Those of other models go: one model is in use at a time. */
  putVectors(model: string, vectors: ReadonlyMap<string, Float32Array>): Promise<void>;
  /** `model`: whose vectors are counted; none where it is null. */
  frequencies(language: string, terms: readonly string[], model: string | null): Promise<Frequencies>;
  /**
   * The passages that score best by words, and the nearest by vector, in no order.
   *
   * @throws VectorIndexError when vectors are asked for and kept in a store that does not answer; words alone would
   */
  candidates(query: CandidateQuery): Promise<Candidate[]>;
  /** What is kept of passages, in the order asked for; one that is no longer there is left out. */
  passages(keys: readonly PassageKey[]): Promise<StoredPassage[]>;
  /** The passages of the same document up to `radius` places before and after, in order, without itself. */
  neighbours(source: string, passageId: string, radius: number): Promise<StoredPassage[]>;
}

/** What a store is to those who ask: who may only read the tables has this much of it. */
export type PassageSearch = Pick<PassageStore, 'frequencies' | 'candidates' | 'passages' | 'neighbours'>;

import type { Passage, PassageFilter, SourceDocument } from './passage';
import type { Impacts, IndexedDocument } from './weights';

/** A passage as it is read back, with the document it is of. */
export interface StoredPassage extends Passage {
  document: Omit<SourceDocument, 'passages'>;
  /** Place within its document, from 0. */
  ordinal: number;
}

export interface Candidate {
  passage: StoredPassage;
  /** Of the terms asked for, those it holds. */
  impacts: Impacts;
  /** The same over all passages of its document (`documentImpact`). */
  documentImpacts: Impacts;
}

export interface CandidateQuery {
  language: string;
  /** Term → how much it is worth; a passage scores the sum of worth × impact. */
  weights: ReadonlyMap<string, number>;
  /** How much the score of a whole document adds to that of each of its passages. */
  documentShare: number;
  filter: PassageFilter;
  limit: number;
}

export interface Frequencies {
  /** Passages in the language. */
  passages: number;
  /** How many of them hold a term; a term that none holds is absent. */
  withTerm: ReadonlyMap<string, number>;
}

/**
 * Where passages are kept: a sparse vector of term impacts each. A store finds, `rank` decides, so that an answer does
 * not depend on the store. Documents are known by source (a folder) and id; languages do not mix.
 */
export interface PassageStore {
  /** Document id → hash of what is indexed of a source. */
  indexed(source: string): Promise<ReadonlyMap<string, string>>;
  /** Puts documents in the place of what was there under their ids and removes others, all or nothing. */
  replace(source: string, put: readonly IndexedDocument[], remove: readonly string[]): Promise<void>;
  frequencies(language: string, terms: readonly string[]): Promise<Frequencies>;
  /** The passages that score best, best first; ties by source and id. */
  candidates(query: CandidateQuery): Promise<Candidate[]>;
  /** The passages of the same document up to `radius` places before and after, in order, without itself. */
  neighbours(source: string, passageId: string, radius: number): Promise<StoredPassage[]>;
}

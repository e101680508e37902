import type { PassageFilter, PassageScope } from '../passage';
import type { PassageKey } from '../store';

/** One passage as a vector index knows it: whose it is and under which filters it may be found. No text. */
export interface VectorPoint extends PassageKey {
  /** Of the text it was made of: the same hash, the same vector. */
  textHash: string;
  /** Of length 1. */
  values: Float32Array;
  /** ISO 639-1. */
  language: string;
  scope: PassageScope;
}

export interface VectorQuery {
  model: string;
  /** Of length 1. */
  values: Float32Array;
  /** ISO 639-1. */
  language: string;
  filter: PassageFilter;
  limit: number;
}

export interface NearPassage extends PassageKey {
  /** Cosine. */
  similarity: number;
}

/**
 * Where passages are searched by vector: a projection that can be made again from PostgreSQL at any time, in a store that
 * may lie outside. Numbers, hashes, ids and scopes leave for it, never a text. An index belongs to one deployment; several
 * may share a store without seeing each other. Everything throws `VectorIndexError`.
 */
export interface VectorIndex {
  /** What it holds of a model: `passageKey` → `pointHash`, so that a change of text or scope is seen. */
  held(model: string): Promise<ReadonlyMap<string, string>>;
  /** Puts points in the place of those of the same key. Answers only when a later `nearest` finds them. */
  put(model: string, points: readonly VectorPoint[]): Promise<void>;
  /** Those it does not hold are passed over. Answers only when a later `nearest` no longer finds them. */
  remove(model: string, keys: readonly PassageKey[]): Promise<void>;
  /** Exact filters, nearest first. */
  nearest(query: VectorQuery): Promise<NearPassage[]>;
  /** Cosine of passages that were found by their words; those it does not hold are absent. */
  similarities(model: string, values: Float32Array, keys: readonly PassageKey[]): Promise<NearPassage[]>;
  close(): Promise<void>;
}

/**
 * `unreachable`: nobody answers there; `rejected`: it refuses us or what we ask (key, right, name); `throttled`: it wants
 * to be asked less often; `invalid`: what it answers, or what we were given, cannot be used.
 */
export type VectorIndexErrorKind = 'unreachable' | 'rejected' | 'throttled' | 'invalid';

/** A vector index did not do what it was asked. The message names the store, its address without secrets and the remedy. */
export class VectorIndexError extends Error {
  override readonly name = 'VectorIndexError';

  constructor(
    readonly kind: VectorIndexErrorKind,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}
